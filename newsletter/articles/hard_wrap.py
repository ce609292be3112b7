"""Text that a program cut into lines of one width: its titles and headings are cut, too."""

from collections.abc import Sequence
from itertools import pairwise

from newsletter.articles.headings import ends_a_sentence
from newsletter.articles.passages import Line, Passage, unwrapped

_WIDTHS = range(40, 101)
_ENOUGH = 4


def with_titles_joined(found: Sequence[Passage]) -> Sequence[Passage]:
    """``found`` with the lines of a title on one line again, where the text was cut by a program.

    That it was shows in several line ends at which the next word had no room.
    """
    width = max((len(line.text) for passage in found for line in passage), default=0)
    if width not in _WIDTHS or not _is_cut(found, width):
        return found
    return [_joined(passage, width) for passage in found]


def _is_cut(found: Sequence[Passage], width: int) -> bool:
    ends = sum(
        _had_no_room(line, below, width) for passage in found for line, below in pairwise(passage)
    )
    return ends >= _ENOUGH


def _had_no_room(line: Line, below: Line, width: int) -> bool:
    return len(line.text) + 1 + len(below.text.split(maxsplit=1)[0]) > width


def _joined(passage: Passage, width: int) -> Passage:
    """The lines of a passage without a sentence; a paragraph's are joined later."""
    if any(ends_a_sentence(line.text) for line in passage):
        return passage
    groups = [[passage[0]]]
    for line, below in pairwise(passage):
        if _had_no_room(line, below, width):
            groups[-1].append(below)
        else:
            groups.append([below])
    return [Line(group[0].number, unwrapped(line.text for line in group)) for group in groups]
