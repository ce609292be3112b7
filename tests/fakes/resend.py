"""A fake Resend.

https://resend.com/docs/api-reference/emails/send-batch-emails, /emails/send-email,
/dashboard/emails/idempotency-keys (24 hours; the same key with another body is refused),
/changelog/batch-validation-modes (permissive), /api-reference/errors.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.server import Asked, Fake, Route, Says
from tests.fakes.validating import faults_of_ours

TOKEN = "re_key_of_a_test"


@dataclass
class FakeResend(Fake):
    """``taken`` holds what was taken, as it was asked for. ``blocked`` addresses are refused.

    ``send_only``: the key is restricted. ``whole``: a status by which every batch is refused.
    """

    taken: list[Mapping[str, Any]] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)
    send_only: bool = False
    whole: int | None = None
    kept: dict[str, tuple[bytes, Says]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        """Batches, single mails, the domains."""
        return [
            ("POST", "/emails/batch", self.batch),
            ("POST", "/emails", self.single),
            ("GET", "/domains", self.domains),
        ]

    def domains(self, asked: Asked) -> Says:
        """The domains of an account, for keys with full access."""
        if refusal := _refused(asked):
            return refusal
        if self.send_only:
            return _error(401, "restricted_api_key", "This key is restricted to only send emails")
        return Says(200, {"data": [{"name": "acme.example", "status": "verified"}]})

    def batch(self, asked: Asked) -> Says:
        """At most 100 mails; in permissive mode the good ones go out and the bad ones are told."""
        return _refused(asked) or self._once(asked, self._batch)

    def _batch(self, asked: Asked) -> Says:
        mails = asked.json
        if self.whole:
            return _error(self.whole, "validation_error", "refused as a whole")
        if not isinstance(mails, list) or not 1 <= len(mails) <= 100:
            return _error(422, "validation_error", "1 to 100 emails")
        if any("attachments" in mail for mail in mails):
            return _error(422, "validation_error", "attachments are not supported in batches")
        found = [self._fault(mail) for mail in mails]
        errors = [{"index": n, "message": one} for n, one in enumerate(found) if one]
        if errors and asked.headers.get("x-batch-validation") != "permissive":
            return _error(422, "validation_error", str(errors[0]["message"]))
        good = [mail for mail, fault in zip(mails, found, strict=True) if not fault]
        told = {"errors": errors} if errors else {}
        return Says(200, {"data": [{"id": self._take(mail)} for mail in good], **told})

    def single(self, asked: Asked) -> Says:
        """One mail."""
        return _refused(asked) or self._once(asked, self._single)

    def _single(self, asked: Asked) -> Says:
        if fault := self._fault(asked.json):
            return _error(422, "validation_error", fault)
        return Says(200, {"id": self._take(asked.json)})

    def _once(self, asked: Asked, route: Route) -> Says:
        """A key is answered with what it was answered with before."""
        key = asked.headers.get("Idempotency-Key")
        if not key or len(key) > 256:
            return _error(400, "invalid_idempotency_key", "1 to 256 characters")
        if key in self.kept and self.kept[key][0] != asked.body:
            return _error(409, "invalid_idempotent_request", "same key, other payload")
        if key not in self.kept:
            said = route(asked)
            if said.status >= 300:
                return said
            self.kept[key] = (asked.body, said)
        return self.kept[key][1]

    def _fault(self, mail: Mapping[str, Any]) -> str | None:
        if faults := faults_of_ours("resend-email", mail):
            return "; ".join(faults)
        blocked = any(address in mail["to"][0] for address in self.blocked)
        return "Invalid `to` field." if blocked else None

    def _take(self, mail: Mapping[str, Any]) -> str:
        self.taken.append(mail)
        return f"ae2014de-c168-4c61-8267-{len(self.taken):012}"


def _error(status: int, name: str, message: str) -> Says:
    return Says(status, {"statusCode": status, "name": name, "message": message})


def _refused(asked: Asked) -> Says | None:
    return None if asked.token == TOKEN else _error(400, "validation_error", "API key is invalid")
