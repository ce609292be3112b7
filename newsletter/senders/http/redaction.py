"""Keeping secrets out of everything that is told."""

from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "[secret]"
SHORTEST = 4
"""Shorter values are no secrets worth the name, and would riddle every text."""


class Redactor:
    """Masks secrets in texts, also where they stand encoded in an address."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets for form in _forms(secret) if len(form) >= SHORTEST}
        self._forms = sorted(forms, key=len, reverse=True)

    def clean(self, text: str) -> str:
        """The text with every secret masked."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return text

    def with_secrets(self, secrets: Iterable[str]) -> "Redactor":
        """One that masks these as well."""
        return Redactor((*self._forms, *secrets))


def _forms(secret: str) -> tuple[str, ...]:
    return secret, quote(secret, safe=""), quote(secret), quote_plus(secret)
