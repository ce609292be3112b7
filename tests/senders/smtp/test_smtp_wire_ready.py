"""Messages that promise to be ready for the wire are what the sender would have made of them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.email.segments import Heading, Segments, compile_segments
from newsletter.email.slots.mail import MailTemplate, compile_mail
from newsletter.email.stored_segments import from_bytes, to_bytes
from newsletter.email.templates import DictTemplates
from newsletter.senders.smtp.envelope import Envelope, envelope, wire_content
from newsletter.senders.smtp.extensions import Extensions
from tests.senders.smtp.sending import message

HTML = """<mjml lang="en"><mj-head><mj-title>News</mj-title></mj-head><mj-body>
<mj-section><mj-column>
<mj-text><p>.{{ recipient.first_name }}.</p>
{% if recipient.city %}<p title="{{ recipient.city }}">.{{ recipient.city | upper }}</p>{% endif %}
<a href="{{ links.unsubscribe }}">leave</a></mj-text>
</mj-column></mj-section></mj-body></mjml>"""
TEXT = """{{ recipient.first_name }}
.{{ recipient.city }}
.
{% if recipient.city %}.{{ recipient.city }}{% else %}.{% endif %}
.{{ links.unsubscribe }}"""
HOSTILE = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(["\r\n", "\n.", ".", "\r", "\0", "é", "=", "x" * 71])).map("".join),
)


def mail() -> Segments:
    files = DictTemplates({"t.mjml": HTML, "t.txt": TEXT})
    compiled = compile_mail(MailTemplate("t", files), {}, ".{{ recipient.first_name }}")
    return compile_segments(compiled, Heading(sender="Acme <news@acme.example>", seed="one"))


MAIL = mail()


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_a_joined_message_never_needs_stuffing(name: str, city: str, last: str) -> None:
    to = {"email": "mia@reader.example", "first_name": name, "last_name": last, "city": city}
    to["links.unsubscribe"] = f"https://acme.example/{name[:40]}"
    data = MAIL.message(to, datetime(2026, 11, 24, tzinfo=UTC), "<1@acme.example>")
    assert data.isascii()
    assert wire_content(data) == data


@pytest.mark.parametrize(
    "literal",
    [b"a\n", b"a\r", b".a\r\n", b"a\r\n.\r\n", b"\xff\r\n", b"a\0\r\n", b"no end", b""],
)
def test_stored_segments_that_are_no_whole_lines_are_refused(literal: bytes) -> None:
    stored = to_bytes(replace(MAIL, body=(literal,)))
    with pytest.raises(ValueError, match="no mail"):
        from_bytes(stored)


def test_content_that_is_ready_is_written_as_it_is() -> None:
    ready = replace(message(1), wire_ready=True)
    made = envelope(ready, Extensions())
    assert isinstance(made, Envelope)
    assert made.content is ready.data
