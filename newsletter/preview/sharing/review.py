"""`newsletter build --share`: an edition as a folder of plain pages, in one ZIP file."""

from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files

from newsletter.preview.gallery import Gallery
from newsletter.preview.mail.head import with_head
from newsletter.preview.mail.look import Look, seen
from newsletter.preview.posts import posts_json
from newsletter.preview.sharing.archive import archive
from newsletter.preview.sharing.cards import posts_html
from newsletter.preview.sharing.html import MAIL_POLICY, meta, page, tag
from newsletter.preview.sharing.pictures import SharedPictures
from newsletter.preview.web_pictures import WebPictures
from newsletter.problems import Problem, in_reading_order
from newsletter.usecases.building import Build
from newsletter.usecases.checking import CheckResult, check_build

STYLES = ("studio.css", "drawer.css", "posts.css", "share.css")
PAGES: Mapping[str, str] = {
    "index.html": "Light",
    "dark.html": "Dark",
    "phone.html": "Phone",
    "posts.html": "Posts",
    "text.html": "Text",
    "checks.html": "Checks",
}
LIGHT, DARK = "mail/light.html", "mail/dark.html"


def review(build: Build) -> bytes:
    """The ZIP file. The same edition with the same pictures is the same bytes.

    Pictures of the web are fetched, and are placeholders where they cannot be had.
    """
    pages = _Review(build)
    return archive(f"review-{build.edition.name}", dict(pages.files()))


class _Review:
    def __init__(self, build: Build) -> None:
        self._build = build
        gallery = Gallery(build, build.workspace.folder, WebPictures().fetch)
        self._gallery = gallery
        self._pictures = SharedPictures(gallery)

    def files(self) -> Iterator[tuple[str, bytes]]:
        for name, text in (*self._mails(), *self._pages()):
            yield name, text.encode("utf-8", "replace")
        static = files("newsletter.preview").joinpath("static")
        for name in STYLES:
            yield name, static.joinpath(name).read_bytes()
        yield from self._pictures.files.items()

    def _mails(self) -> Iterator[tuple[str, str]]:
        html = self._build.rendered.html or ""
        for name, look in ((LIGHT, Look()), (DARK, Look(scheme="dark"))):
            shown = seen(html, look, self._beside_mail)
            yield name, with_head(shown, meta(MAIL_POLICY))

    def _beside_mail(self, source: str, width: int | None, height: int | None) -> str:
        path = self._pictures.address(source, width, height)
        return f"../{path}" if path else ""

    def _pages(self) -> Iterator[tuple[str, str]]:
        build = self._build
        found = posts_json(build, self._gallery)
        name = build.design.settings.newsletter.name
        contents = (
            [_sheets(("600", LIGHT))],
            [_sheets(("600", DARK))],
            [_sheets(("375", LIGHT), ("375", DARK))],
            posts_html(found, name, self._pictures),
            [tag("pre", escape(build.rendered.text or ""), class_="letter", tabindex="0")],
            _checks(check_build(build)),
        )
        for (file, label), content in zip(PAGES.items(), contents, strict=True):
            title = f"{label}: {build.rendered.subject}"
            yield file, page(title, _navigation(build, file), content)


def _navigation(build: Build, current: str) -> str:
    links = "".join(
        tag("a", label, href=file, aria_current="page" if file == current else None)
        for file, label in PAGES.items()
    )
    edition, sender = build.edition, build.design.settings.newsletter.from_
    subject = tag("h1", escape(build.rendered.subject), lang=edition.lang, dir=edition.dir)
    preheader = tag("p", escape(edition.preheader), lang=edition.lang, dir=edition.dir)
    detail = tag("p", f"{escape(sender)} · {escape(edition.name)}", class_="detail")
    views = tag("nav", links, class_="views", aria_label="Views")
    return tag("header", subject + preheader + detail + views, class_="shared-head")


def _sheets(*shown: tuple[str, str]) -> str:
    """Mails in frames of a width in pixels, in which nothing runs."""
    frames = (
        tag(
            "figure",
            tag("figcaption", f"{width} px, {'dark' if path == DARK else 'light'}")
            + tag(
                "iframe",
                src=path,
                sandbox="allow-same-origin",  # without it a file may not show its pictures
                class_=f"shared-{width}",
                title=f"The mail, {width} pixels wide, {'dark' if path == DARK else 'light'}",
            ),
        )
        for width, path in shown
    )
    return tag("div", "".join(frames), class_="shared-desk")


def _checks(result: CheckResult) -> Iterator[str]:
    listed = "".join(map(_problem, in_reading_order(result.problems)))
    yield tag("ul", listed) if listed else tag("p", "Nothing found.", class_="all-good")
    ok = sum(one.status == "ok" for one in result.checks)
    yield tag("p", f"{ok} of {len(result.checks)} checks are content.", class_="detail")


def _problem(one: Problem) -> str:
    severity = tag("span", one.severity, class_="severity")
    words = tag("p", f"{severity} {escape(one.text)}")
    hint = tag("p", escape(one.hint), class_="hint") if one.hint else ""
    where = tag("p", tag("code", escape(f"{one.place} {one.code}".strip())), class_="code")
    return tag("li", words + hint + where, class_="problem", data_severity=one.severity)
