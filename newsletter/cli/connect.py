"""`newsletter connect CHANNEL`: sign in to a network, and keep what it hands out."""

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.hidden import hidden
from newsletter.cli.screen import Screen, harmless
from newsletter.errors import AuthRefused
from newsletter.problems import Problem

if TYPE_CHECKING:
    from newsletter.senders.http.oauth import Attempt

PORT, SECONDS = 8401, 300.0


def connect(
    screen: Screen,
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", hidden=True)],
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=1, max=65535, help="Of the page that waits.")
    ] = PORT,
    paste: Annotated[
        bool, typer.Option("--paste", help="Paste what came back; no page waits for it.")
    ] = False,
) -> int:
    """Sign in to a channel's network and store the secret.

    X, LinkedIn, Threads and Mastodon open their own page to sign in on; for every other channel
    the secret is typed without being shown. Says whose account it is. Sends nothing.
    """
    from newsletter.project.clock import SystemClock
    from newsletter.usecases.channel_senders import secrets_of
    from newsletter.usecases.connecting.connect import Connecting
    from newsletter.usecases.projects import open_project
    from newsletter.usecases.secret_keeping import secret_desk

    workspace = open_project(screen.flags.project)
    secrets = secrets_of(workspace, screen.flags.secrets_dir)
    desk = secret_desk(workspace, screen.flags.secrets_dir)
    person = Terminal(screen, port, paste=paste)
    done = Connecting(workspace, secrets, desk, SystemClock()).connect(channel, person)
    screen.say(f"Connected {channel}: {done.account}")
    for name, where in done.kept.items():
        screen.say(f"Stored {name} in {where}.")
    payload = {"channel": channel, "account": done.account, "secrets": dict(done.kept)}
    return screen.finish(payload, done.problems, then="newsletter doctor")


@dataclass(frozen=True)
class Terminal:
    """The person at this terminal, or what is piped in."""

    screen: Screen
    port: int
    paste: bool

    def secret(self, what: str) -> str:
        """A value that is typed without an echo."""
        self._check(f"{what}: store it with `newsletter secret set`")
        return hidden(self.screen, what)

    def word(self, what: str) -> str:
        """A value that is typed."""
        self._check(what)
        self._ask(f"{what}: ")
        return sys.stdin.readline().strip()

    def redirect(self, *, https: bool) -> str:
        """The page on this computer; where only https may lead back, nothing answers there."""
        from newsletter.web.sign_in_page import HOST, PATH

        if https:
            return f"https://localhost:{self.port}{PATH}"
        return f"http://{HOST}:{self.port}{PATH}"

    def signed_in(self, attempt: "Attempt") -> str:
        """What came back: to the page that waits, or pasted."""
        self._check(f"somebody who signs in at {attempt.address}")
        if self.paste or attempt.redirect.startswith("https://"):
            self._show(attempt)
            self._ask("Then paste the whole address that you are sent to: ")
            return sys.stdin.readline()
        return self._waited_for(attempt)

    def _show(self, attempt: "Attempt") -> None:
        if attempt.network.own_app:
            name = attempt.network.name
            self._tell(f"Your app on {name} must have this redirect address: {attempt.redirect}")
        self._tell(f"Sign in here:\n{attempt.address}")

    def _waited_for(self, attempt: "Attempt") -> str:
        from newsletter.web.sign_in_page import sign_in_page

        with sign_in_page(self.port, attempt.state) as page:
            self._show(attempt)
            if sys.stdin.isatty():
                _open_browser(attempt.address)
            self._tell(f"Waiting for {attempt.network.name} to send you back ...")
            answer = page.answer(SECONDS)
        if answer is None:
            text = f"Nobody came back from {attempt.network.name} within five minutes."
            hint = "Try again; where no browser reaches this computer, add --paste."
            raise AuthRefused(Problem("sign-in-timeout", text, hint))
        return answer

    def _check(self, what: str) -> None:
        if self.screen.flags.no_input:
            text = f"Connecting needs {what}; --no-input forbids to ask."
            hint = "Leave --no-input out, and run it where somebody can answer."
            raise AuthRefused(Problem("sign-in-input", text, hint))

    def _ask(self, question: str) -> None:
        print(harmless(question), end="", file=self.screen.stderr, flush=True)

    def _tell(self, text: str) -> None:
        for line in text.splitlines():
            print(harmless(line), file=self.screen.stderr, flush=True)


def _open_browser(address: str) -> None:
    import webbrowser

    webbrowser.open(address)
