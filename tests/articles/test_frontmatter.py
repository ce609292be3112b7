"""Front matter: what it may say, and what becomes of it when it is wrong."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from newsletter.articles import Reading, read
from newsletter.model import NETWORK_NAMES, Article
from newsletter.problems import Problem

YAML = """---
title: Oats at Noon
url: https://a.example/oats
date: 2026-11-05
author: Jo Day
tags: [Oats, public health, '#BigBowl']
summary: Oats keep you going.
image: images/oats.png
image_alt: A bowl
lang: pt_BR
dir: ltr
thread: true
pinned: true
exclude: false
post:
  x: For X alone
post.mastodon: For Mastodon
---
# Another heading

The text.
"""
TOML = """+++
title = "Oats at Noon"
url = "https://a.example/oats"
date = 2026-11-05
author = "Jo Day"
tags = ["Oats", "public health", "#BigBowl"]
summary = "Oats keep you going."
image = "images/oats.png"
image_alt = "A bowl"
lang = "pt_BR"
dir = "ltr"
thread = true
pinned = true
exclude = false
post.x = "For X alone"
post.mastodon = "For Mastodon"
+++
# Another heading

The text.
"""


def reading(
    front_matter: str, fence: str = "---", body: str = "# Heading\n\nThe text.\n"
) -> Reading:
    return read(f"{fence}\n{front_matter}\n{fence}\n{body}".encode(), name="a.md")


def one(front_matter: str, fence: str = "---") -> tuple[Article, Problem]:
    """The article and the only problem of some front matter."""
    found = reading(front_matter, fence)
    assert len(found.problems) == 1, found.problems
    return found.articles[0], found.problems[0]


def position(problem: Problem) -> tuple[int | None, int | None]:
    return problem.place.line, problem.place.column


@pytest.mark.parametrize("source", [YAML, TOML, YAML.replace("\n", "\r\n"), "\ufeff" + YAML])
def test_every_key_is_read(source: str) -> None:
    found = read(source.encode(), name="a.md")
    assert found.problems == ()
    article = found.articles[0]
    assert article.title == "Oats at Noon"
    assert article.url == "https://a.example/oats"
    assert article.published == date(2026, 11, 5)
    assert article.author == "Jo Day"
    assert article.hashtags.tags == ("#Oats", "#PublicHealth", "#BigBowl")
    assert article.hashtags.source == "given"
    assert article.summary is not None
    assert article.summary.text == "Oats keep you going."
    assert (article.image, article.image_alt) == ("images/oats.png", "A bowl")
    assert (article.lang, article.dir) == ("pt-BR", "ltr")
    assert (article.thread, article.pinned, article.exclude) == (True, True, False)
    assert article.posts == {"x": "For X alone", "mastodon": "For Mastodon"}


@pytest.mark.parametrize("source", [YAML, TOML])
def test_a_heading_that_is_not_the_title_stays(source: str) -> None:
    body = read(source.encode(), name="a.md").articles[0].body
    assert [block.text for block in body] == ["Another heading", "The text."]


@pytest.mark.parametrize(
    ("source", "key", "line", "column"),
    [
        (YAML, "title", 2, 1),
        (YAML, "summary", 7, 1),
        (YAML, "tags", 6, 1),
        (YAML, "post.x", 16, 3),
        (YAML, "post.mastodon", 17, 1),
        (TOML, "title", 2, 1),
        (TOML, "tags", 6, 1),
        (TOML, "post.x", 15, 1),
    ],
)
def test_keys_have_places(source: str, key: str, line: int, column: int) -> None:
    place = read(source.encode(), name="a.md").articles[0].places[key]
    assert (place.file, place.line, place.column) == ("a.md", line, column)


def test_a_table_of_posts_in_toml_has_places() -> None:
    found = reading('title = "T"\n[post]\nx = "Hi"', "+++")
    assert found.articles[0].posts == {"x": "Hi"}
    assert found.articles[0].places["post.x"].line == 4


def test_one_post_for_all_networks_gives_way_to_a_network_s_own() -> None:
    article = reading("post: For all\npost.x: For X").articles[0]
    assert set(article.posts) == set(NETWORK_NAMES)
    assert (article.posts["x"], article.posts["slack"]) == ("For X", "For all")


@pytest.mark.parametrize("key", ["canonical_url", "url"])
def test_the_address_has_two_names(key: str) -> None:
    assert reading(f"{key}: https://a.example/x").articles[0].url == "https://a.example/x"


def test_a_description_is_a_summary_with_its_place() -> None:
    article = reading("title: T\ndescription: Oats are good.").articles[0]
    assert article.summary is not None
    assert article.summary.text == "Oats are good."
    assert article.place("summary").line == 3


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11-05", date(2026, 11, 5)),
        ("'2026-11-05'", date(2026, 11, 5)),
        ("2026-11-05T09:30:00Z", datetime(2026, 11, 5, 9, 30, tzinfo=UTC)),
        (
            "2026-11-05 09:30:00 +01:00",
            datetime(2026, 11, 5, 9, 30, tzinfo=timezone(timedelta(hours=1))),
        ),
        ("2026-11-05 09:30", datetime(2026, 11, 5, 9, 30)),  # noqa: DTZ001
        ("Thu, 05 Nov 2026 09:30:00 GMT", datetime(2026, 11, 5, 9, 30, tzinfo=UTC)),
    ],
)
def test_dates_are_read(written: str, expected: date) -> None:
    assert reading(f"date: {written}").articles[0].published == expected


@pytest.mark.parametrize(
    "written", ["soon", "2026-13-45", "2026-02-31", "12/11/2026", "2026", "[a]", "25:99"]
)
def test_a_date_that_is_none_is_an_error_and_the_article_is_read(written: str) -> None:
    article, problem = one(f"title: T\ndate: {written}")
    assert (problem.code, problem.severity) == ("date-invalid", "error")
    assert position(problem) == (3, 1)
    assert article.published is None


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("oats, public health", ("#oats", "#PublicHealth")),
        ("oats Milk", ("#oats", "#Milk")),
        ("'#oats #milk'", ("#oats", "#milk")),
        ("[mental-health, covid-19, iOS]", ("#MentalHealth", "#Covid19", "#iOS")),
        ('["women\'s health"]', ("#WomensHealth",)),
        ("[Oats, oats, OATS]", ("#Oats",)),
        ("[燕麦, مطبخ الحي]", ("#燕麦", "#مطبخ_الحي")),
        ("[no, 5G]", ("#no", "#5G")),
        ("[iPhone repair, NHS data]", ("#iPhoneRepair", "#NHSData")),
    ],
)
def test_tags_become_hashtags(written: str, tags: tuple[str, ...]) -> None:
    assert reading(f"tags: {written}").articles[0].hashtags.tags == tags


def test_a_tag_of_digits_alone_is_none() -> None:
    article, problem = one("tags: [oats, 2026]")
    assert (problem.code, problem.severity) == ("hashtag-invalid", "warning")
    assert article.hashtags.tags == ("#oats",)


@pytest.mark.parametrize(
    ("written", "code", "hint"),
    [
        ("tile: Oats", "front-matter-unknown-key", "Did you mean 'title'?"),
        ("post.blusky: Hi", "unknown-network", "Did you mean 'bluesky'?"),
        ("post:\n  mastodn: Hi", "unknown-network", "Did you mean 'mastodon'?"),
        ("url: www.a.example/x", "url-invalid", "https://www.a.example/x"),
        ("url: javascript:alert(1)", "url-invalid", "https://"),
        ("image: data:image/png;base64,xx", "url-invalid", "https://"),
        ("author: [Jo, Al]", "front-matter-type", "quotation marks"),
        ("title: {a: b}", "front-matter-type", "quotation marks"),
        ("thread: maybe", "front-matter-type", "true or false"),
        ("tags: {a: b}", "front-matter-type", "list of words"),
        ("post.x: [a]", "front-matter-type", "quotation marks"),
        ("dir: rtlr", "front-matter-type", "Did you mean 'rtl'?"),
        ("lang: not a language", "front-matter-type", "pt-BR"),
        ("lang: en\nlang: de", "front-matter-duplicate-key", "Remove one"),
    ],
)
def test_a_wrong_key_is_a_problem_with_a_hint(written: str, code: str, hint: str) -> None:
    article, problem = one(written)
    assert problem.code == code
    assert problem.hint is not None
    assert hint in problem.hint
    assert problem.place.line == 2 + written.count("\n")
    assert article.title == "Heading"


def test_a_value_of_the_wrong_type_in_toml_is_a_problem() -> None:
    _, problem = one('author = 3\nurl = "https://a.example"', "+++")
    assert (problem.code, position(problem)) == ("front-matter-type", (2, 1))


def test_a_language_that_yaml_takes_for_false_is_norwegian() -> None:
    assert reading("lang: no").articles[0].lang == "no"


def test_a_colon_in_a_title_is_an_error_that_says_to_quote_it() -> None:
    article, problem = one("title: Oats: a love story\nauthor: Jo")
    assert problem.code == "front-matter-invalid"
    assert position(problem) == (2, 12)
    assert problem.hint is not None
    assert problem.hint.startswith("Line 2: put the value in quotation marks")
    assert (article.title, article.author) == ("Oats: a love story", "Jo")


@pytest.mark.parametrize(
    ("fence", "source", "line"),
    [
        ("---", "author: Jo\ntags: [a, b\nurl: https://a.example", 3),
        ("---", "author: Jo\nlang: en\n\tx: y", 4),
        ("---", "author: Jo\nx: !!python/object/apply:os.system [ls]", 3),
        ("+++", 'author = "Jo"\ntags = [1,,]', 3),
        ("+++", 'author = "Jo"\nurl = "open', 3),
    ],
)
def test_one_broken_key_does_not_take_the_others_with_it(
    fence: str, source: str, line: int
) -> None:
    found = reading(source, fence)
    problems = [problem for problem in found.problems if problem.code == "front-matter-invalid"]
    assert [problem.place.line for problem in problems] == [line]
    assert found.articles[0].author == "Jo"
    assert found.articles[0].body[0].text == "The text."


@pytest.mark.parametrize(
    "value", ['!!int ""', '!!float ""', "!!bool soon", "!!timestamp soon", '"\\UFFFFFFFF"']
)
def test_a_value_that_yaml_itself_fails_on_does_not_take_the_others_with_it(value: str) -> None:
    found = reading(f"author: Jo\npinned: {value}")
    assert [problem.place.line for problem in found.problems] == [3]
    assert found.articles[0].author == "Jo"


def test_a_table_that_holds_what_yaml_fails_on_is_a_problem() -> None:
    article, problem = one("author: Jo\ntags: {a: 2026-02-31}")
    assert (problem.code, position(problem)) == ("front-matter-invalid", (3, 7))
    assert article.author == "Jo"


@pytest.mark.parametrize(("fence", "equals"), [("---", ": "), ("+++", " = ")])
def test_an_escape_brings_no_control_character_into_a_post(fence: str, equals: str) -> None:
    article = reading(f'post.x{equals}"Red \\u001b[31m alert"', fence).articles[0]
    assert article.posts == {"x": "Red [31m alert"}


def test_half_a_surrogate_pair_becomes_a_character_that_can_be_written() -> None:
    article = reading('title: "a \\ud800 b"\npost.x: "\\udfff"').articles[0]
    assert (article.title, article.posts["x"]) == ("a \ufffd b", "\ufffd")


@pytest.mark.parametrize("source", ["- a\n- b", "just words", "[a]: b"])
def test_yaml_without_keys_is_an_error(source: str) -> None:
    assert "front-matter-invalid" in {problem.code for problem in reading(source).problems}


def test_an_alias_is_refused() -> None:
    found = reading("a: &x [1]\nb: [*x, *x]\ntitle: T")
    assert "front-matter-alias" in {problem.code for problem in found.problems}
    assert found.articles[0].title == "T"


@pytest.mark.parametrize(
    "source", ["a: " + "x" * 70_000, "a: " + "[" * 5_000, "a = " + "[" * 5_000]
)
def test_front_matter_beyond_all_measure_is_refused_and_the_body_read(source: str) -> None:
    article, problem = one(source)
    assert problem.code == "front-matter-too-large"
    assert article.title == "Heading"


def test_a_key_of_endless_parts_is_refused() -> None:
    article, problem = one("a." * 20_000 + "b = 1", "+++")
    assert problem.code == "front-matter-too-large"
    assert article.title == "Heading"


@pytest.mark.parametrize(("fence", "key"), [("---", "title: T"), ("+++", 'title = "T"')])
def test_without_a_closing_fence_keys_and_body_are_still_told_apart(fence: str, key: str) -> None:
    found = read(f"{fence}\n{key}\n\n# Heading\n\nThe text.\n".encode(), name="a.md")
    assert [problem.code for problem in found.problems] == ["front-matter-unclosed"]
    assert position(found.problems[0]) == (1, 1)
    assert found.articles[0].title == "T"
    assert [block.text for block in found.articles[0].body] == ["Heading", "The text."]


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    found = read(b"---\n\n# Heading\n\nThe text.\n", name="a.md")
    assert found.problems == ()
    assert found.articles[0].title == "Heading"


def test_a_heading_between_two_rules_is_not_lost() -> None:
    found = read(b"---\n\n# Heading\n\n---\n\nThe text.\n", name="a.md")
    assert found.problems == ()
    assert found.articles[0].title == "Heading"


def test_empty_front_matter_says_nothing() -> None:
    found = read(b"---\n---\n# Heading\n\nThe text.\n", name="a.md")
    assert found.problems == ()
    assert [block.text for block in found.articles[0].body] == ["The text."]


def test_a_title_over_two_lines_is_folded_to_one() -> None:
    found = reading('title: "Oats\\r\\nBcc: all@a.example"')
    assert found.articles[0].title == "Oats Bcc: all@a.example"
