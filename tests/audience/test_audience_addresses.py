"""Which addresses are valid, and which are the same."""

import pytest
from email_validator import validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.audience.addresses import Address, is_plain, read_address

NEAR_ADDRESSES = st.from_regex(
    r"[A-Za-z0-9_+.\-']{1,70}@([A-Za-z0-9\-]{1,65}\.){1,4}(com|test|local|Invalid|x1|de|c)",
    fullmatch=True,
)


@given(NEAR_ADDRESSES)
@settings(max_examples=400, derandomize=True, database=None, deadline=None)
def test_the_fast_path_takes_only_what_the_full_check_takes(text: str) -> None:
    if is_plain(text):
        valid = validate_email(text, check_deliverability=False)
        assert valid.normalized.lower() == text.lower()


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.com",
        "Ada.Byrne+news@mail.example.co.uk",
        "a_b-c@x1.example",
        "1@2.de",
    ],
)
def test_an_ordinary_address_takes_the_fast_path(text: str) -> None:
    assert is_plain(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ada@Example.COM", "ada@example.com"),
        ("  ada@example.com ", "ada@example.com"),
        ("o'hara@example.com", "o'hara@example.com"),
        ("Jürgen@example.de", "jürgen@example.de"),
        ("info@Bücher.example", "info@bücher.example"),
        ("info@xn--bcher-kva.example", "info@bücher.example"),
        ("用户@例え.example", "用户@例え.example"),
    ],
)
def test_an_address_compares_lower_cased_and_readable(text: str, key: str) -> None:
    assert read_address(text) == Address(text.strip(), key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "ada@@example.com",
        "ada byrne@example.com",
        "ada@exa mple.com",
        "ada@-example.com",
        "ada@example-.com",
        "ada@ab--cd.com",
        ".ada@example.com",
        "ada.@example.com",
        "a..b@example.com",
        "ada@example..com",
        "ada@example.com.",
        "ada@host.local",
        "ada@host.INVALID",
        "ada@[127.0.0.1]",
        "Ada <ada@example.com>",
        "ada@example.com, bob@example.com",
        "ada@example.com\nx",
        "ada\r\nBcc: x@example.com",
        "ada\x00@example.com",
        "\ud800@example.com",
        "a" * 65 + "@example.com",
        "ada@" + "a" * 64 + ".com",
        "a@" + "b." * 130 + "com",
        "a" * 1_000_000,
        "@" * 100_000,
    ],
)
def test_what_is_no_address_is_refused_in_words(text: str) -> None:
    assert isinstance(read_address(text), str)
