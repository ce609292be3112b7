"""The routes that change something. The guard lets a page in only with the token in its address."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsletter.errors import NewsletterError
from newsletter.preview.approvals import Approvals
from newsletter.preview.editor import Editor, done_json
from newsletter.preview.guard import WRITES
from newsletter.preview.studio import Shown, Studio
from newsletter.usecases.editing import decision_edit, post_edit, setting_edit

BAD_REQUEST, CONFLICT = 400, 409
DECISIONS = ("subject", "preheader", "intro", "articles")
SETTINGS = (("email", "template"), ("brand", "accent"))
"""What the page may change, and nothing else."""
Given = Mapping[str, Any]
Action = Callable[[Given], Shown]


def write_routes(studio: Studio, editor: Editor) -> list[Route]:
    """Every route below `WRITES`."""
    desk = _Writes(studio, editor)
    actions: Mapping[str, Action] = {
        "edition": desk.edition,
        "sample": desk.sample,
        "post": desk.post,
        "decision": desk.decision,
        "setting": desk.setting,
        "undo": desk.undo,
    }
    return [_route(name, action, editor) for name, action in actions.items()]


def _route(name: str, action: Action, editor: Editor) -> Route:
    async def answer(request: Request) -> Response:
        given = await given_in(request)
        try:
            shown = await run_in_threadpool(action, given)
        except NewsletterError as error:
            return refused(error)
        except (KeyError, TypeError, ValueError):
            raise HTTPException(BAD_REQUEST) from None
        return JSONResponse({"version": shown.version, "undo": done_json(editor.last)})

    return Route(f"{WRITES}{name}", answer, methods=["POST"])


def approve_route(approvals: Approvals) -> Route:
    """The route by which a person gives a word on a plan."""

    async def answer(request: Request) -> Response:
        given = await given_in(request)
        try:
            plan, name, note = (text_of(given, key) for key in ("plan", "name", "note"))
            count = int(text_of(given, "count").replace(",", ""))
            said = await run_in_threadpool(approvals.give, plan, name, note, count)
        except NewsletterError as error:
            return refused(error)
        except (KeyError, TypeError, ValueError):
            raise HTTPException(BAD_REQUEST) from None
        return JSONResponse(said, 200 if said.get("ok") else BAD_REQUEST)

    return Route(f"{WRITES}approve", answer, methods=["POST"])


async def given_in(request: Request) -> Given:
    """The object that a page sent.

    Raises:
        HTTPException: 400: it sent none.
    """
    try:
        given = await request.json()
    except (ValueError, RecursionError, ClientDisconnect):
        raise HTTPException(BAD_REQUEST) from None
    if not isinstance(given, dict):
        raise HTTPException(BAD_REQUEST)
    return given


def refused(error: NewsletterError) -> Response:
    """Why nothing was written, for the page to show."""
    is_conflict = any(one.code == "edited-meanwhile" for one in error.problems)
    problems = [one.as_json() for one in error.problems]
    return JSONResponse({"problems": problems}, CONFLICT if is_conflict else BAD_REQUEST)


class _Writes:
    def __init__(self, studio: Studio, editor: Editor) -> None:
        self._studio = studio
        self._editor = editor

    def edition(self, given: Given) -> Shown:
        """Show another edition, on every page."""
        name = given["name"]
        if not isinstance(name, str | None):
            raise TypeError
        return self._studio.open(name)

    def sample(self, given: Given) -> Shown:
        """Show made-up articles, on every page."""
        return self._studio.show_sample(text_of(given, "name"))

    def post(self, given: Given) -> Shown:
        """Save a post with its article."""
        ref, network, words = (
            text_of(given, "ref"),
            text_of(given, "network"),
            text_of(given, "text"),
        )
        article, edition = self._editor.article(ref), self._editor.build().edition.name
        root = self._editor.root
        return self._editor.write(
            f"{network} post",
            text_of(given, "seen"),
            lambda: post_edit(root, edition, article, network, words),
        )

    def decision(self, given: Given) -> Shown:
        """Save what people decided about the edition; an empty text leaves it to the program."""
        key, value = text_of(given, "key"), given["value"]
        is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
        if key not in DECISIONS or not (value is None or is_list == (key == "articles")):
            raise ValueError
        decided = value if is_list or value is None else text_of(given, "value").strip() or None
        edition, root = self._editor.edition(text_of(given, "edition")), self._editor.root
        return self._editor.write(
            key, text_of(given, "seen"), lambda: decision_edit(root, edition, key, decided)
        )

    def setting(self, given: Given) -> Shown:
        """Save a setting of newsletter.toml."""
        section, key, value = (text_of(given, name) for name in ("section", "key", "value"))
        if (section, key) not in SETTINGS:
            raise ValueError
        root = self._editor.root
        return self._editor.write(
            key, text_of(given, "seen"), lambda: setting_edit(root, section, key, value)
        )

    def undo(self, _: Given) -> Shown:
        """Take the last change back."""
        return self._editor.undo()


def text_of(given: Given, key: str) -> str:
    """A text that a page sent.

    Raises:
        KeyError, TypeError: it sent none.
    """
    value = given[key]
    if not isinstance(value, str):
        raise TypeError
    return value
