"""A sender that pins posts to a board: a text file with a line for each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsletter.outcome import Outcome
from newsletter.ports import ChannelContext, Limits, SenderKind
from newsletter.posting import Item, Posting


def create(context: ChannelContext) -> "Noticeboard":
    """The board of a channel; its option ``board`` names the file."""
    return Noticeboard(context.folder / str(context.options["board"]))


def torn(context: ChannelContext) -> "Noticeboard":
    """A factory that fails, and would tell a secret if its words were shown."""
    raise ValueError(f"cannot pin with {context.options['pin_token']}")


class Noticeboard:
    """Takes posts of at most 200 characters."""

    name = "noticeboard"
    kind: SenderKind = "social"
    limits = Limits(leaves_this_computer=False, cannot=("threads: only the first part is pinned",))

    def __init__(self, board: Path) -> None:
        self._board = board

    @contextmanager
    def session(self) -> Iterator["Noticeboard"]:
        """A board is always there."""
        yield self

    def send(self, item: Item) -> Outcome:
        """Pin the first part of a post."""
        if not isinstance(item, Posting) or not item.post.parts:
            return Outcome("rejected", text="there is nothing to pin")
        text = item.post.parts[0].text
        if len(text) > 200:
            return Outcome("rejected", text="the board has room for 200 characters")
        with self._board.open("a", encoding="utf-8", errors="replace") as board:
            board.write(f"{text}\n")
        return Outcome("accepted", receipt=self._board.as_uri())
