"""The installed senders, found by the entry-point group ``newsletter.senders``."""

from collections.abc import Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points

from newsletter.errors import NewsletterError, UnusableInput, UsageError
from newsletter.ports import ChannelContext, Sender, SenderFactory
from newsletter.printable import printable
from newsletter.problems import Problem, did_you_mean

GROUP = "newsletter.senders"
OURS = "newsletter"


class Senders(Mapping[str, SenderFactory]):
    """Factories by name. A plug-in's code is loaded when its factory is asked for, not before.

    Asking for one raises UnusableInput with the problem sender-broken when it cannot be loaded.
    """

    def __init__(self, entries: Mapping[str, EntryPoint]) -> None:
        self._entries = entries

    def __getitem__(self, name: str) -> SenderFactory:
        entry = self._entries[name]
        try:
            factory = entry.load()
        except Exception as error:
            raise UnusableInput(_broken(entry, error)) from error
        if not callable(factory):
            raise UnusableInput(_broken(entry, TypeError(f"{entry.value} cannot be called")))
        checked: SenderFactory = factory
        return checked

    def __contains__(self, name: object) -> bool:
        return name in self._entries  # Mapping's own would load the plug-in to find out

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def broken(self) -> tuple[Problem, ...]:
        """Load every sender, and return a problem for each that cannot be loaded."""
        return tuple(problem for name in self for problem in self._problems(name))

    def _problems(self, name: str) -> tuple[Problem, ...]:
        try:
            _ = self[name]
        except UnusableInput as error:
            return error.problems
        return ()


def senders() -> Senders:
    """Every installed sender by name, sorted. A plug-in cannot take the name of one of ours."""
    found: dict[str, EntryPoint] = {}
    for entry in sorted(
        entry_points(group=GROUP), key=lambda entry: (entry.name, not _ours(entry))
    ):
        found.setdefault(entry.name, entry)
    return Senders(found)


def create(
    name: str, context: ChannelContext, available: Mapping[str, SenderFactory] | None = None
) -> Sender:
    """The sender of that name for one channel.

    Raises:
        UsageError: unknown-sender: none of that name is installed.
        UnusableInput: sender-broken: its plug-in fails; or what the sender says of its options.
    """
    known = senders() if available is None else available
    if name not in known:
        raise UsageError(_unknown(name, known, context.channel))
    factory = known[name]
    try:
        made = factory(context)
    except NewsletterError:
        raise
    except Exception as error:
        raise UnusableInput(_failing(name, error)) from error
    lacking = [word for word in ("name", "kind", "limits", "session") if not hasattr(made, word)]
    if lacking:
        raise UnusableInput(_failing(name, TypeError(f"it has no {' and no '.join(lacking)}")))
    return made


def _ours(entry: EntryPoint) -> bool:
    return entry.dist is not None and entry.dist.name == OURS


def _unknown(name: str, known: Mapping[str, SenderFactory], channel: str) -> Problem:
    text = f"Channel '{printable(channel)}': there is no sender '{printable(name)}'."
    hint = did_you_mean(name, known) or f"Installed are: {', '.join(known)}."
    return Problem("unknown-sender", text, hint)


def _broken(entry: EntryPoint, error: Exception) -> Problem:
    package = entry.dist.name if entry.dist else "its package"
    text = f"The sender '{printable(entry.name)}' cannot be loaded: {_reason(error)}."
    return Problem("sender-broken", text, f"Update {package}, or remove it.")


def _failing(name: str, error: Exception) -> Problem:
    text = f"The sender '{printable(name)}' cannot be used: {_reason(error)}."
    return Problem("sender-broken", text, "Check the channel's settings, or update the plug-in.")


def _reason(error: Exception) -> str:
    """The kind of error alone for what may quote an option, which may be a secret."""
    if isinstance(error, ImportError | AttributeError | SyntaxError | TypeError):
        return printable(f"{type(error).__name__}: {error}")
    return type(error).__name__
