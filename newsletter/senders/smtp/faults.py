"""Why a whole session cannot be: errors with what to do about them."""

from newsletter.errors import AuthRefused, Unreachable
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.smtp.replies import Reply


def unreachable(server: str, reason: str) -> Unreachable:
    """No connection, or none that is of use."""
    text = f"The mail server {printable(server)} cannot be used: {printable(reason)}."
    hint = "Check host, port and security of the channel, and the network; then send again."
    return Unreachable(Problem("smtp-unreachable", text, hint))


def certificate_refused(server: str, reason: str) -> Unreachable:
    """The other side could not prove that it is the server."""
    text = f"The certificate of {printable(server)} cannot be trusted: {printable(reason)}."
    hint = "Write the host as it stands in the certificate; nothing was sent, no password either."
    return Unreachable(Problem("smtp-certificate", text, hint))


def no_starttls(server: str) -> Unreachable:
    """A server, or somebody between, that hides encryption."""
    text = f"{printable(server)} offers no encryption (STARTTLS), so nothing was sent to it."
    hint = 'Use the port for submission, mostly 587, or security = "tls" with port 465.'
    return Unreachable(Problem("smtp-not-encrypted", text, hint))


def far_without_tls(server: str, peer: str) -> Unreachable:
    """security = "none" towards another computer."""
    text = f"{printable(server)} is {peer}, not this computer, and security is none."
    hint = 'Write security = "starttls" or "tls", so that nobody can read along.'
    return Unreachable(Problem("smtp-not-encrypted", text, hint))


def sign_in_refused(server: str, reply: Reply) -> AuthRefused:
    """Wrong name or password, or none given where the server wants them."""
    text = f"{printable(server)} refused the sign-in: {reply}."
    hint = "Check the channel's username, and its password: docs/reference/secrets.md."
    return AuthRefused(Problem("smtp-sign-in", text, hint))


def no_sign_in(server: str, offered: tuple[str, ...], wanted: str | None) -> AuthRefused:
    """A server without the way to sign in that we need."""
    ways = ", ".join(offered) or "no way to sign in"
    asked = f" and the channel asks for {wanted}" if wanted else ""
    text = f"{printable(server)} offers {printable(ways)}{asked}."
    hint = "Use its port for submission, mostly 587, or remove username from the channel."
    return AuthRefused(Problem("smtp-sign-in", text, hint))


def secret_missing(channel: str, name: str) -> AuthRefused:
    """A secret that nobody has stored."""
    text = f"Channel '{printable(channel)}': the secret '{printable(name)}' is not stored."
    hint = f"Put it into the file .newsletter/secrets/{printable(name)}"
    return AuthRefused(Problem("secret-missing", text, hint))
