"""The sender of Bluesky. Options: handle, app_password, server, picture, endpoint."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from newsletter.ports import ChannelContext, Clock, Limits, SenderKind, Vault
from newsletter.senders.http.client import client
from newsletter.senders.http.tokens import Disconnected, NotRenewed
from newsletter.senders.social.bluesky.faults import Faults
from newsletter.senders.social.bluesky.login import Login
from newsletter.senders.social.bluesky.preparing import Preparing
from newsletter.senders.social.bluesky.repository import Repository
from newsletter.senders.social.bluesky.session import BlueskySession
from newsletter.senders.social.bluesky.signing_in import SigningIn

SERVER = "https://bsky.social"
LIMITS = Limits(
    cannot=("It shows one picture in a post.", "Of a moving picture it shows the first frame.")
)
_LONGEST_NAME = 80


def create(context: ChannelContext) -> "BlueskySender":
    """The sender of a channel."""
    endpoint = context.options.get("endpoint")
    server = endpoint or context.options.get("server") or SERVER
    return BlueskySender(
        channel=context.channel,
        server=str(server).rstrip("/"),
        handle=str(context.options["handle"]).strip().removeprefix("@"),
        password=str(context.options["app_password"]),
        secret=context.references.get("app_password", "app-password"),
        picture=str(context.options.get("picture") or "card"),
        vault=context.vault or _InMemory(),
        clock=context.clock,
        may_move=endpoint is None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueskySender:
    """Posts as one account. ``secret`` names its app password; the session is kept beside it."""

    channel: str
    server: str
    handle: str
    password: str = field(repr=False)
    secret: str
    picture: str
    vault: Vault
    clock: Clock
    may_move: bool
    name: str = "bluesky"
    kind: SenderKind = "social"
    limits: Limits = LIMITS

    @contextmanager
    def session(self) -> Iterator[BlueskySession]:
        """Open a session, with the login that was kept if there is one.

        Raises:
            AuthRefused: bluesky-sign-in.
            Unreachable: bluesky-unreachable.
        """
        faults = Faults(self.channel, self.server, self.secret)
        with client(self.server, secrets=(self.password,)) as http:
            signing_in = SigningIn(
                client=http,
                vault=self.vault,
                secret=f"{self.secret[:_LONGEST_NAME]}.session",
                server=self.server,
                handle=self.handle,
                password=self.password,
                may_move=self.may_move,
            )
            repository = Repository(http, signing_in, _login(signing_in, faults))
            now = self.clock.now
            preparing = Preparing(repository, self.picture, now)
            yield BlueskySession(repository, preparing, faults, now)


def _login(signing_in: SigningIn, faults: Faults) -> Login:
    try:
        return signing_in.current()
    except Disconnected as error:
        raise faults.refused(str(error)) from None
    except NotRenewed as error:
        raise faults.unreachable(str(error)) from None


class _InMemory:
    """A `newsletter.ports.Vault` for a sender that was given none: it lasts as long as that."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._lock = Lock()

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def put(self, name: str, value: str) -> None:
        self._values[name] = value

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:  # noqa: ARG002 - there is only one
        with self._lock:
            yield
