"""Any file to articles."""

from collections.abc import Callable

from newsletter.articles.decoding import decode
from newsletter.articles.feeds import read_feed
from newsletter.articles.forms import Form, form_of
from newsletter.articles.html_page import read_page
from newsletter.articles.markdown import read_markdown
from newsletter.articles.pasted import read_pasted
from newsletter.articles.reading import Reading

_READERS: dict[Form, Callable[..., Reading]] = {
    "pasted": read_pasted,
    "markdown": read_markdown,
    "html": read_page,
    "feed": read_feed,
}


def read(data: bytes, *, name: str) -> Reading:
    """The articles in ``data``, which the user knows as ``name`` (a path, or ``-``).

    The suffix of ``name`` decides how it is read, else the content does. Never raises: what is
    wrong with the input is in the problems, and everything that could be read is returned.
    """
    decoded = decode(data, name=name)
    if decoded.text is None:
        return Reading((), decoded.problems)
    reading = _READERS[form_of(decoded.text, name=name)](decoded.text, name=name)
    return Reading(reading.articles, decoded.problems + reading.problems)
