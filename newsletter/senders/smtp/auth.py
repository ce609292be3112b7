"""Signing in: AUTH PLAIN (RFC 4616), LOGIN, and XOAUTH2 with a token in place of a password.

XOAUTH2: https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
"""

from base64 import b64encode
from dataclasses import dataclass, field

from newsletter.senders.smtp.extensions import Extensions
from newsletter.senders.smtp.options import Mechanism
from newsletter.senders.smtp.replies import Reply
from newsletter.senders.smtp.wire import Wire

CONTINUE = 334

BY_PREFERENCE: tuple[Mechanism, ...] = ("plain", "login", "xoauth2")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs in. ``password`` is the token for xoauth2."""

    username: str
    password: str = field(repr=False)
    mechanism: Mechanism | None = None

    def usable(self, offered: Extensions) -> Mechanism | None:
        """The mechanism to use with this server, None if it offers none that we know."""
        wanted = (self.mechanism,) if self.mechanism else BY_PREFERENCE
        return next((name for name in wanted if name.upper() in offered.auth), None)


async def sign_in(
    wire: Wire, credentials: Credentials, mechanism: Mechanism, seconds: float
) -> Reply:
    """Sign in; the server's last word, 2xx when it let us in.

    Raises:
        Lost: the connection is gone.
    """
    name, password = credentials.username.encode(), credentials.password.encode()
    if mechanism == "plain":
        return await _ask(wire, b"AUTH PLAIN " + b64encode(b"\0%s\0%s" % (name, password)), seconds)
    if mechanism == "xoauth2":
        return await _token(wire, name, password, seconds)
    answers = [b"AUTH LOGIN", b64encode(name), b64encode(password)]
    reply = await _ask(wire, answers[0], seconds)
    for answer in answers[1:]:
        if reply.code != CONTINUE:
            break
        reply = await _ask(wire, answer, seconds)
    return reply


async def _token(wire: Wire, name: bytes, token: bytes, seconds: float) -> Reply:
    answer = b64encode(b"user=%s\1auth=Bearer %s\1\1" % (name, token))
    reply = await _ask(wire, b"AUTH XOAUTH2 " + answer, seconds)
    if reply.code == CONTINUE:  # the server explains its refusal, and waits for an empty line
        reply = await _ask(wire, b"", seconds)
    return reply


async def _ask(wire: Wire, line: bytes, seconds: float) -> Reply:
    wire.write(line + b"\r\n")
    return await wire.reply(seconds)
