"""Keeping secrets out of everything that is told."""

import json
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "[secret]"
SHORTEST = 4
"""Shorter values are no secrets worth the name, and would riddle every text."""


class Redactor:
    """Masks secrets in texts, also where they stand encoded in an address."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = frozenset(secret for secret in secrets if len(secret) >= SHORTEST)
        forms = {form for secret in self._secrets for form in _forms(secret)}
        self._forms = sorted(forms, key=len, reverse=True)

    def clean(self, text: str) -> str:
        """The text with every secret masked."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return text

    def with_secrets(self, secrets: Iterable[str]) -> "Redactor":
        """One that masks these as well."""
        more = frozenset(secrets)
        return self if more <= self._secrets else Redactor(self._secrets | more)


def _forms(secret: str) -> tuple[str, ...]:
    """How it may stand in a text, an address, JSON, or an error that quotes it."""
    in_address = (quote(secret, safe, errors="replace") for safe in ("", "/"))
    in_form = quote_plus(secret, errors="replace")
    return secret, *in_address, in_form, json.dumps(secret)[1:-1], repr(secret)[1:-1]
