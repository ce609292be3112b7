"""Each channel signs in, and says whose account it uses. Nothing is sent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from newsletter.channels.carriage import carriage_of
from newsletter.delivery.sessions import session_of
from newsletter.errors import NewsletterError
from newsletter.ports import Identifies, Sender
from newsletter.printable import printable
from newsletter.problems import Problem
from newsletter.settings import ChannelSettings, Secret
from newsletter.usecases.channel_senders import open_sender
from newsletter.usecases.doctor.check import Check, Found, Patient, checked, skipped
from newsletter.usecases.doctor.project import OFFLINE

AT_ONCE = 8


def channel_checks(patient: Patient) -> Iterator[Check]:
    """A check for each channel, in the order of the settings; they are asked side by side."""
    channels = patient.workspace.settings.channels.items()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda one: _check(patient, *one), channels)


def _check(patient: Patient, name: str, settings: ChannelSettings) -> Check:
    title = f"channel {printable(name)}"
    if patient.offline and not carriage_of(settings).is_local:
        return skipped(title, OFFLINE)
    if missing := _missing_secret(patient, settings):
        return skipped(title, f"the secret '{printable(missing)}' is not stored")
    return checked(title, lambda _: _signed_in(patient, name, settings), patient)


def _missing_secret(patient: Patient, settings: ChannelSettings) -> str | None:
    """A secret of it that is in no place, which is told by another check already."""
    named = [value.secret for value in settings.options.values() if isinstance(value, Secret)]
    try:
        return next((name for name in named if not patient.secrets.get(name)), None)
    except NewsletterError:
        return None


def _signed_in(patient: Patient, name: str, settings: ChannelSettings) -> Found:
    sender = open_sender(name, settings, patient.workspace, patient.secrets, patient.clock)
    return identified(name, sender)


def identified(name: str, sender: Sender) -> Found:
    """Open a session, and ask whose it is where the sender can tell.

    Raises:
        AuthRefused, Unreachable, UnusableInput: what opening it raises, or asking.
    """
    with session_of(sender) as session:
        if not isinstance(session, Identifies):
            return Found(_opened(sender))
        try:
            account = session.account()
        except NewsletterError:
            raise
        except Exception as error:
            raise NewsletterError(_broken(name, error)) from error
        return Found("; ".join((account.name, *account.facts)), account.problems)


def _opened(sender: Sender) -> str:
    return "can be written to" if not sender.limits.leaves_this_computer else "lets us in"


def _broken(name: str, error: Exception) -> Problem:
    text = f"Channel '{printable(name)}' could not say who it is: {type(error).__name__}."
    return Problem("sender-broken", text, "Check the channel's settings, or update the plug-in.")
