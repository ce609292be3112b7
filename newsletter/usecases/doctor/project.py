"""What the project brings along: schedules, secrets, the key for links, its public address."""

import socket
import stat
from collections.abc import Iterator

from newsletter.channels.carriage import carriage_of
from newsletter.email.mailbox import parse_mailbox
from newsletter.errors import AuthRefused
from newsletter.plurals import counted
from newsletter.printable import printable
from newsletter.problems import Problem, warning
from newsletter.secrets.signing import signing_keys
from newsletter.usecases.doctor.check import Check, Found, Patient, skipped
from newsletter.usecases.schedule_checks import schedule_problems
from newsletter.usecases.schedules import find_schedules
from newsletter.usecases.secret_keeping import SecretDesk, secret_desk
from newsletter.web.asking import ask
from newsletter.web.guard import is_public_or_own, resolve

SECONDS = 8.0
OFFLINE = "not asked, since --offline was given"
_INVALID = ".invalid"


def schedules(patient: Patient) -> Found:
    """Every schedule can be read, and names what there is."""
    found = find_schedules(patient.workspace)
    problems = schedule_problems(patient.workspace, found, patient.clock.now())
    resting = sum(one.paused for one in found.schedules)
    return Found(f"{counted(len(found.schedules), 'schedule')}, {resting} paused", problems)


def secrets(patient: Patient) -> Found:
    """Every secret that a setting names is stored, where nobody else can read it."""
    desk = secret_desk(patient.workspace, patient.secrets_dir)
    known = [one for one in desk.known() if one.used_by]
    problems = [found for one in known for found in one.problems]
    problems += [
        _missing(one.name, one.used_by) for one in known if not (one.where or one.problems)
    ]
    text = f"{counted(len(known), 'secret')} named, all stored" if known else "none is named"
    return Found(text, (*problems, *_open_files(desk)))


def unsubscribe_key(patient: Patient) -> Found | Check:
    """Links to unsubscribe can be signed."""
    channels = patient.workspace.settings.channels.values()
    if not any(carriage_of(one).kind == "email" for one in channels):
        return skipped("unsubscribe-key", "there is no channel of email")
    try:
        count = len(signing_keys(patient.secrets))
    except AuthRefused as error:
        if any(one.code == "secret-missing" for one in error.problems):
            return Found("not there yet; the first plan makes it")
        raise
    return Found("1 key" if count == 1 else f"{count} keys; the first one signs")


def public_url(patient: Patient) -> Found | Check:
    """The public pages answer where links to unsubscribe lead."""
    address = patient.workspace.settings.newsletter.url.rstrip("/")
    if patient.offline:
        return skipped("url", OFFLINE)
    answer = ask(f"{address}/health", seconds=SECONDS, allowed=is_public_or_own)
    if answer.verdict == "there":
        return Found(f"{address} answers")
    text = f"{printable(address)} does not show the public pages: its /health {answer.why}."
    hint = "Start them there with `newsletter serve`: without them nobody can unsubscribe."
    return Found("", (warning("url-unreachable", text, hint),))


def from_domain(patient: Patient) -> Found | Check:
    """The domain that mails come from exists."""
    sender = patient.workspace.settings.newsletter.from_
    domain = parse_mailbox(sender).address.rpartition("@")[2]
    if patient.offline:
        return skipped("from", OFFLINE)
    if domain.endswith(_INVALID):
        text = f"Mails come from {printable(domain)}, which is only a placeholder."
        hint = "Write your own address as `from` in [newsletter]."
        return Found("", (Problem("sender-placeholder", text, hint),))
    try:
        resolve(domain, 25, lambda _: True, seconds=SECONDS)
    except socket.gaierror:
        text = f"DNS knows no address of {printable(domain)}, which mails come from."
        hint = "If it has no MX record either, mails from it are refused: check how it is written."
        return Found("", (warning("from-domain", text, hint),))
    except OSError:
        return skipped("from", "no DNS server answered")
    return Found(f"{domain} exists")


def _open_files(desk: SecretDesk) -> Iterator[Problem]:
    folder = desk.keeper.folder
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            text = f"Others on this computer may read the secret '{printable(path.name)}'."
            yield warning("secret-open", text, f"Close it: chmod 600 {printable(str(path))}")


def _missing(name: str, used_by: tuple[str, ...]) -> Problem:
    text = f"The secret '{printable(name)}' is not stored; {used_by[0]} needs it."
    return Problem("secret-missing", text, f"Store it: newsletter secret set {printable(name)}")
