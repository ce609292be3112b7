"""What the page needs to change an edition without an editor: its decisions, articles and look."""

from collections.abc import Iterator
from typing import Any

from newsletter.email.colors import COLORS, READABLE, contrast, readable_on, text_on
from newsletter.model import Article
from newsletter.preview.editor import Editor, done_json
from newsletter.project.folder import SETTINGS_FILE
from newsletter.usecases.building import Build
from newsletter.usecases.candidates import candidates_of
from newsletter.usecases.decisions import decisions_of, edition_path
from newsletter.usecases.memory import Memory

ENDING = ".mjml"


def edition_desk(editor: Editor, memory: Memory) -> dict[str, Any]:
    """The decisions about the shown edition, all articles it could hold, and how it looks.

    Raises:
        NewsletterError: nothing could be built yet.
    """
    build = editor.build()
    name = build.edition.name
    decided = decisions_of(build.workspace, name).decisions
    file = edition_path(name)
    return {
        "edition": name,
        "file": file,
        "seen": editor.stamp(file),
        "decided": {
            "subject": decided.subject or "",
            "preheader": decided.preheader or "",
            "intro": decided.intro,
        },
        "automatic": {"subject": build.edition.subject, "preheader": build.edition.preheader},
        "is_listed": decided.articles is not None,
        "articles": list(_articles(editor, build, memory)),
        "look": look_json(editor, build),
        "undo": done_json(editor.last),
    }


def _articles(editor: Editor, build: Build, memory: Memory) -> Iterator[dict[str, Any]]:
    """Those of the edition in their order, then those that it leaves out."""
    memory.begin()
    chosen = build.edition.articles
    known = {one.ref for one in chosen}
    others = candidates_of(build.workspace, editor.studio.edition, memory).new
    for one in chosen:
        yield _article(one, is_in=True)
    for one in others:
        if one.ref not in known:
            yield _article(one, is_in=False)


def _article(article: Article, *, is_in: bool) -> dict[str, Any]:
    date = article.published
    return {
        "ref": article.ref,
        "title": article.title,
        "lang": article.lang,
        "dir": article.dir,
        "date": date.isoformat()[:10] if date else "",
        "in": is_in,
    }


def look_json(editor: Editor, build: Build) -> dict[str, Any]:
    """The theme and the brand, as newsletter.toml has them."""
    settings = build.workspace.settings
    names = build.workspace.templates.names()
    themes = sorted(one.removesuffix(ENDING) for one in names if _is_theme(one))
    return {
        "file": SETTINGS_FILE,
        "seen": editor.stamp(SETTINGS_FILE),
        "theme": settings.email.template,
        "themes": themes,
        "accent": settings.brand.accent,
    }


def _is_theme(name: str) -> bool:
    return name.endswith(ENDING) and "/" not in name


def contrast_json(color: str) -> dict[str, Any]:
    """How well an accent can be read where mails use it, and what mails make of it.

    Raises:
        ValueError: it is no colour like ``#0b6e4f``.
    """
    light, dark = COLORS.light.paper, COLORS.dark.paper
    used = [
        ("Links on white", readable_on(color, light), light, contrast(color, light)),
        ("Links in dark mode", readable_on(color, dark), dark, contrast(color, dark)),
        ("Words on a button", text_on(color), color, contrast(text_on(color), color)),
    ]
    return {
        "needed": READABLE,
        "uses": [
            {"name": name, "ink": ink, "ground": ground, "ratio": round(ratio, 1)}
            for name, ink, ground, ratio in used
        ],
    }
