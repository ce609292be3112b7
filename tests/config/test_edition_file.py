"""editions/NAME.toml: what it decides, and what is said about everything else in it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.config.edition_file import MAX_BYTES, load_edition, parse_edition
from newsletter.editions.decisions import UNDECIDED, Decisions, Mention, Override
from newsletter.problems import Place, Problem

FILE = "editions/2026-11-26.toml"
WHOLE = """\
subject = "Ketamine, walking, and a thyroid"
preheader = "Three studies worth your coffee"
intro = "Good morning, ..."
reply_to = "editor@acme.example"
articles = ["articles/a.md", "feed:blog/123"]
exclude = []
[overrides."feed:blog/123"]
title = "A title"
summary = "A summary."
tags = ["public health", "#Sleep"]
utm = false
post.x = "For X"
"""


def decisions_of(text: str) -> Decisions:
    return parse_edition(text, FILE).decisions


def only_problem(text: str) -> Problem:
    (problem,) = parse_edition(text, FILE).problems
    return problem


def test_a_whole_file_is_understood() -> None:
    assert parse_edition(WHOLE, FILE).problems == ()
    assert decisions_of(WHOLE) == Decisions(
        subject="Ketamine, walking, and a thyroid",
        preheader="Three studies worth your coffee",
        intro="Good morning, ...",
        reply_to="editor@acme.example",
        articles=(
            Mention("articles/a.md", Place(FILE, 5, 13)),
            Mention("feed:blog/123", Place(FILE, 5, 30)),
        ),
        overrides=(
            Override(
                article=Mention("feed:blog/123", Place(FILE, 7, 12)),
                title="A title",
                summary="A summary.",
                tags=("#PublicHealth", "#Sleep"),
                posts={"x": "For X"},
                utm=False,
                places={
                    "title": Place(FILE, 8, 1),
                    "summary": Place(FILE, 9, 1),
                    "tags": Place(FILE, 10, 1),
                    "post.x": Place(FILE, 12, 6),
                },
            ),
        ),
    )


def test_an_empty_file_decides_nothing() -> None:
    assert decisions_of("# nothing yet\n") == UNDECIDED


def test_without_a_list_the_choice_of_articles_is_open() -> None:
    assert decisions_of('subject = "x"').articles is None


def test_an_empty_list_of_articles_is_a_decision() -> None:
    assert decisions_of("articles = []").articles == ()


def test_an_intro_is_plain_paragraphs_with_a_blank_line_between_them() -> None:
    text = 'intro = """\nGood\nmorning.\r\n \n\n\n<b>Bye</b>. """'
    assert decisions_of(text).intro == "Good morning.\n\n<b>Bye</b>."


def test_a_summary_of_several_lines_is_one() -> None:
    text = '[overrides."a.md"]\nsummary = """\nOne.\nTwo.\n"""'
    assert decisions_of(text).overrides[0].summary == "One. Two."


def test_a_post_keeps_its_lines() -> None:
    text = '[overrides."a.md".post]\nx = """\nOne.\n\nTwo.\n"""'
    assert decisions_of(text).overrides[0].posts == {"x": "One.\n\nTwo."}


@pytest.mark.parametrize(
    ("text", "place", "code", "says"),
    [
        ('subjct = "x"', "1:1", "unknown-key", "Did you mean 'subject'?"),
        ('title = "x"', "1:1", "unknown-key", "write it below [overrides."),
        ('zzz = "x"', "1:1", "unknown-key", "An edition knows: subject, preheader,"),
        ("subject = 7", "1:11", "setting-invalid", "'subject' must be text in double quotes"),
        ('subject = ""', "1:11", "setting-invalid", "'subject' is empty"),
        ('subject = "a\\r\\nBcc: b@c.example"', "1:11", "setting-invalid", "line break"),
        ('reply_to = "nobody"', "1:12", "address-invalid", "'reply_to' is not an email address"),
        ('reply_to = "a@b.example, c@d.example"', "1:12", "address-invalid", "is not an email"),
        ('reply_to = "a@b.example\\nBcc: x@y.example"', "1:12", "setting-invalid", "line break"),
        ('articles = "a.md"', "1:12", "setting-invalid", "must be a list of texts"),
        ('exclude = ["a.md", 7]', "1:20", "setting-invalid", "Entry 2 of 'exclude' must be text"),
        ("overrides = 7", "1:13", "setting-invalid", "'overrides' must be a section"),
        ('[overrides]\n"a.md" = 7', "2:10", "setting-invalid", "must be a section"),
        (
            '[overrides."a.md"]\ntitel = "x"',
            "2:1",
            "unknown-key",
            "'titel' is not a setting of an override. Did you mean 'title'?",
        ),
        (
            '[overrides."a.md"]\nsubject = "x"',
            "2:1",
            "unknown-key",
            "write it above the first [overrides]",
        ),
        (
            '[overrides."a.md"]\ntitle = ["x"]',
            "2:9",
            "setting-invalid",
            "'title' of [overrides.\"a.md\"] must be text in double quotes, not a list",
        ),
        ('[overrides."a.md"]\ntags = ["1!"]', "2:9", "hashtag-invalid", "cannot be a hashtag"),
        ('[overrides."a.md"]\nutm = "no"', "2:7", "setting-invalid", "must be true or false"),
        ('[overrides."a.md"]\npost = "x"', "2:8", "setting-invalid", 'like post.x = "..."'),
        ('[overrides."a.md"]\npost.blusky = "x"', "2:6", "unknown-network", "'bluesky'?"),
        ('subject = "x', "1:13", "toml-syntax", "a quote is not closed"),
    ],
)
def test_a_mistake_has_its_place(text: str, place: str, code: str, says: str) -> None:
    problem = only_problem(text)
    assert (str(problem.place), problem.code) == (f"{FILE}:{place}", code)
    assert says in f"{problem.text} {problem.hint}"


def test_one_mistake_leaves_the_rest_of_the_file_in_force() -> None:
    text = 'subject = 7\npreheader = "Still here"\n[overrides."a.md"]\ntitle = 8\nsummary = "S."'
    decisions = decisions_of(text)
    assert (decisions.subject, decisions.preheader) == (None, "Still here")
    assert decisions.overrides[0].summary == "S."


def test_all_mistakes_are_reported_in_reading_order() -> None:
    text = 'subject = 7\nintro = 8\n[overrides."a.md"]\ntitle = 9\nnope = 1'
    problems = parse_edition(text, FILE).problems
    assert [problem.place.line for problem in problems] == [1, 2, 4, 5]


def test_control_characters_reach_no_text() -> None:
    text = '[overrides."a.md"]\npost.x = "a\\u0000b\\u001b[31m"'
    assert decisions_of(text).overrides[0].posts == {"x": "ab[31m"}


class TestFiles:
    """A file that cannot be read decides nothing, and says why."""

    def test_it_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "e.toml"
        path.write_text('subject = "Café"', "utf-8")
        assert load_edition(path, FILE).decisions.subject == "Café"

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b'subject = "caf\xe9"', "toml-syntax"),
            (b"#" * (MAX_BYTES + 1), "file-too-large"),
            (b"\x00\x01\x02", "toml-syntax"),
            (b"a = " + b"[" * 100_000, "toml-syntax"),
        ],
    )
    def test_it_is_broken(self, tmp_path: Path, data: bytes, code: str) -> None:
        path = tmp_path / "e.toml"
        path.write_bytes(data)
        found = load_edition(path, FILE)
        assert [problem.code for problem in found.problems] == [code]
        assert found.decisions == UNDECIDED


_VALUES = st.recursive(
    st.sampled_from(['"text"', "7", "true", '""', "2026-11-24", '"a\\u0007"']),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda found: f"[{', '.join(found)}]"),
        inner.map(lambda found: f"{{ x = {found}, post = {found}, tags = {found} }}"),
    ),
    max_leaves=6,
)
_KEYS = st.sampled_from(["subject", "intro", "reply_to", "articles", "exclude", "overrides", "no"])


@settings(max_examples=150, derandomize=True, database=None)
@given(st.dictionaries(_KEYS, _VALUES, max_size=5))
def test_any_value_under_any_key_is_used_or_reported_at_a_place(values: dict[str, str]) -> None:
    text = "\n".join(f"{key} = {value}" for key, value in values.items())
    for problem in parse_edition(text, FILE).problems:
        assert problem.place.line is not None
        assert problem.place.column is not None


def test_the_example_in_the_docs_is_right() -> None:
    page = Path(__file__).parents[2] / "docs/reference/editions.md"
    example = page.read_text("utf-8").split("```toml\n")[1].split("```")[0]
    assert parse_edition(example, FILE).problems == ()
