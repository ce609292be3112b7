"""What can be wrong with an account, in words that say what to do."""

from dataclasses import dataclass

from newsletter.errors import AuthRefused, Unreachable
from newsletter.outcome import Outcome
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.senders.http.judging import ours_to_mend


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of one channel. ``secret`` is the name of its app password."""

    channel: str
    server: str
    secret: str

    def refused(self, reason: str) -> AuthRefused:
        """The server does not take the app password, or wants nothing of the account."""
        why = reason.rstrip(".")
        text = f"Channel '{printable(self.channel)}': {self._host} refused to sign in: {why}."
        hint = (
            "Check `handle`, make a new app password in Bluesky under Settings, Privacy and "
            f"security, and store it: newsletter secret set {printable(self.secret)}"
        )
        return AuthRefused(Problem("bluesky-sign-in", text, hint))

    def disconnected(self, reason: str) -> Outcome:
        """The same in mid-send, when nothing of the post has gone out."""
        (problem,) = self.refused(reason).problems
        return ours_to_mend(f"{problem.text} {problem.hint}")

    def unreachable(self, reason: str) -> Unreachable:
        """The server does not answer as it should."""
        why = reason.rstrip(".")
        text = f"Channel '{printable(self.channel)}': {self._host} cannot be used now: {why}."
        hint = "Check `server` and the network, then send again: nothing is lost."
        return Unreachable(Problem("bluesky-unreachable", text, hint))

    def inactive(self, status: str) -> Problem:
        """The account exists, but may not post."""
        text = f"The account of channel '{printable(self.channel)}' is {printable(status)}."
        return Problem("bluesky-inactive", text, f"Sign in at {self._host} to see why.")

    @property
    def _host(self) -> str:
        return printable(self.server.partition("://")[2] or self.server)
