"""A studio that is watched and served: from the first build to the last page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

from newsletter.preview.app import studio_app
from newsletter.preview.approvals import Approvals, Approve
from newsletter.preview.bell import Bell
from newsletter.preview.guard import new_token
from newsletter.preview.serving import HOST, StudioServer, listening
from newsletter.preview.studio import Listener, Studio
from newsletter.preview.watching import Watcher


@dataclass(frozen=True, slots=True)
class Session:
    """``url`` has the token in it: whoever opens that address may write."""

    studio: Studio
    server: StudioServer
    listener: socket
    bell: Bell
    token: str

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self.listener.getsockname()[1]}/?token={self.token}"


@contextmanager
def open_session(
    root: Path,
    *,
    edition: str | None = None,
    port: int | None = None,
    heard: Listener,
    approve: Approve | None = None,
    user: str = "",
) -> Iterator[Session]:
    """A session whose files are watched until it is closed. `heard` is told of every state.

    ``approve`` lets the page approve plans; it is asked as whom, ``user`` at first.

    Nothing was built yet: `Studio.refresh` makes the first state.

    Raises:
        NewsletterError: port-taken.
    """
    studio, bell, token = Studio(root, edition), Bell(), new_token()
    studio.listen(heard)
    approvals = Approvals(studio, approve, user)
    with listening(port) as listener:
        server = StudioServer(studio_app(studio, bell, token, approvals), bell)
        watcher = Watcher(root, studio.refresh)
        watcher.start()
        try:
            yield Session(studio, server, listener, bell, token)
        finally:
            watcher.end()
