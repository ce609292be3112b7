"""Freezing whom a channel writes to: its audience as it is now, or the posts that it carries."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from newsletter.errors import UnusableInput
from newsletter.problems import Place, Problem, warning
from newsletter.project.folder import SETTINGS_FILE
from newsletter.settings import Safety
from newsletter.store.json_text import to_text
from newsletter.store.snapshots import FrozenRow, Snapshot, freeze, freeze_audience
from newsletter.store.subscribers import audience_id, audiences
from newsletter.store.transaction import Transaction
from newsletter.usecases.channel_senders import leaves_in_test_mode
from newsletter.usecases.contents import ChannelDraft

ONE_ACCOUNT = 1
"""The recipients of a social channel or a platform, as people count them."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A channel with its frozen list, and who was left out.

    ``suppressed`` must not be written to; ``untested`` are not among the test recipients.
    """

    draft: ChannelDraft
    snapshot: Snapshot
    recipients: int
    suppressed: int = 0
    untested: int = 0
    problems: tuple[Problem, ...] = ()


def freeze_channel(
    transaction: Transaction, draft: ChannelDraft, safety: Safety, now: datetime
) -> Frozen:
    """Freeze the list of one channel.

    Raises:
        UnusableInput: channel-audience: a channel of email names none.
        NewsletterError: audience-unknown.
    """
    if draft.kind != "email":
        snapshot = freeze(transaction, _rows(draft), now)
        return Frozen(draft, snapshot, ONE_ACCOUNT, problems=tuple(_held(draft, safety)))
    if draft.settings.audience is None:
        raise UnusableInput(_no_audience(draft.name))
    return _freeze_people(transaction, draft, draft.settings.audience, safety, now)


def is_test_recipient(key: str, safety: Safety) -> bool:
    """May tests go to this address? The patterns match it as a whole, lower-cased."""
    return any(fnmatchcase(key.lower(), one.lower()) for one in safety.test_recipients)


def admits(safety: Safety) -> Callable[[str], bool]:
    """Who may be written to: in test mode only the test recipients."""
    if safety.live:
        return lambda _: True
    return lambda key: is_test_recipient(key, safety)


def _freeze_people(
    transaction: Transaction, draft: ChannelDraft, audience: str, safety: Safety, now: datetime
) -> Frozen:
    number = audience_id(transaction, audience)
    size = next(one.size for one in audiences(transaction) if one.id == number)
    asked: Counter[bool] = Counter()
    may = admits(safety)

    def counted(key: str) -> bool:
        answer = may(key)
        asked[answer] += 1
        return answer

    snapshot = freeze_audience(transaction, number, now, admits=counted)
    problems = (*_held(draft, safety), *_nobody(draft.name, audience, snapshot.size, safety))
    left = size - asked.total()
    return Frozen(draft, snapshot, snapshot.size, left, asked[False], problems)


def _rows(draft: ChannelDraft) -> Iterator[FrozenRow]:
    """A row for each post; a platform takes the edition as a whole."""
    if draft.kind == "platform":
        yield f"{draft.name}#0", draft.name, "{}", 0
    for number, post in enumerate(draft.posts):
        yield f"{draft.name}#{number}", draft.name, to_text({"article": post.article}), 0


def _held(draft: ChannelDraft, safety: Safety) -> Iterator[Problem]:
    """A plan in test mode may name a channel that `send` will refuse; it is said here already."""
    if not (safety.live or draft.carriage.is_local):
        found = leaves_in_test_mode(draft.name)
        yield warning(found.code, found.text, found.hint, Place(SETTINGS_FILE))


def _nobody(channel: str, audience: str, size: int, safety: Safety) -> Iterator[Problem]:
    if size:
        return
    text = f"Channel '{channel}' writes to nobody: nobody in '{audience}' may be written to."
    if safety.live:
        hint = f"Add people: newsletter audience import FILE --audience {audience}"
    else:
        hint = 'In test mode name them in [safety], like test_recipients = ["*@example.com"].'
    yield warning("plan-nobody", text, hint, Place(SETTINGS_FILE))


def _no_audience(channel: str) -> Problem:
    text = f"Channel '{channel}' carries email and names no audience."
    hint = 'Add a line like audience = "readers" to its section.'
    return Problem("channel-audience", text, hint, Place(SETTINGS_FILE))
