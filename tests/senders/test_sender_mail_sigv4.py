"""Signatures agree with the examples that AWS publishes.

The credentials, times and signatures are those of the Signature Version 4 test suite and of
https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html.
"""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from newsletter.senders.mail.sigv4 import Key, signed

AT = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
SUITE = Key("AKIDEXAMPLE", SECRET, "us-east-1", "service")
IAM = Key("AKIDEXAMPLE", SECRET, "us-east-1", "iam")
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
HOST = "https://example.amazonaws.com"


@pytest.mark.parametrize(
    ("key", "method", "url", "headers", "signature"),
    [
        (
            SUITE,
            "GET",
            f"{HOST}/",
            {},
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            SUITE,
            "POST",
            f"{HOST}/",
            {},
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        ),
        (
            SUITE,
            "GET",
            f"{HOST}/?Param2=value2&Param1=value1",
            {},
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            IAM,
            "GET",
            "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
            FORM,
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
        ),
    ],
)
def test_a_published_example_is_signed_alike(
    key: Key, method: str, url: str, headers: dict[str, str], signature: str
) -> None:
    made = signed(key, method, url, b"", AT, headers)
    assert made["Authorization"].endswith(f"Signature={signature}")


def test_what_is_signed_is_named() -> None:
    made = signed(IAM, "GET", "https://iam.amazonaws.com/", b"", AT, FORM)
    assert "SignedHeaders=content-type;host;x-amz-date," in made["Authorization"]


def test_another_body_has_another_signature() -> None:
    one, other = (signed(SUITE, "POST", f"{HOST}/", body, AT, {}) for body in (b"a", b"b"))
    assert one["Authorization"] != other["Authorization"]


def test_the_time_is_that_of_utc() -> None:
    lisbon = AT.astimezone(timezone(timedelta(hours=1)))
    assert signed(SUITE, "GET", f"{HOST}/", b"", lisbon, {}) == signed(
        SUITE, "GET", f"{HOST}/", b"", AT, {}
    )


def test_the_secret_stands_nowhere() -> None:
    assert SECRET not in repr((SUITE, signed(SUITE, "GET", f"{HOST}/", b"", AT, {})))
