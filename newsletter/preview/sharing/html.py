"""Pieces of the shared pages. Everything that comes from an edition is escaped."""

from collections.abc import Iterable
from html import escape

POLICY = (
    "default-src 'none'; style-src 'self' file:; img-src 'self' file:; frame-src 'self' file:; "
    "base-uri 'none'; form-action 'none'"
)
"""No scripts, and nothing from elsewhere. On a disk, files beside a page are `file:`."""
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' file:; "
    "base-uri 'none'; form-action 'none'"
)


def meta(policy: str) -> str:
    """The policy as a page without a server gives it to itself."""
    return f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'


def tag(name: str, content: str = "", **attributes: str | None) -> str:
    """An element with ``content``, which is HTML; an attribute's trailing underscore is dropped."""
    given = (
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{''.join(given)}>{content}</{name}>"


def page(title: str, navigation: str, content: Iterable[str]) -> str:
    """A whole page."""
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
{meta(POLICY)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{escape(title)}</title>
<link rel="stylesheet" href="studio.css">
<link rel="stylesheet" href="drawer.css">
<link rel="stylesheet" href="posts.css">
<link rel="stylesheet" href="share.css">
</head>
<body class="shared">
{navigation}
<main class="shared-main">
{"".join(content)}
</main>
</body>
</html>
"""
