"""The mail that deliveries are measured with: twelve articles, about 50 KB on the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

from newsletter.email.dkim import Signer
from newsletter.email.segments import Heading, Segments, compile_segments
from newsletter.email.slots.filling import fill
from newsletter.email.slots.mail import MailTemplate, compile_mail
from newsletter.email.slots.model import Compiled
from newsletter.email.templates import DictTemplates

SENDER = "news@acme.example"
DATE = datetime(2026, 11, 24, 9, tzinfo=UTC)
ARTICLES = tuple(range(12))
WORDS = "The garden group met again, and agreed on what has to be done before the winter — soon. "
HTML = """<mjml lang="en"><mj-head><mj-title>News</mj-title></mj-head><mj-body>
<mj-section><mj-column><mj-text><h1>Dear {{ recipient.first_name }},</h1></mj-text></mj-column>
</mj-section>
{% for number in articles %}
<mj-section><mj-column><mj-text><h2>Number {{ number }}</h2><p>{{ words }}</p>
<p><a href="https://acme.example/{{ number }}">Read on</a></p></mj-text></mj-column></mj-section>
{% endfor %}
<mj-section><mj-column><mj-text>{{ recipient.first_name }}, this goes to {{ recipient.email }}.
<a href="{{ links.unsubscribe }}">Leave</a></mj-text></mj-column></mj-section>
</mj-body></mjml>"""
TEXT = """Dear {{ recipient.first_name }},
{% for number in articles %}
Number {{ number }}: {{ short }}
https://acme.example/{{ number }}
{% endfor %}
This goes to {{ recipient.email }}. Leave: {{ links.unsubscribe }}
"""


def compiled() -> Compiled:
    """The mail with the recipient's slots open."""
    files = DictTemplates({"t.mjml": HTML, "t.txt": TEXT})
    given = {"articles": ARTICLES, "words": WORDS * 19, "short": WORDS * 4}
    return compile_mail(MailTemplate("t", files), given, "News for {{ recipient.first_name }}")


def segments() -> Segments:
    """The same as segments."""
    return compile_segments(compiled(), Heading(sender=f"Acme <{SENDER}>", seed="bench"))


def values(address: str, attributes: Mapping[str, str]) -> Mapping[str, str]:
    """What the slots hold for a recipient."""
    link = f"https://news.acme.example/unsubscribe/{address.partition('@')[0]:->40}"
    return {**attributes, "email": address, "first_name": "Zoë", "links.unsubscribe": link}


def message_id(number: int) -> str:
    """The Message-ID of a recipient."""
    return f"<{number}.bench@acme.example>"


@dataclass(frozen=True, slots=True)
class Texts:
    """The mail of one recipient as text, for those who make a message of it themselves."""

    subject: str
    html: str
    text: str

    def email_message(self, to: str, number: int) -> bytes:
        """The message as the standard library makes it."""
        mail = EmailMessage(SMTP)
        mail["From"], mail["To"], mail["Subject"] = f"Acme <{SENDER}>", to, self.subject
        mail["Date"], mail["Message-ID"] = DATE, message_id(number)
        mail["List-Unsubscribe"] = "<https://news.acme.example/unsubscribe/1>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(self.text)
        mail.add_alternative(self.html, subtype="html")
        return mail.as_bytes()


def texts() -> Texts:
    """One recipient's texts, already rendered."""
    filled = fill(compiled(), values("reader@acme.example", {}))
    return Texts(filled.subject or "", filled.html or "", filled.text or "")


@dataclass(frozen=True, slots=True)
class Signed:
    """A compiled mail that is signed for each recipient."""

    mail: Segments
    signer: Signer

    def message(self, recipient: Mapping[str, str], date: datetime, message_id: str) -> bytes:
        """The whole message, with its signature in front."""
        return self.signer.sign(self.mail.message(recipient, date, message_id))


def signed() -> Signed:
    """The mail with a signature of RSA-2048."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Signed(segments(), Signer("acme.example", "bench", pem))
