"""Titles of other articles at the end of a Markdown file, behind its hashtags or its summary."""

from collections.abc import Sequence

from newsletter.articles.headings import looks_like_heading, marked_heading
from newsletter.articles.inline_marks import unmarked
from newsletter.articles.lists import list_item
from newsletter.articles.passages import Line
from newsletter.articles.residue import is_rubric
from newsletter.articles.summary_label import summary_label
from newsletter.articles.tagline import lone_tag, tag_line

_NO_TITLE = ("!", "|", "<", "`", "~")


def related_from(lines: Sequence[Line]) -> int:
    """The number of the first line of the titles that ``lines`` end in; len(lines) for none.

    They stand behind hashtags or a summary, with nothing but titles between.
    """
    first = len(lines)
    for number in range(len(lines) - 1, -1, -1):
        text = lines[number].text.strip()
        if tag_line(text) or lone_tag(text) or (not text and _closes(lines[:number])):
            return first
        if not text:
            continue
        if not (is_rubric(_title(text)) or _may_be_title(text)):
            return len(lines)
        first = number
    return len(lines)


def titles_in(lines: Sequence[Line]) -> tuple[str, ...]:
    """The titles on ``lines``, without marks and without ``Related articles``."""
    titles = (_title(line.text.strip()) for line in lines)
    return tuple(title for title in titles if title and not is_rubric(title))


def _closes(above: Sequence[Line]) -> bool:
    """True if the last paragraph ``above`` is a summary."""
    for line in reversed(above):
        if not line.text:
            return False
        if summary_label(line.text):
            return True
    return False


def _may_be_title(text: str) -> bool:
    return not text.startswith(_NO_TITLE) and looks_like_heading(_title(text))


def _title(text: str) -> str:
    item = list_item(text)
    bare = marked_heading(text) or (item.text if item else text)
    return unmarked(bare).strip("*_ ")
