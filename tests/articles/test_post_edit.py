"""A post is written into front matter, and not one other byte of the file changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.articles import read
from newsletter.articles.post_edit import with_post
from newsletter.errors import UnusableInput

BODY = "\nThe peas came up on Tuesday.\n"
YAML = "---\n# ours\ntitle: Peas  # a comment\ntags: [oats, bran]\n---\n" + BODY
NESTED = """\
---
title: Peas
post:
    x: Old words  # kept
    bluesky: |-
      One

      Two

lang: en
---
"""
FLAT = "---\npost.x: Old\ntitle: Peas\n---\n"
FLOW = "---\ntitle: Peas\npost: {x: Old, bluesky: Blue}\n---\n"
GENERAL = "---\ntitle: Peas\npost: For all\n---\n"
EMPTY = "---\ntitle: Peas\npost:\n  x:\n---\n"
TOML = '+++\n# ours\ntitle = "Peas" # a comment\n+++\n'
TOML_TABLE = '+++\ntitle = "Peas"\n[post]\n# theirs\nx = "Old"\n+++\n'
TOML_DOTTED = '+++\npost.x = "Old"\ntitle = "Peas"\n+++\n'
NONE = "# Peas\n"
FILES = {
    "yaml": YAML,
    "nested": NESTED + BODY,
    "flat": FLAT + BODY,
    "flow": FLOW + BODY,
    "general": GENERAL + BODY,
    "empty": EMPTY + BODY,
    "toml": TOML + BODY,
    "toml-table": TOML_TABLE + BODY,
    "toml-dotted": TOML_DOTTED + BODY,
    "none": NONE + BODY,
}
WORDS = (
    "Peas!",
    'Say "peas": #oats & #bran \\ %x',
    "First line\n\n# no comment\n  indented: yes",
    "\N{FAMILY} 👩‍👩‍👧 مرحبا नमस्ते",
    "--- +++ ''' \"\"\" {x} [y] |- > * & !",
    "- a list\n- of two\n---\n+++",
)


def written(text: str, words: str, network: str = "x", name: str = "peas.md") -> str:
    return with_post(text.encode(), name=name, network=network, words=words).decode()


def post(text: str, network: str = "x") -> str | None:
    return read(text.encode(), name="peas.md").articles[0].posts.get(network)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("network", ["x", "mastodon", "bluesky"])
def test_the_words_are_read_back(kind: str, words: str, network: str) -> None:
    assert post(written(FILES[kind], words, network), network) == words


def removed(before: str, after: str) -> list[str]:
    """The lines of ``before`` that ``after`` does not have in that order."""
    rest = iter(after.split("\n"))
    return [line for line in before.split("\n") if line not in rest]


@pytest.mark.parametrize("kind", ["yaml", "general", "toml", "toml-table", "none"])
def test_a_new_post_takes_no_line_away(kind: str) -> None:
    network = "x" if "post" not in FILES[kind] else "mastodon"
    assert removed(FILES[kind], written(FILES[kind], "Peas!\n\nMore", network)) == []


def test_a_new_post_is_nested_below_post() -> None:
    after = written(YAML, "Peas!")
    assert after == YAML.replace("bran]\n", 'bran]\npost:\n  x: "Peas!"\n')


def test_a_value_is_replaced_where_it_stands() -> None:
    after = written(NESTED, "New")
    assert after == NESTED.replace("Old words  # kept", '"New"  # kept')


def test_another_network_stands_beside_its_siblings() -> None:
    after = written(NESTED, "Toot", "mastodon")
    assert after == NESTED.replace("      Two\n", '      Two\n    mastodon: "Toot"\n')


def test_several_lines_become_a_block() -> None:
    after = written(YAML, "One\n\nTwo")
    assert "post:\n  x: |-\n    One\n\n    Two\n---" in after


def test_an_empty_article_gets_front_matter() -> None:
    assert written(NONE, "Peas!") == f'---\npost:\n  x: "Peas!"\n---\n{NONE}'


@pytest.mark.parametrize("kind", FILES)
def test_windows_line_ends_stay(kind: str) -> None:
    after = written(FILES[kind].replace("\n", "\r\n"), "One\nTwo")
    assert after.count("\n") == after.count("\r\n")
    assert post(after) == "One\nTwo"


@pytest.mark.parametrize("kind", FILES)
def test_a_byte_order_mark_stays(kind: str) -> None:
    after = written(f"\ufeff{FILES[kind]}", "Peas!")
    assert after.startswith("\ufeff")
    assert after.count("\ufeff") == 1
    assert post(after) == "Peas!"


@pytest.mark.parametrize(
    "data",
    [
        b"---\ntitle: Caf\xe9\n---\n",
        b"---\ntitle: [\n---\n",
        b"---\ntitle: Peas\npost: *x\n---\n",
        b"+++\ntitle = \n+++\n",
        b"\x00\x01",
        b"",
        b"---\ntitle: Peas\n",
    ],
)
def test_what_cannot_be_written_safely_is_refused(data: bytes) -> None:
    with pytest.raises(UnusableInput) as refused:
        with_post(data, name="peas.md", network="x", words="Peas!")
    (problem,) = refused.value.problems
    assert problem.code == "front-matter-edit"
    assert "post.x" in (problem.hint or "")


def test_a_page_has_no_front_matter() -> None:
    with pytest.raises(UnusableInput):
        with_post(b"<title>Peas</title><p>Up.", name="p.html", network="x", words="Peas!")


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    words=st.text(min_size=1, max_size=60), kind=st.sampled_from(sorted(FILES)), crlf=st.booleans()
)
def test_whatever_is_written_is_read_back_or_refused(words: str, kind: str, crlf: bool) -> None:
    text = FILES[kind].replace("\n", "\r\n") if crlf else FILES[kind]
    before = read(text.encode(), name="peas.md").articles[0]
    try:
        data = with_post(text.encode(), name="peas.md", network="x", words=words)
    except UnusableInput:
        return
    after = read(data, name="peas.md").articles[0]
    assert (after.title, after.body, after.hashtags) == (
        before.title,
        before.body,
        before.hashtags,
    )
    assert data.endswith(text[-20:].encode())
