"""A fake of Telegram's Bot API: https://core.telegram.org/bots/api

Requests are checked against the published list of methods and types. Faults go by the names of
the routes: ``get_me``, ``get_chat``, ``send_message``, ``send_photo``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.multipart import Field, fields, is_multipart
from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults, published

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
CHAT = "@acmenews"
MOST_TEXT, MOST_CAPTION = 4096, 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was committed: ``body`` as asked for, ``photo`` if there was one."""

    id: int
    body: Mapping[str, Any]
    photo: bytes | None = None

    @property
    def text(self) -> str:
        """The text or caption."""
        return str(self.body.get("text") or self.body.get("caption") or "")


@dataclass
class Telegram(Fake):
    """``messages`` holds what was committed. Bots cannot read it back, so nothing gives it out.

    ``migrated_to`` makes the chat a group that was upgraded; ``member`` is whether the bot may
    write there.
    """

    member: bool = True
    migrated_to: int | None = None
    messages: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """Methods stand below the token."""
        return [
            (verb, rf"/bot([^/]+)/{name}", route)
            for verb in ("GET", "POST")
            for name, route in (
                ("getMe", self.get_me),
                ("getChat", self.get_chat),
                ("sendMessage", self.send_message),
                ("sendPhoto", self.send_photo),
            )
        ]

    def throttled(self, seconds: int = 5) -> Says:
        """https://core.telegram.org/bots/api#responseparameters: the wait is in the body."""
        said = f"Too Many Requests: retry after {seconds}"
        return _error(429, said, {"retry_after": seconds})

    def get_me(self, asked: Asked) -> Says:
        """https://core.telegram.org/bots/api#getme"""
        me = {"id": 110201543, "is_bot": True, "first_name": "Acme", "username": "acme_bot"}
        return self._unknown_bot(asked) or _ok(me)

    def get_chat(self, asked: Asked) -> Says:
        """https://core.telegram.org/bots/api#getchat"""
        body = _body(asked) if asked.method == "POST" else {k: v[0] for k, v in asked.query.items()}
        return self._unknown_bot(asked) or self._unknown_chat(body) or _ok(_chat())

    def send_message(self, asked: Asked) -> Says:
        """https://core.telegram.org/bots/api#sendmessage"""
        body = _body(asked)
        refusal = self._refused(asked, body, "sendMessage")
        return refusal or _bad_text(body, "text", MOST_TEXT) or self._commit(body)

    def send_photo(self, asked: Asked) -> Says:
        """https://core.telegram.org/bots/api#sendphoto"""
        form = fields(asked) if is_multipart(asked) else {}
        body = _body(asked) | ({"photo": "attach"} if "photo" in form else {})
        photo = form["photo"].data if "photo" in form else None
        refusal = self._refused(asked, body, "sendPhoto") or _bad_photo(photo)
        return refusal or _bad_text(body, "caption", MOST_CAPTION) or self._commit(body, photo)

    def _commit(self, body: Mapping[str, Any], photo: bytes | None = None) -> Says:
        sent = Sent(len(self.messages) + 1, body, photo)
        self.messages.append(sent)
        said = {key: body[key] for key in ("text", "caption", "entities") if key in body}
        return _ok({"message_id": sent.id, "date": 1_790_000_000, "chat": _chat(), **said})

    def _refused(self, asked: Asked, body: Mapping[str, Any], method: str) -> Says | None:
        return self._unknown_bot(asked) or _unlike(body, method) or self._unknown_chat(body)

    def _unknown_bot(self, asked: Asked) -> Says | None:
        known = asked.match is not None and asked.match[1] == TOKEN
        return None if known else _error(401, "Unauthorized")

    def _unknown_chat(self, body: Mapping[str, Any]) -> Says | None:
        if str(body.get("chat_id")) not in (CHAT, str(_chat()["id"])):
            return _error(400, "Bad Request: chat not found")
        if self.migrated_to:
            said = "Bad Request: group chat was upgraded to a supergroup chat"
            return _error(400, said, {"migrate_to_chat_id": self.migrated_to})
        if not self.member:
            return _error(403, "Forbidden: bot is not a member of the channel chat")
        return None


def utf16(text: str) -> int:
    """Telegram's unit of lengths and offsets."""
    return len(text.encode("utf-16-le")) // 2


def _bad_text(body: Mapping[str, Any], name: str, most: int) -> Says | None:
    text = str(body.get(name) or "")
    what = "message" if name == "text" else "message caption"
    if name == "text" and not text.strip():
        return _error(400, "Bad Request: message text is empty")
    if utf16(text) > most:
        return _error(400, f"Bad Request: {what} is too long")
    entities = body.get("entities") or body.get("caption_entities") or []
    ends = [one["offset"] + one["length"] for one in entities]
    if any(end > utf16(text) for end in ends) or any(one["length"] < 1 for one in entities):
        return _error(400, "Bad Request: entity is out of the text")  # our own words
    return None


def _bad_photo(photo: bytes | None) -> Says | None:
    if photo is not None and not photo:
        return _error(400, "Bad Request: file must be non-empty")
    if photo is not None and len(photo) > 10_000_000:
        return _error(400, "Bad Request: file is too big")
    return None


def _unlike(body: Mapping[str, Any], method: str) -> Says | None:
    """A refusal if the request is not as the method is published."""
    described = published("telegram-bot-api")
    if described is None:
        return None
    fields_of = described["methods"][method]["fields"]
    schema = {"$defs": _types(described), **_object(fields_of)}
    wrong = faults(schema, body)
    return _error(400, f"Bad Request: not as published: {wrong}") if wrong else None


def _types(described: Mapping[str, Any]) -> dict[str, Any]:
    made = {}
    for name, kind in described["types"].items():
        subtypes = [{"$ref": f"#/$defs/{one}"} for one in kind.get("subtypes", [])]
        made[name] = {"anyOf": subtypes} if subtypes else _object(kind.get("fields", []))
    return made


def _object(known: list[Mapping[str, Any]]) -> dict[str, Any]:
    properties = {one["name"]: {"anyOf": [_type(name) for name in one["types"]]} for one in known}
    required = [one["name"] for one in known if one["required"]]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


_SIMPLE = {"String": "string", "Integer": "integer", "Float": "number", "Boolean": "boolean"}


def _type(name: str) -> dict[str, Any]:
    if name.startswith("Array of "):
        return {"type": "array", "items": _type(name.removeprefix("Array of "))}
    if name in _SIMPLE:
        return {"type": _SIMPLE[name]}
    return {} if name == "InputFile" else {"$ref": f"#/$defs/{name}"}


def _body(asked: Asked) -> dict[str, Any]:
    """The parameters. In a form, what is no plain text is JSON."""
    if not is_multipart(asked):
        return dict(asked.json) if asked.body else {}
    return {name: _value(name, one) for name, one in fields(asked).items() if one.filename is None}


def _value(name: str, one: Field) -> Any:
    plain = name in ("chat_id", "caption", "text", "parse_mode", "photo")
    return one.text if plain else json.loads(one.text)


def _chat() -> dict[str, Any]:
    return {"id": -1001234567890, "title": "Acme News", "username": "acmenews", "type": "channel"}


def _ok(result: Any) -> Says:
    return Says(200, {"ok": True, "result": result})


def _error(status: int, text: str, parameters: Mapping[str, Any] | None = None) -> Says:
    said: dict[str, Any] = {"ok": False, "error_code": status, "description": text}
    return Says(status, said | ({"parameters": parameters} if parameters else {}))
