"""The routes that change something. The guard lets a page in only with the token in its address."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from newsletter.preview.guard import WRITES
from newsletter.preview.studio import Studio

BAD_REQUEST = 400


def write_routes(studio: Studio) -> list[Route]:
    """Every route below `WRITES`."""
    desk = _Writes(studio)
    return [Route(f"{WRITES}edition", desk.edition, methods=["POST"])]


class _Writes:
    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    async def edition(self, request: Request) -> Response:
        """Show another edition, on every page."""
        try:
            name = (await request.json())["name"]
        except (ValueError, KeyError, TypeError, ClientDisconnect):
            raise HTTPException(BAD_REQUEST) from None
        if not isinstance(name, str | None):
            raise HTTPException(BAD_REQUEST)
        shown = await run_in_threadpool(self._studio.open, name)
        return JSONResponse({"version": shown.version})
