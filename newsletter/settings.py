"""The settings of a newsletter as data, as newsletter.toml holds them. Standard library only.

`newsletter.config` checks a file against these classes with pydantic, which reads
``__pydantic_config__``; so each key is written down once, here. A trailing underscore keeps a
key that is a Python word (``from_`` is ``from`` in the file).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

Doubt = Literal["hold", "assume-sent", "resend"]
ImageMode = Literal["link", "embed"]
SourceKind = Literal["feed", "page", "folder"]


def file_key(name: str) -> str:
    """The key in the file for a field of these classes."""
    return name.removesuffix("_")


STRICT: dict[str, Any] = {"extra": "forbid", "alias_generator": file_key}


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """[newsletter]: who writes, from where, in which language and zone.

    ``from_`` is a mailbox as in a From header; ``url`` is where the public pages are reached;
    ``address`` is the postal address that the law wants in the footer.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    name: str = "Your newsletter"
    from_: str = "Your newsletter <newsletter@example.invalid>"
    timezone: str = "UTC"
    language: str = "en"
    url: str = "https://newsletter.example.invalid"
    address: str = "Your postal address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """[brand]: how it looks. ``logo`` is a path in the project or an https address."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    logo: str | None = None
    accent: str = "#0b6e4f"
    font: str | None = None
    radius: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings:
    """[email]: the template, by name."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    template: str = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """[store]: where the truth is kept."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    url: str = "sqlite:///.newsletter/state.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """[safety]: what must be true before anything leaves. ``hold`` is a duration like ``2m``."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    live: bool = False
    test_recipients: tuple[str, ...] = ()
    hold: str = "2m"
    max_recipients: int = 50_000
    approvals: int = 1
    approvers: tuple[str, ...] = ()
    doubt: Doubt = "hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """[alerts]: who is told when something failed."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    email: str | None = None
    webhook: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSettings:
    """[links]: what is added to links for the statistics of the site they lead to."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSettings:
    """[images]: are the project's pictures linked under the newsletter's url, or embedded?"""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    mode: ImageMode = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """[sources.NAME]: where articles come from."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    kind: SourceKind
    url: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A reference ``{ secret = "name" }`` to a value that is kept outside the project."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """[channels.NAME]: a sender with its audience or account. ``options`` are the sender's own."""

    sender: str
    audience: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A whole newsletter.toml. The defaults are placeholders for a build without a project."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    newsletter: Identity = Identity()
    brand: Brand = Brand()
    email: EmailSettings = EmailSettings()
    store: StoreSettings = StoreSettings()
    safety: Safety = Safety()
    alerts: Alerts = Alerts()
    links: LinkSettings = LinkSettings()
    images: ImageSettings = ImageSettings()
    sources: Mapping[str, SourceSettings] = field(default_factory=dict)
    channels: Mapping[str, ChannelSettings] = field(default_factory=dict)
