"""What people change in the page: written into the project's files, and taken back again.

A page says which state of a file it has seen; a file that is another one by now is left alone.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newsletter.errors import NewsletterError, UnusableInput
from newsletter.model import Article
from newsletter.preview.studio import Shown, Studio
from newsletter.problems import Problem
from newsletter.project.edits import Edit, apply_edit, content, edited_meanwhile, stamp
from newsletter.usecases.building import Build
from newsletter.usecases.editing import post_file

MOST = 100
"""Changes that can be taken back."""


@dataclass(frozen=True, slots=True)
class Done:
    """A change that was written. ``what`` is for people, like ``subject``."""

    what: str
    edit: Edit


@dataclass(slots=True)
class Editor:
    """One for all pages; its methods are called on threads, and one writes at a time."""

    studio: Studio
    _done: list[Done] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def root(self) -> Path:
        """The project."""
        return self.studio.root

    @property
    def last(self) -> Done | None:
        """What `undo` would take back."""
        return self._done[-1] if self._done else None

    def build(self) -> Build:
        """The build that the pages show.

        Raises:
            NewsletterError: nothing-to-edit: there is none.
        """
        build = self.studio.shown.build
        if self.studio.sample is not None:
            text = "Sample data cannot be changed."
            raise NewsletterError(Problem("nothing-to-edit", text, "Open an edition."))
        if build is None:
            text = "Nothing could be built yet, so there is nothing to change."
            raise NewsletterError(Problem("nothing-to-edit", text, "Mend the errors first."))
        return build

    def article(self, ref: str) -> Article:
        """The article of that name.

        Raises:
            NewsletterError: nothing-to-edit: it is not in the edition any more.
        """
        for one in self.build().edition.articles:
            if one.ref == ref:
                return one
        text = "This article is not in the edition any more, so nothing was written."
        raise NewsletterError(Problem("nothing-to-edit", text, "Look at the page as it is now."))

    def edition(self, seen: str) -> str:
        """The name of the edition, if it is the one that the page has ``seen``.

        Raises:
            NewsletterError: nothing-to-edit: another one is shown by now.
        """
        name = self.build().edition.name
        if name == seen:
            return name
        text = "The page shows another edition by now, so nothing was written."
        raise NewsletterError(Problem("nothing-to-edit", text, "Look at the page as it is now."))

    def write(self, what: str, seen: str, make: Callable[[], Edit]) -> Shown:
        """Write what ``make`` changes in a file whose state the page knows as ``seen``.

        Raises:
            UnusableInput: edited-meanwhile, or why it cannot be written.
        """
        with self._turn:
            edit = make()
            if not self._is_known(edit, seen):
                raise UnusableInput(edited_meanwhile(edit.name))
            if edit.before != edit.after:
                apply_edit(self.root, edit)
                self._done = [*self._done, Done(what, edit)][-MOST:]
        return self.studio.refresh()

    def _is_known(self, edit: Edit, seen: str) -> bool:
        """True if nobody but the pages changed the file since it was in the state ``seen``."""
        state = stamp(edit.before)
        for done in reversed(self._done):
            if state == seen:
                return True
            if done.edit.name == edit.name and stamp(done.edit.after) == state:
                state = stamp(done.edit.before)
        return state == seen

    def undo(self) -> Shown:
        """Take the last change back.

        Raises:
            UnusableInput: edited-meanwhile: its file was changed since; undo-nothing.
        """
        with self._turn:
            if not self._done:
                text = "Nothing was changed in the page that could be taken back."
                raise UnusableInput(Problem("undo-nothing", text))
            done = self._done.pop()
            apply_edit(self.root, done.edit.undone)
        return self.studio.refresh()

    def stamp(self, name: str) -> str:
        """The state that a file is in now."""
        try:
            return stamp(content(self.root, name))
        except UnusableInput:
            return ""

    def post_place(self, ref: str, network: str) -> dict[str, Any]:
        """Where a post would be saved, and the state of that file.

        Raises:
            NewsletterError: nothing-to-edit.
        """
        article, build = self.article(ref), self.build()
        name = post_file(self.root, build.edition.name, article, network)
        own = article.posts.get(network)
        posts = [one for one in build.posts if (one.article, one.network) == (ref, network)]
        parts = [part.text for post in posts for part in post.parts]
        text = "\n\n".join(parts) if own is None else own
        return {"file": name, "seen": self.stamp(name), "text": text}


def done_json(done: Done | None) -> dict[str, Any] | None:
    """A change for the page's button that takes it back."""
    return None if done is None else {"what": done.what, "file": done.edit.name}
