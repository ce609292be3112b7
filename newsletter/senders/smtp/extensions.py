"""What an SMTP server offers in its answer to EHLO (RFC 5321, section 4.1.1.1)."""

from dataclasses import dataclass

from newsletter.senders.smtp.replies import Reply


@dataclass(frozen=True, slots=True)
class Extensions:
    """PIPELINING (RFC 2920), STARTTLS (RFC 3207), SIZE (RFC 1870), 8BITMIME (RFC 6152),
    SMTPUTF8 (RFC 6531) and the mechanisms of AUTH (RFC 4954).

    ``max_bytes`` is None where the server names no limit.
    """

    pipelining: bool = False
    starttls: bool = False
    size: bool = False
    max_bytes: int | None = None
    eight_bit: bool = False
    utf8: bool = False
    auth: tuple[str, ...] = ()


def extensions(reply: Reply) -> Extensions:
    """Read the answer to EHLO; its first line is a greeting."""
    offered: dict[str, list[str]] = {}
    for line in reply.lines[1:]:
        keyword, *words = line.upper().replace("AUTH=", "AUTH ").split() or [""]
        offered.setdefault(keyword, []).extend(words)
    return Extensions(
        pipelining="PIPELINING" in offered,
        starttls="STARTTLS" in offered,
        size="SIZE" in offered,
        max_bytes=_limit(offered.get("SIZE", [])),
        eight_bit="8BITMIME" in offered,
        utf8="SMTPUTF8" in offered,
        auth=tuple(offered.get("AUTH", [])),
    )


def _limit(words: list[str]) -> int | None:
    """The limit in bytes; 0 or a missing number mean that there is none to speak of."""
    number = words[0] if words else ""
    return int(number) or None if number.isascii() and number.isdigit() else None
