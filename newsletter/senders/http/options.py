"""Reading a channel's options; `newsletter.config` has checked those that came from a file."""

from newsletter.errors import UnusableInput
from newsletter.ports import ChannelContext
from newsletter.printable import printable
from newsletter.problems import Problem


def needed(context: ChannelContext, name: str) -> str:
    """The option ``name`` as text.

    Raises:
        UnusableInput: setting-missing: it is missing or empty.
    """
    value = optional(context, name)
    if not value:
        text = f"Channel '{printable(context.channel)}' has no {name}."
        raise UnusableInput(Problem("setting-missing", text, f"Add a line: {name} = ..."))
    return value


def optional(context: ChannelContext, name: str, otherwise: str = "") -> str:
    """The option ``name`` as text, or ``otherwise``."""
    value = context.options.get(name)
    return str(value).strip() if value is not None else otherwise


def base(context: ChannelContext, name: str, otherwise: str = "") -> str:
    """The option ``name`` as an address that paths can follow, without a slash at its end.

    Raises:
        UnusableInput: setting-missing: there is none.
    """
    return (optional(context, name) or otherwise or needed(context, name)).rstrip("/")
