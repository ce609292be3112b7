"""The studio as an ASGI application: the page, what it shows, and what it hears."""

import secrets
from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from newsletter.errors import NewsletterError
from newsletter.preview.approvals import Approvals
from newsletter.preview.as_json import state_json
from newsletter.preview.bell import Bell, message
from newsletter.preview.desk import Desk
from newsletter.preview.edition_desk import contrast_json, edition_desk
from newsletter.preview.editor import Editor
from newsletter.preview.guard import Guard, is_token
from newsletter.preview.headers import headers_json
from newsletter.preview.inspection import checks_json
from newsletter.preview.mail.lens import dropped
from newsletter.preview.mail.look import Look
from newsletter.preview.origins import origins_json
from newsletter.preview.posts import compose_json, posts_json
from newsletter.preview.studio import Shown, Studio
from newsletter.preview.writes import approve_route, given_in, refused, text_of, write_routes
from newsletter.usecases.memory import Memory

PAGE = "index.html"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
"""A mail brings its styles along; it runs nothing and loads nothing but what we serve."""
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
EMPTY_FRAME = "<!doctype html><html><head><title>Mail</title></head><body></body></html>"
NOT_FOUND, BAD_REQUEST = 404, 400
AT_A_TIME = 8
"""Pictures that are looked for at a time."""


def studio_app(
    studio: Studio, bell: Bell, token: str, approvals: Approvals | None = None
) -> ASGIApp:
    """The studio behind its guard; pages with ``token`` in their address may write."""
    approvals = approvals or Approvals(studio)
    pages = _Pages(Desk(studio), bell, token, approvals)
    studio.listen(pages.tell)
    routes = [
        Route("/", pages.page),
        Route("/static/{name}", pages.static),
        Route("/frame", pages.frame),
        Route("/events", pages.events),
        Route("/state", pages.state),
        Route("/mail", pages.mail),
        Route("/text", pages.text),
        Route("/source", pages.source),
        Route("/headers", pages.headers),
        Route("/posts", pages.posts),
        Route("/checks", pages.checks),
        Route("/dropped", pages.dropped),
        Route("/article", pages.article),
        Route("/picture/{key}", pages.picture),
        Route("/compose", pages.compose, methods=["POST"]),
        Route("/place", pages.place),
        Route("/desk", pages.edition_desk),
        Route("/contrast", pages.contrast),
        Route("/plans", pages.plans),
        Route("/comparison", pages.comparison),
        Route("/before", pages.before),
        *write_routes(studio, pages.editor),
        approve_route(approvals),
    ]
    return Guard(Starlette(routes=routes), token)


class _Pages:
    def __init__(self, desk: Desk, bell: Bell, token: str, approvals: Approvals) -> None:
        self._desk = desk
        self._bell = bell
        self._token = token
        self._run = secrets.token_hex(8)
        self._limiter = CapacityLimiter(AT_A_TIME)
        self._memory = Memory()
        self._approvals = approvals
        self.editor = Editor(desk.studio)

    def tell(self, _: Shown, now: Shown) -> None:
        """Every page hears of a new state."""
        self._bell.ring("state", self._state(now))

    def _state(self, shown: Shown) -> dict[str, Any]:
        return {"run": self._run, **state_json(self._desk.studio, shown)}

    async def page(self, _: Request) -> Response:
        return Response(static_file(PAGE), media_type="text/html")

    async def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        data = static_file(name)
        if data is None:
            raise HTTPException(NOT_FOUND)
        return Response(data, media_type=TYPES[f".{name.rpartition('.')[2]}"])

    async def frame(self, _: Request) -> Response:
        return _document(EMPTY_FRAME)

    async def events(self, _: Request) -> Response:
        first = message("state", self._state(self._desk.shown))
        return StreamingResponse(self._bell.stream(first), media_type="text/event-stream")

    async def state(self, request: Request) -> Response:
        may_write = is_token(self._token, request.url.query)
        return JSONResponse(self._state(self._desk.shown) | {"may_write": may_write})

    async def mail(self, request: Request) -> Response:
        look = Look.of(request.query_params)
        html = await run_in_threadpool(self._desk.mail, look)
        return _document(EMPTY_FRAME if html is None else html)

    async def text(self, _: Request) -> Response:
        build = self._desk.shown.build
        return PlainTextResponse((build and build.rendered.text) or "")

    async def source(self, _: Request) -> Response:
        build = self._desk.shown.build
        return PlainTextResponse((build and build.rendered.html) or "")

    async def headers(self, _: Request) -> Response:
        build = self._desk.shown.build
        return await _json(partial(headers_json, build)) if build else JSONResponse({"fields": []})

    async def posts(self, _: Request) -> Response:
        build = self._desk.shown.build
        if build is None:
            return JSONResponse({"networks": [], "posts": []})
        return await _json(partial(posts_json, build, self._desk.gallery(build)))

    async def checks(self, _: Request) -> Response:
        return await _json(partial(checks_json, self._desk.shown, self._desk.inspection))

    async def dropped(self, request: Request) -> Response:
        build, client = self._desk.shown.build, Look.of(request.query_params).client
        html = build and build.rendered.html
        found = await run_in_threadpool(dropped, html, client) if html and client else ()
        listed = [{"title": one.title, "count": one.count, "note": one.note} for one in found]
        return JSONResponse({"client": client, "features": listed})

    async def article(self, request: Request) -> Response:
        build, ref = self._desk.shown.build, request.query_params.get("ref", "")
        found = await run_in_threadpool(origins_json, build, ref) if build else None
        if found is None:
            raise HTTPException(NOT_FOUND)
        return JSONResponse(found)

    async def compose(self, request: Request) -> Response:
        given = await given_in(request)
        try:
            ref, network, text = (text_of(given, key) for key in ("ref", "network", "text"))
            return await _json(lambda: compose_json(self.editor.article(ref), network, text))
        except (KeyError, TypeError):
            raise HTTPException(BAD_REQUEST) from None
        except NewsletterError as error:
            return refused(error)

    async def place(self, request: Request) -> Response:
        ref, network = (request.query_params.get(key, "") for key in ("ref", "network"))
        try:
            return await _json(partial(self.editor.post_place, ref, network))
        except NewsletterError as error:
            return refused(error)

    async def edition_desk(self, _: Request) -> Response:
        try:
            return await _json(partial(edition_desk, self.editor, self._memory))
        except NewsletterError as error:
            return refused(error)

    async def plans(self, _: Request) -> Response:
        try:
            return await _json(self._approvals.as_json)
        except NewsletterError as error:
            return refused(error)

    async def comparison(self, request: Request) -> Response:
        key = request.query_params.get("with", "")
        try:
            return await _json(partial(self._desk.comparison, key))
        except NewsletterError as error:
            return refused(error)

    async def before(self, request: Request) -> Response:
        key = request.query_params.get("with", "")
        try:
            html = await run_in_threadpool(self._desk.page_before, key)
        except NewsletterError:
            html = None
        return _document(EMPTY_FRAME if html is None else html)

    async def contrast(self, request: Request) -> Response:
        try:
            return JSONResponse(contrast_json(request.query_params.get("color", "")))
        except ValueError:
            raise HTTPException(BAD_REQUEST) from None

    async def picture(self, request: Request) -> Response:
        key = request.path_params["key"]
        shot = await to_thread.run_sync(self._desk.picture, key, limiter=self._limiter)
        if shot is None:
            raise HTTPException(NOT_FOUND)
        headers = {"Content-Security-Policy": PICTURE_POLICY, "Cache-Control": "max-age=3600"}
        return Response(shot.data, media_type=shot.media_type, headers=headers)


@cache
def static_file(name: str) -> bytes | None:
    """A file of the page, as it came with the package; None if there is none of that name."""
    known = {
        found.name: found for found in files("newsletter.preview").joinpath("static").iterdir()
    }
    return known[name].read_bytes() if name in known else None


def _document(html: str) -> Response:
    data = html.encode("utf-8", "replace")
    return Response(data, media_type="text/html", headers={"Content-Security-Policy": FRAME_POLICY})


async def _json(make: Callable[[], Any]) -> Response:
    return JSONResponse(await run_in_threadpool(make))
