"""What the routes answer with, made from the state that the studio is in."""

import threading
from typing import Any

from newsletter.checks.size import shares
from newsletter.editions.context import SAMPLE_RECIPIENT
from newsletter.editions.render import render
from newsletter.preview.comparing import before, comparison_json
from newsletter.preview.gallery import Gallery, Shot
from newsletter.preview.inspection import Inspection
from newsletter.preview.mail.look import Look, seen
from newsletter.preview.mail.marks import marked
from newsletter.preview.sample_data import RECIPIENTS
from newsletter.preview.studio import Shown, Studio
from newsletter.preview.turning import turned
from newsletter.preview.web_pictures import WebPictures
from newsletter.usecases.building import Build
from newsletter.usecases.checking import checkup_of


class Desk:
    """One for all pages. Its methods take time, and are called on threads."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.inspection = Inspection()
        self._web = WebPictures()
        self._turn = threading.Lock()
        self._gallery: Gallery | None = None

    @property
    def shown(self) -> Shown:
        """The state that the pages show."""
        return self.studio.shown

    def gallery(self, build: Build) -> Gallery:
        """The pictures of a build; those of the build before are not served any more."""
        with self._turn:
            if self._gallery is None or self._gallery.build is not build:
                self._gallery = Gallery(build, self.studio.root, self._web.fetch)
            return self._gallery

    def picture(self, key: str) -> Shot | None:
        """The picture behind an address that `gallery` gave, None if there is none."""
        gallery = self._gallery
        return gallery.shot(key) if gallery else None

    def mail(self, look: Look) -> str | None:
        """The mail as it looks; None where there is none yet."""
        build = self.shown.build
        if build is None or build.rendered.html is None:
            return None
        gallery = self.gallery(build)
        return seen(_written(build, look) or "", look, gallery.address)

    def comparison(self, key: str) -> dict[str, Any]:
        """How the mail and the posts differ from what was planned before.

        Raises:
            NewsletterError: the store failed.
        """
        build = self.shown.build
        if build is None or self.studio.sample is not None:
            return {"choices": [], "with": None, "has_page": False, "lines": []}
        return comparison_json(build, before(build), key)

    def page_before(self, key: str) -> str | None:
        """The mail as it was planned before; None if there is none.

        Raises:
            NewsletterError: the store failed.
        """
        build = self.shown.build
        found = [one for one in before(build) if one.key == key] if build else []
        if build is None or not found or found[0].page is None:
            return None
        return seen(found[0].page, Look(), self.gallery(build).address)


def _written(build: Build, look: Look) -> str | None:
    """The mail to who is asked for; only the usual one has marks on its articles."""
    recipient = RECIPIENTS.get(look.recipient, SAMPLE_RECIPIENT)
    if look.is_turned:
        return turned(build, recipient)
    if recipient is SAMPLE_RECIPIENT:
        return _marked(build, build.rendered.html or "")
    return render(build.edition, build.design, recipient).html


def _marked(build: Build, html: str) -> str:
    return marked(html, shares(checkup_of(build)))
