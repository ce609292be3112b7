"""A mail is taken apart as faithfully as it was put together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.model import Message
from newsletter.senders.mail.mime import Letter, Mailbox, NotAMail, taken_apart
from newsletter.senders.mail.naming import bare, batch_key, short, tag, uuid_of
from tests.senders.providers import PIXEL, mail

NAMES = (
    "Ada",
    "O'Hara, Jr.",
    'Ada "The Boss" <king@evil.example>',
    "王小明",
    "Zoë (News); Åse",
    "🌊 The Pier 🌊" * 6,
    "=?utf-8?q?not_encoded?=",
    "back\\slash",
)


def apart(**given: object) -> Letter:
    return taken_apart(mail(**given))  # type: ignore[arg-type]


def test_both_texts_come_out_as_they_went_in() -> None:
    letter = apart(text="Grüße aus 東京 =)\n.\n", html='<p title="ü">Grüße 🌊</p>')
    assert (letter.text, letter.html) == ("Grüße aus 東京 =)\n.\n", '<p title="ü">Grüße 🌊</p>')


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_recipient_survives(name: str) -> None:
    letter = apart(recipient=f"{name} <ada@quay.example>")
    assert letter.recipient == Mailbox("ada@quay.example", name)


@pytest.mark.parametrize(
    "subject", ["Ketamine, walking", "数字で見る健康 " * 8, "a\r\nBcc: b@c.example", "100% =?"]
)
def test_a_subject_is_one_line_of_plain_text(subject: str) -> None:
    assert apart(subject=subject).subject == " ".join(subject.split())


def test_the_way_out_goes_along_untouched() -> None:
    headers = apart(unsubscribe="https://news.acme.example/unsubscribe/" + "t" * 300).headers
    assert headers["List-Unsubscribe"] == f"<https://news.acme.example/unsubscribe/{'t' * 300}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_picture_keeps_its_content_id_and_bytes() -> None:
    picture = apart(picture=True).pictures[0]
    assert (picture.content_id, picture.media_type) == (PIXEL.content_id, "image/png")
    assert picture.data == PIXEL.data


def test_sender_and_reply_to_are_named() -> None:
    letter = apart(reply_to="The Editor <editor@acme.example>")
    assert letter.sender == Mailbox("news@acme.example", "Acme News")
    assert letter.reply_to == Mailbox("editor@acme.example", "The Editor")


def test_the_envelope_decides_who_gets_it() -> None:
    made = mail(recipient="Ada <ada@quay.example>")
    moved = Message(made.message_id, made.sender, "bo@quay.example", made.data)
    assert taken_apart(moved).recipient == Mailbox("bo@quay.example", "Ada")


def sender_of(data: bytes) -> str | None:
    """Who wrote the mail, None if it cannot be read."""
    message = Message("<1@acme.example>", "news@acme.example", "ada@quay.example", data)
    try:
        return taken_apart(message).sender.address
    except NotAMail:
        return None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff" * 500,
        b"From: a@b.example\r\n\r\n",
        b"Subject: no sender\r\n\r\nText\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 5000,
        b"From: a@b.example\r\nContent-Type: text/html; charset=nonsense\r\n\r\n<p>",
    ],
)
def test_what_is_no_mail_is_said_to_be_none_or_read(data: bytes) -> None:
    assert sender_of(data) in (None, "a@b.example")


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@quay.example\r\nBcc: b@c.example", "a b@c.example"]
)
def test_an_address_that_no_mail_can_go_to_is_refused(address: str) -> None:
    made = mail()
    with pytest.raises(NotAMail):
        taken_apart(Message(made.message_id, made.sender, address, made.data))


@given(data=st.binary(max_size=400))
@settings(max_examples=60, database=None, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert sender_of(b"From: a@b.example\r\n\r\n" + data) in (None, "a@b.example")
    assert isinstance(sender_of(b"From: a@b.example\r\n" + data), str | None)


def test_a_mailbox_with_a_name_is_quoted() -> None:
    assert str(Mailbox("a@b.example", 'A "B" \\')) == '"A \\"B\\" \\\\" <a@b.example>'


LONG = f"<{'a' * 400}@acme.example>"


def test_a_tag_holds_letters_digits_and_dashes_alone() -> None:
    assert tag("<plan.email.7@acme.example>") == "cGxhbi5lbWFpbC43QGFjbWUuZXhhbXBsZQ"
    assert tag(LONG).isalnum()


def test_a_short_name_fits() -> None:
    assert short("<1@acme.example>", 80) == "1@acme.example"
    assert len(short(LONG, 80)) == 64


def test_names_of_different_mails_differ() -> None:
    other = LONG.replace("acme", "acne")
    assert tag(LONG) != tag(other)
    assert short(LONG, 80) != short(other, 80)
    assert uuid_of(LONG) != uuid_of(other)
    assert batch_key([LONG, other]) != batch_key([other, LONG])


def test_a_bare_name_has_no_brackets() -> None:
    assert bare("<1@acme.example>") == "1@acme.example"
