"""What there is to say about a source, at its place in newsletter.toml."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from newsletter.config.document import parse_document, read_text
from newsletter.config.file import MAX_BYTES
from newsletter.errors import UnusableInput
from newsletter.problems import Place, Problem, note, warning
from newsletter.project.folder import SETTINGS_FILE
from newsletter.store.sources import SourceState
from newsletter.usecases.patience import GONE
from newsletter.usecases.workspace import Workspace
from newsletter.web.failures import FetchFailed


def url_places(workspace: Workspace) -> Callable[[str], Place]:
    """Where the url of a source stands in newsletter.toml, as the file is now."""
    try:
        text = read_text(workspace.folder / SETTINGS_FILE, SETTINGS_FILE, MAX_BYTES)
        places = parse_document(text, SETTINGS_FILE).places
    except UnusableInput:  # the file was changed, and broken, since its settings were read
        return lambda _name: Place(SETTINGS_FILE)
    return lambda name: places.value(("sources", name, "url"))


def could_not_be_fetched(
    name: str, state: SourceState, error: FetchFailed, place: Place
) -> Problem:
    """The page or feed was not to be had."""
    address = state.moved_to or state.address
    if error.status == GONE:
        text = f"The source '{name}' is gone for good, says its server: {address}"
        hint = "Take it out of newsletter.toml, or write its new address."
        return Problem("source-gone", text, hint, place)
    text = f"The source '{name}' could not be read: {address} {error.reason}."
    hint = "Open the address in a browser; what was read before is still there."
    return Problem("source-failed", text, hint, place)


def has_moved(name: str, moved_to: str, place: Place) -> Problem:
    """It was read all the same."""
    text = f"The source '{name}' has moved to {moved_to}"
    return warning("source-moved", text, f'Write there: url = "{moved_to}"', place)


def is_left_alone(name: str, state: SourceState, until: datetime, place: Place) -> Problem:
    """It failed, and it is not time yet to ask again."""
    when = f"{until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    text = f"The source '{name}' is left alone until {when}: it {state.failure}."
    hint = "It is read again after that; what was read before is still there."
    return warning("source-waiting", text, hint, place)


def older_items_missing(name: str, why: str, place: Place) -> Problem:
    """Only the first pages of a feed were read."""
    text = f"The source '{name}' has older items that were not read: {why}."
    hint = "Read it more often, or make its feed list more items at once."
    return warning("source-pages", text, hint, place)


def not_too_many(name: str, problems: Sequence[Problem], most: int) -> Iterator[Problem]:
    """The first ``most`` problems of a source, errors before others, and how many are left."""
    yield from sorted(problems, key=lambda found: found.severity != "error")[:most]
    if len(problems) > most:
        text = f"The source '{name}' has {len(problems) - most:,} more problems like these."
        yield note("source-more", text)


def nothing_to_read() -> Problem:
    """newsletter.toml names no source."""
    hint = 'Add a section such as [sources.blog] with kind = "feed" and url = "https://...".'
    text = "There is no source to read."
    return note("source-none", text, hint, Place(SETTINGS_FILE))
