"""The senders that newsletter.toml can name, with the settings that each understands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from newsletter.model import NETWORK_NAMES
from newsletter.ports import SenderKind

KeyType = Literal[
    "text",
    "id",
    "number",
    "switch",
    "choice",
    "list",
    "url",
    "rate",
    "path",
    "domain",
    "selector",
    "secret",
]


@dataclass(frozen=True, slots=True)
class Key:
    """One setting of a channel. An ``id`` is text or a whole number; ``choices`` belong to choice.

    A ``secret`` is only ever a reference ``{ secret = "name" }``; text, id and url may be one.
    """

    name: str
    type: KeyType = "text"
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a platform's own templates are written.

    ``unsubscribe_token`` becomes the reader's own link there. What begins with one of ``openings``
    is an instruction to it, so text that looks so must not be read as one.
    """

    unsubscribe_token: str
    openings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownSender:
    """A sender as data. ``network`` is what its posts are measured for; None for the others.

    ``dialect`` is that of a platform.
    """

    name: str
    kind: SenderKind
    keys: tuple[Key, ...]
    leaves_computer: bool = True
    network: str | None = None
    dialect: Dialect | None = None

    def key(self, name: str) -> Key | None:
        """The setting of that name."""
        return next((key for key in self.keys if key.name == name), None)


def _need(name: str, kind: KeyType = "text") -> Key:
    return Key(name, kind, required=True)


ENDPOINT = Key("endpoint", "url")
RATE = Key("rate", "rate")
CONNECTIONS = Key("connections", "number")
TOKEN = _need("token", "secret")
ACCOUNT = _need("account", "id")
PICTURE = Key("picture", "choice", choices=("card", "image", "none"))
"""How an article's image goes along: in the card of its link, uploaded by itself, not at all."""

HAND_OVER = Key("publish", "choice", choices=("draft", "schedule"))
"""What a platform is to do with an edition: keep it for a person, or send it at its time."""

REHEARSED = Key("network", "choice", choices=NETWORK_NAMES)
DKIM = (
    Key("dkim_domain", "domain"),
    Key("dkim_selector", "selector"),
    Key("dkim_key", "secret"),
)
"""What mails are signed with; all of it or nothing."""


def _local(name: str, *keys: Key) -> KnownSender:
    return KnownSender(name, "email", (*keys, REHEARSED), leaves_computer=False)


def _email(name: str, *keys: Key) -> KnownSender:
    return KnownSender(name, "email", (*keys, CONNECTIONS, RATE))


def _social(name: str, *keys: Key) -> KnownSender:
    return KnownSender(name, "social", (*keys, ENDPOINT), network=name)


def _provider(name: str, *keys: Key) -> KnownSender:
    return _email(name, *keys, ENDPOINT)


def _platform(name: str, dialect: Dialect, *keys: Key) -> KnownSender:
    return KnownSender(name, "platform", (*keys, HAND_OVER), dialect=dialect)


_ALL = (
    _local("outbox", Key("folder", "path"), *DKIM),
    _local("memory", Key("script", "list"), Key("keep", "switch")),
    _email(
        "smtp",
        _need("host"),
        Key("port", "number"),
        Key("security", "choice", choices=("starttls", "tls", "none")),
        Key("username"),
        Key("auth", "choice", choices=("plain", "login", "xoauth2")),
        Key("timeout", "number"),
        Key("messages_per_connection", "number"),
        Key("processes", "number"),
        Key("ca", "path"),
        Key("password", "secret"),
        *DKIM,
    ),
    _provider(
        "ses",
        _need("region"),
        _need("access_key_id", "id"),
        _need("secret_access_key", "secret"),
        Key("configuration_set"),
    ),
    _provider("postmark", TOKEN, Key("message_stream")),
    _provider("mailgun", _need("domain"), TOKEN, Key("region", "choice", choices=("us", "eu"))),
    _provider("sendgrid", TOKEN, Key("region", "choice", choices=("global", "eu"))),
    _provider("resend", TOKEN),
    _provider("brevo", TOKEN),
    _social(
        "x",
        Key("client_id"),
        Key("client_secret", "secret"),
        Key("token", "secret"),
        Key("consumer_key", "secret"),
        Key("consumer_secret", "secret"),
        Key("access_token", "secret"),
        Key("access_token_secret", "secret"),
        PICTURE,
    ),
    _social(
        "bluesky", Key("server", "url"), _need("handle"), _need("app_password", "secret"), PICTURE
    ),
    _social(
        "mastodon",
        _need("server", "url"),
        TOKEN,
        Key("visibility", "choice", choices=("public", "unlisted", "private", "direct")),
        PICTURE,
    ),
    _social(
        "linkedin",
        _need("author"),
        TOKEN,
        Key("version", "id"),
        Key("client_id"),
        Key("client_secret", "secret"),
        PICTURE,
    ),
    _social("threads", ACCOUNT, TOKEN, PICTURE),
    _social("facebook", ACCOUNT, TOKEN, Key("version", "id"), PICTURE),
    _social("telegram", TOKEN, _need("chat", "id"), PICTURE),
    _social("discord", _need("webhook", "secret"), PICTURE),
    _social("slack", _need("webhook", "secret")),
    _social("webhook", _need("url", "url"), Key("secret", "secret")),
    KnownSender("apprise", "social", (_need("url", "secret"), REHEARSED), network="webhook"),
    _platform(
        "listmonk",
        Dialect("{{ UnsubscribeURL }}", ("{{",)),
        _need("server", "url"),
        _need("username"),
        TOKEN,
        _need("lists", "list"),
        Key("template_id", "number"),
        ENDPOINT,
    ),
    _platform("mailchimp", Dialect("*|UNSUB|*", ("*|",)), TOKEN, _need("list", "id"), ENDPOINT),
    _platform(
        "buttondown",
        Dialect("{{ unsubscribe_url }}", ("{{", "{%", "{#")),
        TOKEN,
        Key("email_template"),
        ENDPOINT,
    ),
    _platform(
        "keila",
        Dialect("{{ unsubscribe_link }}", ("{{", "{%")),
        _need("server", "url"),
        TOKEN,
        _need("sender_id", "id"),
        Key("segment_id", "id"),
        ENDPOINT,
    ),
)
KNOWN: Mapping[str, KnownSender] = {sender.name: sender for sender in _ALL}

_SECRET_WORDS = (
    "password", "passwd", "passphrase", "pwd", "token", "secret", "credential", "private_key",
    "api_key", "apikey",
)  # fmt: skip


def looks_secret(key: str) -> bool:
    """True for the name of a setting whose value must not stand in a file.

    Known settings answer by their type; names that only a plug-in knows by the words in them.
    """
    return key in _SECRET_NAMES or any(word in key.lower() for word in _SECRET_WORDS)


def channel_keys() -> tuple[str, ...]:
    """Every setting that some channel understands."""
    own = {key.name for sender in _ALL for key in sender.keys}
    return ("sender", "audience", *sorted(own))


def _secret_names(senders: Iterable[KnownSender]) -> frozenset[str]:
    return frozenset(key.name for sender in senders for key in sender.keys if key.type == "secret")


_SECRET_NAMES = _secret_names(_ALL)
