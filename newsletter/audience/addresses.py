"""Is this an email address, and when are two the same?"""

import re
from dataclasses import dataclass

# Plain addresses, and a little less than email-validator takes: what does not match is asked
# there. RFC 5321 4.5.3.1 limits the lengths, RFC 5890 reserves two hyphens at a label's third
# place, and RFC 6761 the names at the end.
_PLAIN = re.compile(
    r"(?=.{3,254}\Z)"
    r"(?=[^@]{1,64}@)"
    r"[A-Za-z0-9_+\-]+(?:\.[A-Za-z0-9_+\-]+)*"
    r"@(?:(?!..--)[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+"
    r"(?!(?i:arpa|invalid|local|localhost|onion|test)\Z)[A-Za-z]{2,63}"
)
_MAX_LENGTH = 400

is_plain = _PLAIN.fullmatch
"""Truth for an ordinary ASCII address, without the slower full check, which agrees."""


@dataclass(frozen=True, slots=True)
class Address:
    """A valid address: ``given`` as it is written to, ``key`` as it compares."""

    given: str
    key: str


def read_address(text: str) -> Address | str:
    """The address in ``text``, or a sentence that says what is wrong with it.

    Addresses compare lower-cased as a whole, international domains in their readable form. No
    network is asked. Syntax: RFC 5321 and 6531 by https://pypi.org/project/email-validator.
    """
    text = text.strip()
    if is_plain(text):
        return Address(text, text.lower())
    return _validated(text)


def _validated(text: str) -> Address | str:
    from email_validator import EmailNotValidError, validate_email

    if not text:
        return "There is no address."
    if len(text) > _MAX_LENGTH:
        return f"An address cannot have {len(text):,} characters."
    try:
        valid = validate_email(text, check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        return str(error)
    except ValueError:  # a lone surrogate or the like
        return "It holds characters that cannot stand in an address."
    return Address(text, valid.normalized.lower())
