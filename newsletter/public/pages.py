"""The public pages as HTML: plain forms, no script, no cookie, nothing from elsewhere."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

from newsletter.email.colors import COLORS, readable_on, text_on
from newsletter.email.mailbox import parse_mailbox
from newsletter.public.words import PageWords, page_words
from newsletter.settings import Brand, Settings

SYSTEM_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})

_PAGE = """\
<!doctype html>
<html lang="{lang}" dir="{dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} · {name}</title>
<style>{style}</style>
</head>
<body>
<main>
<p class="name">{name}</p>
<h1>{title}</h1>
<p>{text}</p>
{rest}
</main>
</body>
</html>
"""
_FORM = '<form method="post"><button type="submit">{button}</button></form>'


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one newsletter, in its language and colours."""

    settings: Settings

    def ask(self, address: str) -> str:
        """Whether to leave: a form whose button does it."""
        words = self._words
        form = _FORM.format(button=escape(words.button))
        return self._page(words.leave, self._of(words.ask, address), form)

    def left(self, address: str) -> str:
        """It is done."""
        words = self._words
        contact = escape(parse_mailbox(self.settings.newsletter.from_).address)
        link = f'<a href="mailto:{contact}">{contact}</a>'
        rest = f'<p class="quiet">{escape(words.mistake).replace("{contact}", link)}</p>'
        return self._page(words.left, self._of(words.gone, address), rest)

    def unknown(self) -> str:
        """There is no such page."""
        return self._page(self._words.unknown, escape(self._words.unknown_why))

    def tampered(self) -> str:
        """The signature of a link is wrong."""
        return self._page(self._words.tampered, escape(self._words.tampered_why))

    def trouble(self) -> str:
        """Something on our side failed."""
        return self._page(self._words.trouble, escape(self._words.trouble_why))

    @property
    def style_hash(self) -> str:
        """The style sheet as a Content-Security-Policy names it (CSP 3, section 2.3.1)."""
        digest = hashlib.sha256(style_of(self.settings.brand).encode()).digest()
        return f"'sha256-{b64encode(digest).decode('ascii')}'"

    @property
    def _words(self) -> PageWords:
        return page_words(self.settings.newsletter.language)

    def _of(self, sentence: str, address: str) -> str:
        shown = {"name": self.settings.newsletter.name, "address": masked(address)}
        return escape(sentence).format(
            **{key: f"<strong><bdi>{escape(value)}</bdi></strong>" for key, value in shown.items()}
        )

    def _page(self, title: str, text: str, rest: str = "") -> str:
        words = self._words
        return _PAGE.format(
            lang=words.lang,
            dir="rtl" if words.lang in RIGHT_TO_LEFT else "ltr",
            title=escape(title),
            name=escape(self.settings.newsletter.name),
            style=style_of(self.settings.brand),
            text=text,
            rest=rest,
        )


def masked(address: str) -> str:
    """Enough of an address for its owner to know it, too little for anybody else."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}" if local else "…"


@cache
def style_of(brand: Brand) -> str:
    """The style sheet in the newsletter's colours."""
    style = files("newsletter.public").joinpath("style.css").read_text("utf-8")
    values = {
        "ACCENT_LIGHT": readable_on(brand.accent, COLORS.light.paper),
        "ACCENT_DARK": readable_on(brand.accent, COLORS.dark.paper),
        "ON_ACCENT": text_on(brand.accent),
        "ACCENT": brand.accent,
        "RADIUS": f"{min(brand.radius, 24)}px",
        "FONT": f"{brand.font}, {SYSTEM_FONT}" if brand.font else SYSTEM_FONT,
    }
    for word, value in values.items():
        style = style.replace(word, value)
    return style
