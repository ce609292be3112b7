"""An edition's file and newsletter.toml change in one value; the rest stays as people wrote it."""

import pytest

from newsletter.config.edition_edit import with_decision, with_override
from newsletter.config.settings_edit import with_setting
from newsletter.errors import UnusableInput

FILE = "editions/1.toml"
TEXT = """\
# The first one
subject = "Old" # keep
articles = [
    # the lead
    "articles/a.md",   # says more
    'articles/b.md',
    # nobody else
]

[overrides."feed:blog/1"]
# mine
title = "t"
"""
SETTINGS = '[newsletter]\nname="x"\n\n[brand] # b\naccent = "#111111" # a\n'


def test_a_value_changes_where_it_stands() -> None:
    assert with_decision(TEXT, FILE, "subject", "New") == TEXT.replace('"Old"', '"New"')


def test_a_new_value_stands_above_the_first_section() -> None:
    after = with_decision(TEXT, FILE, "preheader", "More")
    assert after == TEXT.replace("]\n\n[over", ']\npreheader = "More"\n\n[over', 1)


def test_paragraphs_are_written_on_lines() -> None:
    assert '"""One\n\nTwo"""' in with_decision(TEXT, FILE, "intro", "One\n\nTwo")


def test_a_value_can_be_taken_out() -> None:
    after = with_decision(TEXT, FILE, "subject", None)
    assert after == TEXT.replace('subject = "Old" # keep\n', "")


def test_what_is_not_there_can_be_taken_out() -> None:
    assert with_decision(TEXT, FILE, "preheader", None) == TEXT


def test_articles_in_another_order_keep_their_comments() -> None:
    after = with_decision(TEXT, FILE, "articles", ["articles/b.md", "articles/a.md"])
    assert after == TEXT.replace(
        """\
    # the lead
    "articles/a.md",   # says more
    'articles/b.md',
""",
        """\
    "articles/b.md",
    # the lead
    "articles/a.md", # says more
""",
    )


def test_an_edition_without_articles_is_an_empty_list() -> None:
    assert with_decision("", FILE, "articles", []) == "articles = []\n"


@pytest.mark.parametrize("value", ["two\nlines", "   "])
def test_what_the_file_may_not_hold_is_refused(value: str) -> None:
    with pytest.raises(UnusableInput) as refused:
        with_decision(TEXT, FILE, "subject", value)
    assert refused.value.problems[0].code in ("setting-invalid", "setting-empty")


def test_a_file_with_errors_is_refused_with_them() -> None:
    with pytest.raises(UnusableInput) as refused:
        with_decision("subject = \n", FILE, "subject", "New")
    assert refused.value.problems[0].code == "toml-syntax"


def test_an_error_that_was_there_before_does_not_stop_a_change() -> None:
    text = "sbject = 'x'\n"
    assert with_decision(text, FILE, "intro", "Hi") == f'{text}intro = "Hi"\n'


def test_a_post_joins_what_is_overridden_already() -> None:
    assert with_override(TEXT, FILE, "feed:blog/1", "x", "Hi") == f'{TEXT}post.x = "Hi"\n'


def test_a_post_is_replaced() -> None:
    text = f'{TEXT}post.x = "Hi" # ours\n'
    assert with_override(text, FILE, "feed:blog/1", "x", "Ho") == text.replace("Hi", "Ho")


def test_an_article_gets_a_section_of_its_own() -> None:
    after = with_override(TEXT, FILE, 'feed:a "b"/2', "x", "One\nTwo")
    assert after.startswith(TEXT)
    assert 'post.x = """One\nTwo"""' in after


def test_words_that_end_a_long_text_are_escaped() -> None:
    after = with_override("", FILE, "a.md", "x", 'One """\nTwo \\')
    assert after.startswith('[overrides."a.md"]\npost.x = "One')


@pytest.mark.parametrize("text", ["overrides = 7\n", 'overrides = {"a.md" = 7}\n', "a = \n"])
def test_an_override_that_has_no_place_is_refused(text: str) -> None:
    with pytest.raises(UnusableInput):
        with_override(text, FILE, "a.md", "x", "Hi")


def test_a_setting_changes_where_it_stands() -> None:
    after = with_setting(SETTINGS, "newsletter.toml", "brand", "accent", "#0b6e4f")
    assert after == SETTINGS.replace("#111111", "#0b6e4f")


def test_a_section_is_added() -> None:
    after = with_setting(SETTINGS, "newsletter.toml", "email", "template", "letter")
    assert after == f'{SETTINGS}\n[email]\ntemplate = "letter"\n'


@pytest.mark.parametrize(
    ("section", "key", "value"), [("brand", "accent", "red"), ("email", "template", "../x")]
)
def test_a_setting_that_cannot_be_is_refused(section: str, key: str, value: str) -> None:
    with pytest.raises(UnusableInput):
        with_setting(SETTINGS, "newsletter.toml", section, key, value)


def test_settings_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(UnusableInput) as refused:
        with_setting("[brand\n", "newsletter.toml", "brand", "accent", "#0b6e4f")
    assert refused.value.problems[0].code == "toml-syntax"
