"""Connect a channel: ask for what it needs, look whose account it is, keep the secret."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from newsletter.errors import UnusableInput, UsageError
from newsletter.ports import Clock, Secrets
from newsletter.printable import printable
from newsletter.problems import Place, Problem, did_you_mean
from newsletter.project.folder import SETTINGS_FILE
from newsletter.secrets.keeping import Kept
from newsletter.senders.http.oauth import App, Attempt, attempt
from newsletter.settings import ChannelSettings, Secret
from newsletter.usecases.channel_senders import open_sender
from newsletter.usecases.connecting.networks import (
    HTTPS_ONLY,
    NETWORKS,
    long_lived,
    register_on_mastodon,
)
from newsletter.usecases.doctor.channels import identified
from newsletter.usecases.doctor.check import Found
from newsletter.usecases.secret_keeping import SecretDesk
from newsletter.usecases.workspace import Workspace

TOKEN, CLIENT_ID, CLIENT_SECRET = "token", "client_id", "client_secret"
_MASTODON, _THREADS, _X = "mastodon", "threads", "x"
_NOT_ASKED = frozenset({"dkim_key", CLIENT_SECRET})
"""Secrets that nobody types: a key is a file, and the app's own is asked for where it is used."""

Values = Mapping[str, str]


class Person(Protocol):
    """Who signs in. Each of these may raise AuthRefused: sign-in-input, sign-in-timeout."""

    def secret(self, what: str) -> str:
        """A value that must not be seen."""
        ...

    def word(self, what: str) -> str:
        """A value that may be seen."""
        ...

    def redirect(self, *, https: bool) -> str:
        """Where the network sends the person back to."""
        ...

    def signed_in(self, attempt: Attempt) -> str:
        """What came back after the person has signed in: an address, or a code."""
        ...


@dataclass(frozen=True, slots=True)
class Connected:
    """Whose account it is, in words; ``kept`` says where each new secret is, by its name."""

    account: str
    kept: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Given:
    """Secrets of which some were just given, and are not kept yet."""

    values: Values = field(repr=False)
    stored: Secrets = field(repr=False)

    def get(self, name: str) -> str | None:
        return self.values.get(name) or self.stored.get(name)


@dataclass(frozen=True, slots=True)
class Connecting:
    """What connecting needs."""

    workspace: Workspace
    secrets: Secrets
    desk: SecretDesk
    clock: Clock

    def connect(self, name: str, person: Person) -> Connected:
        """Sign in to the channel ``name``, and keep what it hands out.

        Raises:
            UsageError: channel-unknown.
            UnusableInput: setting-missing; secret-invalid: nothing was typed.
            AuthRefused: sign-in-denied, sign-in-state, sign-in-failed, or what the channel says
                of a secret that was typed, which then was not kept.
            Unreachable: the other side does not answer.
        """
        settings = self._settings(name)
        if signs_in(settings):
            # What a network hands out counts once, so it is kept before anything else can fail.
            kept = self._kept(self._handed_out(name, settings, person))
            return _connected(self._account(name, settings, self.secrets), kept)
        values = self._typed(name, settings, person)
        found = self._account(name, settings, _Given(values, self.secrets))
        return _connected(found, self._kept(values))

    def _settings(self, name: str) -> ChannelSettings:
        channels = self.workspace.settings.channels
        if name not in channels:
            text = f"There is no channel '{printable(name)}' in {SETTINGS_FILE}."
            hint = did_you_mean(name, channels) or f"There are: {', '.join(channels)}."
            raise UsageError(Problem("channel-unknown", text, hint))
        return channels[name]

    def _handed_out(self, name: str, settings: ChannelSettings, person: Person) -> Values:
        """The secrets that come of signing in on the network's page."""
        sender, options = settings.sender, settings.options
        redirect = person.redirect(https=sender in HTTPS_ONLY)
        app = self._app(name, settings, person, redirect)
        tried = attempt(NETWORKS[sender](options), app, redirect)
        now = self.clock.now()
        token = tried.token_for(tried.code_in(person.signed_in(tried)), now)
        if sender == _THREADS:
            token = long_lived(options, app, token, now)
        values = {_secret_name(options[TOKEN]): token.to_secret()}
        reference = options.get(CLIENT_SECRET)
        if isinstance(reference, Secret) and app.client_secret:
            values[reference.secret] = app.client_secret
        return values

    def _app(self, name: str, settings: ChannelSettings, person: Person, redirect: str) -> App:
        if settings.sender == _MASTODON:
            return register_on_mastodon(settings.options, redirect)
        identity = settings.options.get(CLIENT_ID)
        if settings.sender == _X and not identity:
            raise UnusableInput(_no_client_id(name))
        client_id = str(identity or person.word("The client id of your app")).strip()
        return App(client_id, self._client_secret(settings, person))

    def _client_secret(self, settings: ChannelSettings, person: Person) -> str | None:
        """The app's own secret; apps on X may have none."""
        reference = settings.options.get(CLIENT_SECRET)
        if settings.sender == _X and reference is None:
            return None
        stored = self.secrets.get(reference.secret) if isinstance(reference, Secret) else None
        return stored or person.secret("the client secret of your app").strip() or None

    def _typed(self, name: str, settings: ChannelSettings, person: Person) -> Values:
        """The secrets that a person brings along. Nothing typed leaves what is stored."""
        values: dict[str, str] = {}
        for key, reference in settings.options.items():
            if isinstance(reference, Secret) and key not in _NOT_ASKED:
                value = person.secret(f"the {key} of channel {name}").strip()
                if value:
                    values[reference.secret] = value
        return values

    def _account(self, name: str, settings: ChannelSettings, secrets: Secrets) -> Found:
        sender = open_sender(name, settings, self.workspace, secrets, self.clock)
        return identified(name, sender)

    def _kept(self, values: Values) -> Mapping[str, Kept]:
        return {name: self.desk.keep(name, value) for name, value in values.items()}


def _connected(found: Found, kept: Mapping[str, Kept]) -> Connected:
    problems = (*found.problems, *(one for each in kept.values() for one in each.problems))
    return Connected(found.text, {name: one.where for name, one in kept.items()}, problems)


def signs_in(settings: ChannelSettings) -> bool:
    """Whether the network hands out the channel's token on a page of its own."""
    return settings.sender in NETWORKS and isinstance(settings.options.get(TOKEN), Secret)


def _secret_name(reference: object) -> str:
    if not isinstance(reference, Secret):
        raise TypeError("a token is always a reference")
    return reference.secret


def _no_client_id(name: str) -> Problem:
    text = f"Channel '{printable(name)}' has no client_id, which signing in to X needs."
    hint = 'Make an app at developer.x.com, and add a line: client_id = "..."'
    return Problem("setting-missing", text, hint, Place(SETTINGS_FILE))
