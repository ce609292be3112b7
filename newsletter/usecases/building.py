"""Build an edition: read, select, render, compose, and write the files to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from newsletter.editions.assemble import assemble
from newsletter.editions.context import SAMPLE_RECIPIENT
from newsletter.editions.naming import name_and_date
from newsletter.editions.pictures import Picture
from newsletter.editions.render import (
    Design,
    Rendered,
    compose_posts,
    edition_hash,
    message,
    render,
)
from newsletter.editions.selection import select
from newsletter.editions.terms import Terms
from newsletter.errors import UnusableInput
from newsletter.model import Article, Edition, Message, Post
from newsletter.problems import Problem, has_errors
from newsletter.project.images import LocalImage
from newsletter.project.templates import ProjectTemplates
from newsletter.settings import Settings
from newsletter.usecases.candidates import candidates_in, candidates_of
from newsletter.usecases.decisions import decisions_of
from newsletter.usecases.illustrating import illustrate
from newsletter.usecases.memory import Memory
from newsletter.usecases.workspace import Workspace, open_workspace

SAMPLE = "sample"
"""What an edition of made-up articles is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """What a build was asked for. Without ``files`` it takes the articles of the project.

    ``terms`` are those of a schedule; what people decided about the edition wins over them. With
    ``workspace`` newsletter.toml is not read again: its settings count, though the file was edited.
    """

    edition: str | None = None
    files: tuple[str, ...] = ()
    project: Path | None = None
    template: str | None = None
    allow_empty: bool = False
    terms: Terms | None = None
    workspace: Workspace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """Everything of one edition that would go out, and every problem on the way.

    ``hash`` is the content hash; ``message`` the mail to a sample recipient. Both are None, as a
    part of ``rendered`` is, when an error in a template made the mail impossible. ``originals``
    are the files of the project that articles show, by the article's ref.
    """

    workspace: Workspace
    edition: Edition
    design: Design
    rendered: Rendered
    posts: tuple[Post, ...]
    hash: str | None
    message: Message | None
    problems: tuple[Problem, ...]
    originals: Mapping[str, LocalImage]

    @property
    def pictures(self) -> Sequence[Picture]:
        """The pictures that travel with the mail."""
        return self.design.pictures.embedded(self.rendered.html or "")


def build_edition(request: BuildRequest, memory: Memory | None = None) -> Build:
    """Build an edition in memory, as its file editions/NAME.toml decides.

    Whoever builds again and again gives the same ``memory``, for what has not changed since.

    Raises:
        UnusableInput: newsletter.toml has errors, or there is no article and that was not allowed.
        UsageError: the edition cannot be called that.
    """
    memory = memory or Memory()
    memory.begin()
    workspace = request.workspace or open_workspace(request.project)
    if request.files:
        candidates = candidates_in(workspace, request.files, memory)
    else:
        candidates = candidates_of(workspace, request.edition, memory)
    name = _name(request, candidates.new, workspace.settings)
    loaded = decisions_of(workspace, name)
    is_listed = loaded.decisions.articles is not None
    decided = candidates.decided(loaded.decisions)
    chosen = select(decided.articles, newest=not (request.files or is_listed))
    found = (
        *(*workspace.problems, *candidates.problems),
        *(*loaded.problems, *decided.problems, *chosen.problems),
    )
    articles = chosen.articles
    if request.terms:
        articles = articles if is_listed else request.terms.chosen(articles)
        workspace = workspace.under(request.terms)
    if not articles and not request.allow_empty:
        raise UnusableInput(*found, _nothing_to_build(found))
    articles = candidates.completed(articles, loaded.decisions, memory)
    workspace = workspace.in_language_of(articles)
    identity = workspace.settings.newsletter
    edition = assemble(articles, identity, name=name, decisions=loaded.decisions)
    if request.terms:
        edition = replace(edition, date=request.terms.date)
    return _finish(workspace, edition, candidates.base, request.template, found, memory)


def build_articles(articles: Sequence[Article], settings: Settings | None = None) -> Build:
    """Build an edition of ``articles`` with the shipped templates; the API of the package.

    Raises:
        UsageError: the settings name a time zone or an edition that cannot be.
    """
    workspace = Workspace(None, settings or Settings(), ProjectTemplates(None))
    if settings is None:
        workspace = workspace.in_language_of(articles)
    chosen = select(articles)
    edition = assemble(chosen.articles, workspace.settings.newsletter)
    return _finish(workspace, edition, Path(), None, chosen.problems, Memory())


def build_sample(workspace: Workspace, articles: Sequence[Article]) -> Build:
    """An edition of made-up ``articles``, in their language, as the project would render it.

    Its files count from the project, and it is in no store.
    """
    identity = workspace.settings.newsletter
    lang = next((one.lang for one in articles if one.lang), identity.language)
    settings = replace(workspace.settings, newsletter=replace(identity, language=lang))
    workspace = replace(workspace, settings=settings)
    edition = assemble(articles, settings.newsletter, name=SAMPLE)
    return _finish(workspace, edition, workspace.folder, None, (), Memory())


def _name(request: BuildRequest, articles: Sequence[Article], settings: Settings) -> str:
    """The edition's name: before its file is read, for the file is found by it."""
    dated = [article for article in articles if not article.exclude]
    return name_and_date(request.edition, dated, ZoneInfo(settings.newsletter.timezone))[0]


def _nothing_to_build(found: tuple[Problem, ...]) -> Problem:
    why = "none of the files could be used" if has_errors(found) else "there is no new article"
    hint = "Name article files or an edition, or add --allow-empty."
    return Problem("edition-empty", f"Nothing was built: {why}.", hint)


def _finish(
    workspace: Workspace,
    edition: Edition,
    base: Path,
    template: str | None,
    found: tuple[Problem, ...],
    memory: Memory,
) -> Build:
    settings = workspace.settings
    pictures = illustrate(workspace, edition.articles, base=base)
    name = template or settings.email.template
    design = Design(name, workspace.templates, settings, pictures.pictures)
    rendered = render(edition, design, SAMPLE_RECIPIENT)
    posts = compose_posts(edition, settings, memory.compose)
    complete = rendered.html is not None and rendered.text is not None
    seed = edition_hash(edition, design, rendered, posts.posts) if complete else None
    return Build(
        workspace=workspace,
        edition=edition,
        design=design,
        rendered=rendered,
        posts=posts.posts,
        hash=seed,
        message=message(edition, design, rendered, SAMPLE_RECIPIENT, seed=seed) if seed else None,
        problems=(*found, *pictures.problems, *rendered.problems, *posts.problems),
        originals=pictures.originals,
    )
