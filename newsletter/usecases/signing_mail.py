"""DKIM of a channel: from its settings and its stored key to mails that are signed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from newsletter.channels.kinds import DKIM, KNOWN
from newsletter.delivery.items import CompiledMail
from newsletter.email.dkim import CUSTOMARY_KEY, Signer
from newsletter.errors import AuthRefused
from newsletter.ports import Secrets
from newsletter.printable import printable
from newsletter.problems import Place, Problem, warning
from newsletter.project.folder import SETTINGS_FILE
from newsletter.secrets.stored import required
from newsletter.settings import ChannelSettings, Secret

_PLACE = Place(SETTINGS_FILE)
_NEW_KEY = f"Make one with `openssl genrsa {CUSTOMARY_KEY}`, and publish its public half in DNS."


@dataclass(frozen=True, slots=True)
class SignedMail:
    """A compiled mail that is signed anew for each recipient, after its slots were filled.

    The signature is as ready for the wire as the mail is.
    """

    mail: CompiledMail
    signer: Signer

    def message(self, recipient: Mapping[str, str], date: datetime, message_id: str) -> bytes:
        """The whole message, with its signature in front."""
        return self.signer.sign(self.mail.message(recipient, date, message_id))


def signed(mail: CompiledMail, signer: Signer | None) -> CompiledMail:
    """``mail`` as a channel sends it, which may be without a signature."""
    return SignedMail(mail, signer) if signer else mail


def signer_of(name: str, channel: ChannelSettings, secrets: Secrets) -> Signer | None:
    """What signs the mails of the channel ``name``; None when it has no DKIM settings.

    Raises:
        AuthRefused: secret-missing, secret-unreadable; dkim-key: what is stored is no key.
    """
    settings = _settings(channel)
    if settings is None:
        return None
    domain, selector, secret = settings
    key = required(secrets, secret, f"Channel '{name}' cannot sign its mails")
    try:
        return Signer(domain, selector, key.encode("utf-8", "surrogatepass"))
    except ValueError as error:
        text = f"Channel '{name}' cannot sign its mails with the secret '{printable(secret)}': "
        raise AuthRefused(Problem("dkim-key", f"{text}{error}.", _NEW_KEY, _PLACE)) from error


def key_findings(name: str, channel: ChannelSettings, secrets: Secrets) -> Iterator[Problem]:
    """Warnings about the channel's key: that it is short, or that `send` will refuse it."""
    try:
        signer = signer_of(name, channel, secrets)
    except AuthRefused as error:
        for found in error.problems:
            yield warning(found.code, found.text, found.hint, found.place)
        return
    if signer:
        yield from length_findings(name, signer)


def length_findings(name: str, signer: Signer) -> Iterator[Problem]:
    """A warning if the key is shorter than it should be."""
    if signer.bits < CUSTOMARY_KEY:
        text = f"Channel '{name}' signs its mails with a short key, of {signer.bits} bits."
        yield warning("dkim-key-short", text, _NEW_KEY, _PLACE)


def _settings(channel: ChannelSettings) -> tuple[str, str, str] | None:
    """Domain, selector and the secret's name, where the sender is one that we sign for."""
    known = KNOWN.get(channel.sender)
    domain, selector, key = (channel.options.get(one.name) for one in DKIM)
    if known is None or not set(DKIM) <= set(known.keys):
        return None
    if isinstance(domain, str) and isinstance(selector, str) and isinstance(key, Secret):
        return domain, selector, key.secret
    return None
