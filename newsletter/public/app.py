"""The public pages as an ASGI application: GET shows, POST acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from newsletter.editions.personal import ARCHIVE_PATH, PREFERENCES_PATH, UNSUBSCRIBE_PATH
from newsletter.editions.tokens import Subject
from newsletter.errors import NewsletterError
from newsletter.public.pages import Pages
from newsletter.public.watch import Watch
from newsletter.settings import Settings
from newsletter.usecases.archive import archived_page
from newsletter.usecases.leaving import Door
from newsletter.usecases.monitoring import Monitor

MAX_BODY = 8 * 1024
"""Bytes; the body of a one-click unsubscription (RFC 8058, section 3.2) has 26."""
OK, DAMAGED, UNKNOWN, TOO_LARGE, UNAVAILABLE = 200, 400, 404, 413, 503


ARCHIVE_POLICY = (
    "default-src 'none'; img-src https: http: data:; style-src 'unsafe-inline'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
"""A mail brings its styles along, and runs nothing."""
_GUARDS = {
    # The address of a page is a key to it.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def public_app(settings: Settings, door: Door, *, open_metrics: bool = False) -> Starlette:
    """The pages of a newsletter, at the root and below the path of its ``url``.

    /metrics is for this computer alone, unless ``open_metrics``.
    """
    desk = _Desk(Pages(settings), door)
    watch = Watch(Monitor(door.store, door.clock), open_metrics)
    prefix = urlsplit(settings.newsletter.url).path.rstrip("/")
    routes = [
        Route("/health", desk.health),
        Route("/ready", watch.ready),
        Route("/metrics", watch.metrics),
    ]
    for base in dict.fromkeys(("", prefix)):
        routes.append(Route(f"{base}{ARCHIVE_PATH}{{edition}}", desk.archive, methods=["GET"]))
        for path in (UNSUBSCRIBE_PATH, PREFERENCES_PATH):
            place = f"{base}{path}{{token}}"
            routes.append(Route(place, desk.show, methods=["GET"]))
            routes.append(Route(place, desk.act, methods=["POST"]))
    return Starlette(routes=routes, exception_handlers={HTTPException: desk.failed})


@dataclass(frozen=True, slots=True)
class _Desk:
    pages: Pages
    door: Door

    async def show(self, request: Request) -> Response:
        """Ask whether to leave. Nothing is changed: scanners of mail follow links too."""
        return await run_in_threadpool(self._show, request.path_params["token"])

    async def act(self, request: Request) -> Response:
        """Leave, by the form or by the one click of a mail program."""
        try:
            if await _is_too_large(request):
                return self._page(self.pages.trouble(), TOO_LARGE)
        except ClientDisconnect:
            return Response(status_code=DAMAGED)
        return await run_in_threadpool(self._leave, request.path_params["token"])

    async def archive(self, request: Request) -> Response:
        """An edition that went out, for those who read it in a browser."""
        return await run_in_threadpool(self._archive, request.path_params["edition"])

    async def health(self, _: Request) -> Response:
        """Can links be followed now?"""
        return await run_in_threadpool(self._health)

    async def failed(self, _: Request, error: Exception) -> Response:
        """No such page, or no such method."""
        status = error.status_code if isinstance(error, HTTPException) else UNAVAILABLE
        headers = error.headers if isinstance(error, HTTPException) else None
        return self._page(self.pages.unknown(), status, headers)

    def _show(self, token: str) -> Response:
        try:
            subject = self.door.subject(token)
        except NewsletterError:
            return self._unavailable()
        if isinstance(subject, Subject):
            return self._page(self.pages.ask(subject.key))
        return self._rejected(subject)

    def _leave(self, token: str) -> Response:
        try:
            subject = self.door.subject(token)
            if not isinstance(subject, Subject):
                return self._rejected(subject)
            self.door.leave(subject)
        except NewsletterError:
            return self._unavailable()
        return self._page(self.pages.left(subject.key))

    def _archive(self, edition: str) -> Response:
        try:
            page = archived_page(self.door.store, edition)
        except NewsletterError:
            return self._unavailable()
        if page is None:
            return self._page(self.pages.unknown(), UNKNOWN)
        return HTMLResponse(page, OK, {**_GUARDS, "Content-Security-Policy": ARCHIVE_POLICY})

    def _health(self) -> Response:
        try:
            self.door.subject("health")
            self.door.is_open()
        except NewsletterError as error:
            codes = [problem.code for problem in error.problems]
            return JSONResponse({"ok": False, "problems": codes}, UNAVAILABLE)
        return JSONResponse({"ok": True})

    def _rejected(self, rejection: str) -> Response:
        if rejection == "unknown":
            return self._page(self.pages.unknown(), UNKNOWN)
        return self._page(self.pages.tampered(), DAMAGED)

    def _unavailable(self) -> Response:
        return self._page(self.pages.trouble(), UNAVAILABLE, {"Retry-After": "60"})

    def _page(
        self, html: str, status: int = OK, headers: Mapping[str, str] | None = None
    ) -> Response:
        policy = (
            f"default-src 'none'; style-src {self.pages.style_hash}; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'none'"
        )
        guards = {**_GUARDS, "Content-Security-Policy": policy, "Cache-Control": "no-store"}
        return HTMLResponse(html, status, {**guards, **(headers or {})})


async def _is_too_large(request: Request) -> bool:
    """Read the body, which says nothing that the address does not, but only so far."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY:
            return True
    return False
