"""What Threads and Facebook Pages share: the Graph API's forms, tokens and errors."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.fakes.multipart import fields
from tests.fakes.server import Asked, Says

TOKEN = "access_token"


def values(asked: Asked) -> dict[str, str]:
    """What was given, in the query, a form, or JSON, but for the token.

    https://developers.facebook.com/docs/graph-api/overview: all three are taken.
    """
    found = {name: given[0] for name, given in asked.query.items()}
    kind = asked.headers.get_content_type()
    if kind == "application/json" and asked.body:
        found |= {name: _as_text(value) for name, value in asked.json.items()}
    elif kind == "application/x-www-form-urlencoded":
        found |= {name: given[0] for name, given in asked.form.items()}
    else:
        found |= {
            name: field.text for name, field in fields(asked).items() if field.filename is None
        }
    return {name: value for name, value in found.items() if name != TOKEN}


def token_of(asked: Asked) -> str | None:
    """The token, which may stand in a header, in the query or in the form."""
    if asked.token:
        return asked.token
    found = asked.query.get(TOKEN) or _form(asked).get(TOKEN)
    return found[0] if found else None


def error(status: int, code: int, message: str, subcode: int | None = None, **more: Any) -> Says:
    """https://developers.facebook.com/docs/graph-api/guides/error-handling."""
    said: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, **more}
    if subcode is not None:
        said["error_subcode"] = subcode
    return Says(status, {"error": {**said, "fbtrace_id": "AbCdEf123"}})


BAD_TOKEN = error(400, 190, "Error validating access token: the session has expired.", 463)
TRANSIENT = error(
    500, 2, "An unexpected error has occurred. Please retry your request later.", is_transient=True
)
"""It is said to come although the post went out (koala, issue 699)."""


def stamp(at: datetime) -> str:
    """A time as the Graph API writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _form(asked: Asked) -> Mapping[str, list[str]]:
    kind = asked.headers.get_content_type()
    if kind == "application/x-www-form-urlencoded":
        return asked.form
    if kind == "application/json" and asked.body:
        return {name: [_as_text(value)] for name, value in asked.json.items()}
    return {name: [one.text] for name, one in fields(asked).items() if one.filename is None}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
