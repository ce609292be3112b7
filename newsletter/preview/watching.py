"""Watching a project's files, and saying at once when one changed.

The folder itself is watched for files and new folders, and each folder in it with all it holds.
Folders of other programs are left alone: the environment of a Python project alone has thousands.
"""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

NOT_OURS = frozenset({"out", "demo", "node_modules", "venv", "env", "build", "dist"})
SETTLE = 8
"""Milliseconds without a change after which a save counts as complete."""
AT_MOST = 60
"""Milliseconds after which changes are told, even if more are coming."""
LOOK_UP = 500
"""Milliseconds after which the watcher looks whether it has to end."""


class Watcher:
    """Calls ``changed`` on a thread of its own, until it is ended."""

    def __init__(self, root: Path, changed: Callable[[], object]) -> None:
        self._root = root.resolve()
        self._changed = changed
        self._ended = threading.Event()
        self._folders = frozenset[Path]()
        self._regrouped = threading.Event()
        self._threads = [
            threading.Thread(target=self._watch_root, daemon=True, name="watch-root"),
            threading.Thread(target=self._watch_folders, daemon=True, name="watch-folders"),
        ]

    def start(self) -> None:
        """Begin to watch."""
        self._folders = frozenset(watched_folders(self._root))
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Watch no more."""
        self._ended.set()
        self._regrouped.set()
        for thread in self._threads:
            thread.join(timeout=2)

    def _watch_root(self) -> None:
        for _ in self._changes([self._root], self._ended, recursive=False):
            now = frozenset(watched_folders(self._root))
            if now != self._folders:
                self._folders = now
                self._regrouped.set()
            self._changed()

    def _watch_folders(self) -> None:
        while not self._ended.is_set():
            self._regrouped.clear()
            folders = sorted(self._folders)
            if not folders:
                self._regrouped.wait()
                continue
            for _ in self._changes(folders, self._regrouped, recursive=True):
                self._changed()

    def _changes(
        self, paths: list[Path], stop: threading.Event, *, recursive: bool
    ) -> Iterator[object]:
        """Each change, until ``stop``; or until a path is gone, or cannot be watched."""
        try:
            yield from _told(paths, stop, recursive=recursive, poll=False)
        except FileNotFoundError:
            # A folder went away between looking and watching: look again.
            self._folders = frozenset(watched_folders(self._root))
            self._ended.wait(LOOK_UP / 1000)
        except (OSError, RuntimeError):
            # The system watches no more files for us (inotify(7), max_user_watches).
            yield from _told(paths, stop, recursive=recursive, poll=True)


def _told(
    paths: list[Path], stop: threading.Event, *, recursive: bool, poll: bool
) -> Iterator[object]:
    from watchfiles import watch

    return watch(
        *paths,
        debounce=AT_MOST,
        step=SETTLE,
        stop_event=stop,
        rust_timeout=LOOK_UP,
        recursive=recursive,
        raise_interrupt=False,
        force_polling=poll,
    )


def watched_folders(root: Path) -> Iterator[Path]:
    """The folders of a project that hold what people write."""
    try:
        entries = list(root.iterdir())
    except OSError:
        return
    for path in entries:
        if not path.name.startswith(".") and path.name not in NOT_OURS and path.is_dir():
            yield path
