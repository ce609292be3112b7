"""What machines ask: is it ready, and how does it go?"""

from dataclasses import dataclass
from ipaddress import ip_address

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from newsletter.errors import NewsletterError
from newsletter.usecases.metrics import MEDIA_TYPE, metrics_text
from newsletter.usecases.monitoring import Monitor

UNKNOWN, UNAVAILABLE = 404, 503
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
"""Headers by which a web server in front says that somebody else has asked."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Answers machines. The metrics are nobody's business outside, unless they are opened."""

    monitor: Monitor
    open_metrics: bool

    async def ready(self, _: Request) -> Response:
        """Can the store be read, and does a daemon work on it?"""
        return await run_in_threadpool(self._ready)

    async def metrics(self, request: Request) -> Response:
        """The metrics as Prometheus reads them."""
        if not (self.open_metrics or _is_from_here(request)):
            raise HTTPException(UNKNOWN)
        return await run_in_threadpool(self._metrics)

    def _ready(self) -> Response:
        try:
            is_ready = self.monitor.is_ready()
        except NewsletterError as error:
            return _failed(error)
        return JSONResponse({"ok": is_ready}, 200 if is_ready else UNAVAILABLE)

    def _metrics(self) -> Response:
        try:
            return Response(metrics_text(self.monitor.look()), media_type=MEDIA_TYPE)
        except NewsletterError as error:
            return _failed(error)


def _is_from_here(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _failed(error: NewsletterError) -> Response:
    codes = [problem.code for problem in error.problems]
    return JSONResponse({"ok": False, "problems": codes}, UNAVAILABLE)
