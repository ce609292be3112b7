"""A fake Mailgun.

https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages (MIME) and
.../events: the search by message-id, which lags behind.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from email import message_from_bytes

from tests.fakes.multipart import fields
from tests.fakes.server import Asked, Fake, Route, Says

TOKEN, DOMAIN = "mailgun-key-of-a-test", "mg.acme.example"
_SIGN_IN = "Basic " + b64encode(f"api:{TOKEN}".encode()).decode()
_KNOWN = {"to", "message", "o:tracking", "o:tracking-clicks", "o:tracking-opens", "v:message-id"}


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that was taken."""

    recipient: str
    raw: bytes
    message_id: str
    form: dict[str, str]


@dataclass
class FakeMailgun(Fake):
    """``taken`` holds what was taken. ``blocked`` addresses are refused.

    ``lags``: there are no events yet. ``send_only``: the key is bound to sending.
    ``event``: the kind of the events that are told.
    """

    taken: list[Taken] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    lags: bool = False
    send_only: bool = False
    event: str = "accepted"

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """Sending, the domain, the events."""
        return [
            ("POST", rf"/v3/{DOMAIN}/messages.mime", self.send),
            ("GET", rf"/v3/domains/{DOMAIN}", self.domain),
            ("GET", rf"/v3/{DOMAIN}/events", self.events),
        ]

    def domain(self, asked: Asked) -> Says:
        """The domain, for keys that may read it."""
        if self.send_only or _refused(asked):
            return Says(401, "Forbidden", {"Content-Type": "text/plain"})
        return Says(200, {"domain": {"name": DOMAIN, "state": "active"}})

    def send(self, asked: Asked) -> Says:
        """A message as MIME."""
        if refusal := _refused(asked):
            return refusal
        form = fields(asked)
        if not {"to", "message"} <= set(form) <= _KNOWN:
            return Says(400, {"message": f"these parameters are not right: {sorted(form)}"})
        recipient, raw = form["to"].text, form["message"].data
        if recipient in self.blocked or "@" not in recipient:
            return Says(400, {"message": "to parameter is not a valid address."})
        name = (message_from_bytes(raw)["Message-ID"] or "").strip("<> \r\n")
        if form["message"].filename is None or not name:
            return Says(400, {"message": "message is not a MIME file"})
        texts = {key: value.text for key, value in form.items() if key != "message"}
        self.taken.append(Taken(recipient, raw, name, texts))
        return Says(200, {"id": f"<{name}>", "message": "Queued. Thank you."})

    def events(self, asked: Asked) -> Says:
        """Events since ``begin``, by message-id without brackets and recipient."""
        if refusal := _refused(asked):
            return refusal
        if not asked.query.get("begin") or not asked.query.get("ascending"):
            return Says(400, {"message": "a time range is needed"})
        wanted = (asked.query["message-id"][0], asked.query["recipient"][0])
        items = [
            {"event": self.event, "recipient": one.recipient}
            for one in self.taken
            if (one.message_id, one.recipient) == wanted and not self.lags
        ]
        return Says(200, {"items": items, "paging": {}})


def _refused(asked: Asked) -> Says | None:
    if asked.headers.get("Authorization") == _SIGN_IN:
        return None
    return Says(401, "Forbidden", {"Content-Type": "text/plain"})
