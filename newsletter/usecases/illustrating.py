"""The pictures of an edition: found in the project, then linked or made to travel in the mail."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from newsletter.editions.bodies import body_pictures
from newsletter.editions.pictures import Picture, Pictures
from newsletter.model import Article
from newsletter.problems import Place, Problem, warning
from newsletter.project.folder import SETTINGS_FILE
from newsletter.project.images import LocalImage, find_image, is_local
from newsletter.usecases.workspace import Workspace

WEB = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Illustrated:
    """The pictures that were found, and why others were not.

    ``originals`` are the files of the project that articles show, by the article's ref.
    """

    pictures: Pictures
    problems: tuple[Problem, ...]
    originals: Mapping[str, LocalImage]


def illustrate(workspace: Workspace, articles: Sequence[Article], *, base: Path) -> Illustrated:
    """Find the logo, each article's image, and the project's pictures in its body.

    The articles' refs are relative to ``base``.
    """
    illustrator = _Illustrator(workspace, base)
    logo = illustrator.logo(workspace.settings.brand.logo)
    found = {article.ref: illustrator.image_of(article) for article in articles}
    pictures = {ref: picture for ref, picture in found.items() if picture}
    inside = {one.ref: illustrator.in_body_of(one, pictures.get(one.ref)) for one in articles}
    bodies = {ref: picture for ref, picture in inside.items() if picture}
    problems = tuple(illustrator.problems)
    return Illustrated(Pictures(logo, pictures, bodies), problems, illustrator.originals)


class _Illustrator:
    def __init__(self, workspace: Workspace, base: Path) -> None:
        self._workspace = workspace
        self._base = base.absolute()
        self.problems: list[Problem] = []
        self.originals: dict[str, LocalImage] = {}

    def logo(self, source: str | None) -> Picture | None:
        root = self._workspace.folder.absolute()
        place = Place(SETTINGS_FILE)
        return self._picture(source, root / SETTINGS_FILE, root, place) if source else None

    def image_of(self, article: Article) -> Picture | None:
        if not article.image:
            return None
        file, place = self._file(article), article.place("image")
        if not is_local(article.image):
            return self._picture(article.image, file, self._wall(file), place)
        found = self._found(article.image, file, self._wall(file), place)
        if found:
            self.originals[article.ref] = found
        return self._outgoing(found) if found else None

    def in_body_of(self, article: Article, image: Picture | None) -> Mapping[str, Picture]:
        """The pictures of the project in the body, by their address; ``image`` is looked up once.

        What is wrong with one is only a warning, for its words take its place in the mail.
        """
        sources = [source for source in body_pictures(article.html) if is_local(source)]
        if not sources:
            return {}
        file = self._file(article)
        found = {source: image for source in sources if source == article.image}
        before = len(self.problems)
        for source in sources:
            if source not in found:
                found[source] = self._picture(source, file, self._wall(file), article.place())
        self.problems[before:] = map(_as_warning, self.problems[before:])
        return {source: picture for source, picture in found.items() if picture}

    def _file(self, article: Article) -> Path:
        return self._base / article.ref.partition("#")[0]

    def _wall(self, file: Path) -> Path:
        """The folder that a picture must be in: the project, else the folder of the article."""
        root = self._workspace.root
        return root if root and file.resolve().is_relative_to(root.resolve()) else file.parent

    def _picture(self, source: str, file: Path, wall: Path, place: Place) -> Picture | None:
        if source.startswith(WEB):
            return Picture(source)
        if not is_local(source):
            text = f"The picture '{source[:60]}' is neither a file nor an address on the web."
            hint = "Save it as a file beside the article, and name the file."
            self.problems.append(warning("image-address", text, hint, place))
            return None
        image = self._found(source, file, wall, place)
        return self._outgoing(image) if image else None

    def _found(self, source: str, file: Path, wall: Path, place: Place) -> LocalImage | None:
        found = find_image(wall, str(file), source, place)
        self.problems += found.problems
        return found.image

    def _outgoing(self, image: LocalImage) -> Picture:
        """Only a picture of the project has an address below the newsletter's url."""
        root, settings = self._workspace.root, self._workspace.settings
        home = root.resolve() if root else None
        if home and image.path.is_relative_to(home) and settings.images.mode == "link":
            path = quote(image.path.relative_to(home).as_posix())
            address = f"{settings.newsletter.url.rstrip('/')}/{path}"
            return Picture(address, image.width, image.height)
        content_id = f"{hashlib.sha256(image.data).hexdigest()[:24]}@newsletter"
        return Picture(
            f"cid:{content_id}", image.width, image.height, content_id, image.media_type, image.data
        )


def _as_warning(problem: Problem) -> Problem:
    return replace(problem, severity="warning")
