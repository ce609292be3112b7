"""A mail of about 50 KB with its recipient open, and recipients for it."""

from collections.abc import Iterator, Mapping

from newsletter.email.segments import Heading, Segments, compile_segments
from newsletter.email.slots.mail import MailTemplate, compile_mail
from newsletter.email.templates import DictTemplates

SENDER = "news@acme.example"
KILOBYTES = 50
_SENTENCE = "The market opens at nine, and the bakers bring what the night has risen for them. "
_PAGE = (
    '<mjml lang="en"><mj-body><mj-section><mj-column><mj-text>Hello {{ recipient.first_name }}, '
    '{{ text }}</mj-text><mj-button href="{{ links.unsubscribe }}">Leave</mj-button>'
    "</mj-column></mj-section></mj-body></mjml>"
)
_TEXT = "Hello {{ recipient.first_name }},\n{{ text }}\n{{ links.unsubscribe }}\n"


def letter() -> Segments:
    """The compiled mail."""
    files = DictTemplates({"bench.mjml": _PAGE, "bench.txt": _TEXT})
    prose = _SENTENCE * (KILOBYTES * 1024 // 2 // len(_SENTENCE) - 40)
    mail = compile_mail(MailTemplate("bench", files), {"text": prose}, "Weekly")
    return compile_segments(mail, Heading(sender=f"Acme <{SENDER}>", seed="bench"))


def address(number: int) -> str:
    """The address of a recipient."""
    return f"reader{number}@example.com"


def values(to: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
    """What the slots hold for a recipient."""
    link = f"https://news.acme.example/unsubscribe/{to}"
    return {"first_name": "Ada", **attributes, "email": to, "links.unsubscribe": link}


def addresses(count: int) -> Iterator[str]:
    """Addresses in order."""
    return (address(number) for number in range(count))
