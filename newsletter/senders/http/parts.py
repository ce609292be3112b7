"""A post part by part: a thread stops where it broke, and goes on there.

Before a part is tried, that is noted; when it is out, its reference is noted. So after any crash
it is known which parts are out, which were never tried, and the one that is in doubt.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsletter.model import Part
from newsletter.outcome import Outcome
from newsletter.posting import Posting

SETTLING = timedelta(seconds=60)
"""After a try that was not answered, what is not seen may still come for this long."""

CLOCKS_APART = timedelta(minutes=15)
"""A network's clock may be so far behind ours; what is older on it is another post."""


@dataclass(frozen=True, slots=True)
class Published:
    """A part that is out: replies to it need the ``reference``, people open the ``receipt``."""

    reference: str
    receipt: str


@dataclass(frozen=True, slots=True)
class Step:
    """One part to publish: ``before`` are the references of all parts before it, in order."""

    posting: Posting
    number: int
    part: Part
    before: tuple[str, ...]

    @property
    def key(self) -> str:
        """The same in every attempt, and another one for every part."""
        return self.posting.key if self.number == 0 else f"{self.posting.key}-{self.number}"

    def note(self, name: str) -> str | None:
        """What was noted of this part."""
        return self.posting.notes.get(f"part.{self.number}.{name}")

    def put(self, name: str, value: str) -> None:
        """Note something of this part."""
        self.posting.notes.put(f"part.{self.number}.{name}", value)


Publish = Callable[[Step], Published | Outcome]
"""Publishes one part, once. An outcome says why it is not out, or that nobody knows."""

LookUp = Callable[[Step], Published | Outcome | None]
"""Finds a part that was tried: None if it is not there, an outcome if nobody can say."""


def send_parts(posting: Posting, publish: Publish, now: Callable[[], datetime]) -> Outcome:
    """Publish the parts that are not out yet, in order; what became of the whole."""
    texts = [part.text for part in posting.post.parts]
    if not any(text.strip() for text in texts):
        return _nothing()
    if not all(map(is_encodable, texts)):
        return Outcome("rejected", text="the text holds half a character, which cannot be sent")
    for step in _steps(posting):
        if step.note("reference") is None:
            step.put("tried", now().isoformat())
            published = publish(step)
            if isinstance(published, Outcome):
                return _broken(step, published)
            _note(step, published)
    return Outcome("accepted", receipt=posting.notes.get("part.0.receipt"))


def reconcile_parts(
    posting: Posting,
    look_up: LookUp,
    now: Callable[[], datetime],
    settling: timedelta = SETTLING,
) -> Outcome:
    """Find out about the part that is in doubt; see `newsletter.ports.Reconciles`.

    ``settling`` is zero where sending again can never double.
    """
    for step in _steps(posting):
        if step.note("reference") is None:
            return _settled(step, look_up, now(), settling)
    if not posting.post.parts:
        return _nothing()
    return Outcome("accepted", receipt=posting.notes.get("part.0.receipt"))


def is_encodable(text: str) -> bool:
    """False for a lone surrogate, which UTF-8 has no bytes for."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _settled(step: Step, look_up: LookUp, now: datetime, settling: timedelta) -> Outcome:
    tried = step.note("tried")
    if not tried:
        return Outcome("deferred", text=f"{_name(step)} was not started")
    found = look_up(step)
    if isinstance(found, Published):
        _note(step, found)
        if step.number + 1 == len(step.posting.post.parts):
            return Outcome("accepted", receipt=step.posting.notes.get("part.0.receipt"))
        return Outcome("deferred", text=f"{_name(step)} is out; the next one was not started")
    if isinstance(found, Outcome):
        return found
    if now - datetime.fromisoformat(tried) < settling:
        return Outcome("unknown", text=f"{_name(step)} is not there yet; it may still come")
    return Outcome("deferred", text=f"{_name(step)} was looked for, and is not there")


def _steps(posting: Posting) -> Iterator[Step]:
    """The steps, made one by one: each sees the references that were noted before it."""
    before: list[str] = []
    for number, part in enumerate(posting.post.parts):
        step = Step(posting, number, part, tuple(before))
        yield step
        before.append(step.note("reference") or "")


def _note(step: Step, published: Published) -> None:
    step.put("receipt", published.receipt)
    step.put("reference", published.reference)


def _nothing() -> Outcome:
    return Outcome("rejected", text="there is nothing to post")


def _broken(step: Step, outcome: Outcome) -> Outcome:
    if len(step.posting.post.parts) == 1:
        return outcome
    text = f"{_name(step)}: {outcome.text}"
    return Outcome(outcome.state, outcome.receipt, text, outcome.retry_at)


def _name(step: Step) -> str:
    count = len(step.posting.post.parts)
    return "the post" if count == 1 else f"part {step.number + 1} of {count}"
