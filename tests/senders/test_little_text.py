"""Little text: LinkedIn shows every character, links stay links, hashtags become hashtags."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.senders.social.linkedin.little_text import RESERVED, little_text
from tests.fakes.linkedin import as_readers_see


@pytest.mark.parametrize("character", RESERVED)
def test_a_reserved_character_is_escaped(character: str) -> None:
    assert little_text(f"a {character} b") == f"a \\{character} b"


@pytest.mark.parametrize("character", RESERVED)
def test_readers_see_what_comes_after_a_reserved_character(character: str) -> None:
    text = f"Before {character}within{character} after"
    assert as_readers_see(little_text(text)) == text


@pytest.mark.parametrize(
    ("text", "little"),
    [
        ("#Health", r"{hashtag|\#|Health}"),
        ("two #One #Two", r"two {hashtag|\#|One} {hashtag|\#|Two}"),
        ("#Gesundheit2026, #Ärzte", r"{hashtag|\#|Gesundheit2026}, {hashtag|\#|Ärzte}"),
        ("#健康", r"{hashtag|\#|健康}"),
    ],
)
def test_a_hashtag_becomes_a_template(text: str, little: str) -> None:
    assert little_text(text) == little


@pytest.mark.parametrize(
    ("text", "little"),
    [
        ("#1 reason", r"\#1 reason"),
        ("C# and F#", r"C\# and F\#"),
        ("#snake_case", r"\#snake\_case"),
        ("AT&T#tag", r"AT&T\#tag"),
        ("＃Health", "＃Health"),
    ],
)
def test_what_is_no_plain_hashtag_stays_text(text: str, little: str) -> None:
    assert little_text(text) == little


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("https://acme.example/a_b?utm_source=x_y#part", None),
        (
            "https://acme.example/Walking_(sport)",
            "https://acme.example/Walking_%28sport%29",
        ),
        ("https://acme.example/@ann/~my/*/x", "https://acme.example/%40ann/%7Emy/%2A/x"),
        ("https://acme.example/[x]", "https://acme.example/%5Bx%5D"),
    ],
)
def test_an_address_stays_a_link(address: str, sent: str | None) -> None:
    assert little_text(f"Read {address} now") == f"Read {sent or address} now"


def test_a_mention_is_never_made() -> None:
    assert little_text("@[Acme](urn:li:organization:1)") == (r"\@\[Acme\]\(urn:li:organization:1\)")


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.text(st.sampled_from(RESERVED + "ab1 \n.,:/é健🙂"), max_size=60))
def test_readers_see_every_text_without_links_as_it_was_written(text: str) -> None:
    assert as_readers_see(little_text(text)) == text


def test_a_long_text_of_reserved_characters_is_taken() -> None:
    assert len(little_text("#a" * 50_000)) >= 100_000
