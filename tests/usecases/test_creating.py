"""Files to start from: what they are called, what they say, and that they replace nothing."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.articles import read
from newsletter.articles.slugs import slug
from newsletter.config.edition_file import parse_edition
from newsletter.editions.decisions import UNDECIDED
from newsletter.errors import UnusableInput, UsageError
from newsletter.model import Article
from newsletter.usecases.beginnings import MOST_ARTICLES, new_article_text, new_edition_text
from newsletter.usecases.building import BuildRequest, build_edition
from newsletter.usecases.creating import new_article, new_edition, new_template

Write = Callable[[str, str], Path]
DAY = datetime(2026, 11, 24, tzinfo=UTC).date()


class NightClock:
    """Half past eleven in the evening in London and Lisbon; in Berlin it is tomorrow."""

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


def article(title: str) -> Path:
    (path,) = new_article(None, title, NightClock())
    return path


def awake(text: str) -> str:
    """A file in which everything that is asleep behind a # has been woken."""
    return re.sub(r"^#(?! (?:The|Or|Other) ) ?", "", text, flags=re.MULTILINE)


def test_an_article_is_named_by_its_day_and_its_title(project: Path) -> None:
    assert article("Winter opening hours").as_posix() == (
        "articles/2026-11-24-winter-opening-hours.md"
    )


def test_the_day_is_that_of_the_newsletters_zone(project: Path) -> None:
    toml = project / "newsletter.toml"
    toml.write_text(toml.read_text().replace("Europe/Lisbon", "Europe/Berlin"))
    assert article("Hours").name == "2026-11-25-hours.md"


def test_a_title_without_letters_leaves_the_day(project: Path) -> None:
    assert article("!!!").name == "2026-11-24.md"


def test_an_article_begins_in_the_projects_own_folder_of_articles(
    project: Path, write: Write
) -> None:
    toml = project / "newsletter.toml"
    source = '[sources.texts]\nkind = "folder"\npath = "content/texts"\n'
    toml.write_text(toml.read_text() + source)
    assert article("Hours").parent.as_posix() == "content/texts"


def test_a_started_article_is_read_with_its_title_and_day_and_asks_for_its_text(
    project: Path,
) -> None:
    path = article('"Hours": 9-5')
    reading = read(path.read_bytes(), name=path.name)
    assert [problem.code for problem in reading.problems] == ["article-no-text"]
    assert (reading.articles[0].title, reading.articles[0].published) == ('"Hours": 9-5', DAY)


def test_every_key_of_a_started_article_is_right_when_it_is_woken() -> None:
    text = awake(new_article_text("Hours", DAY)).replace("Markdown. -->", "Markdown. -->\nText.")
    reading = read(text.encode(), name="a.md")
    assert reading.problems == ()
    (found,) = reading.articles
    assert found.hashtags.tags == ("#FirstTag", "#SecondTag")
    assert found.posts == {"x": "Your own text for one network, used as it is"}
    assert found.url == "https://www.example.com/page"


@settings(max_examples=100, derandomize=True, database=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff"), min_size=1))
def test_any_title_is_read_back_as_it_was_given(title: str) -> None:
    line = " ".join(title.split())
    if not line.isprintable() or not line:
        return
    reading = read(new_article_text(line, DAY).encode(), name="a.md")
    assert [found.title for found in reading.articles] == [line]


@pytest.mark.parametrize("title", ["", "  ", "\x00", "caf\udce9", "\uffff"])
def test_what_is_no_title_is_wrong_usage(project: Path, title: str) -> None:
    with pytest.raises(UsageError, match="The title"):
        article(title)


def test_an_article_replaces_nothing(project: Path) -> None:
    article("Hours").write_text("mine")
    with pytest.raises(UnusableInput, match=r"\[file-exists\] 'articles/2026-11-24-hours.md'"):
        article("Hours")
    assert (project / "articles/2026-11-24-hours.md").read_text() == "mine"


def test_a_link_to_nowhere_is_not_replaced_either(project: Path) -> None:
    (project / "editions").mkdir()
    (project / "editions/e.toml").symlink_to(project / "nowhere")
    with pytest.raises(UnusableInput, match="file-exists"):
        new_edition(None, "e")


def test_nothing_is_written_outside_of_the_project(project: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (project / "editions").symlink_to(outside)
    with pytest.raises(UnusableInput, match="path-outside-project"):
        new_edition(None, "e")
    assert list(outside.iterdir()) == []


def test_without_a_project_nothing_is_made(write: Write) -> None:
    with pytest.raises(UnusableInput, match=r"\[project-missing\] .*newsletter init DIR"):
        article("Hours")


class TestEditions:
    """The file of an edition, with everything in it asleep."""

    def test_it_decides_nothing(self, project: Path) -> None:
        before = build_edition(BuildRequest(edition="e")).hash
        (path,) = new_edition(None, "e")
        assert path.as_posix() == "editions/e.toml"
        assert parse_edition(path.read_text(), "e.toml").decisions == UNDECIDED
        assert build_edition(BuildRequest(edition="e")).hash == before

    def test_it_names_the_articles_of_the_project_newest_first(self, project: Path) -> None:
        (path,) = new_edition(None, "e")
        listed = re.findall(r'^#   "(.*)",  # (.*)$', path.read_text(), re.MULTILINE)
        assert listed == [("articles/b.md", "Newer"), ("articles/a.md", "Older")]

    def test_every_key_of_it_is_right_when_it_is_woken(self, project: Path) -> None:
        (path,) = new_edition(None, "e")
        text = awake(path.read_text())
        path.write_text(text)
        found = parse_edition(text, "e.toml")
        assert found.problems == ()
        assert found.decisions.intro == "Good morning.\n\nA blank line begins a new paragraph."
        assert [article.ref for article in found.decisions.articles or ()] == [
            "articles/b.md",
            "articles/a.md",
        ]
        assert build_edition(BuildRequest(edition="e")).problems == ()

    def test_the_item_of_a_feed_is_the_example_of_an_override(self) -> None:
        articles = [Article(ref=ref, title="T") for ref in ("a.md", "feed.xml#7")]
        assert '[overrides."feed.xml#7"]' in new_edition_text("e", articles)

    def test_a_large_project_does_not_fill_it(self) -> None:
        articles = [Article(ref=f"{number}.md", title="T") for number in range(1000)]
        assert new_edition_text("e", articles).count('.md",  # T') == MOST_ARTICLES

    def test_it_is_made_in_a_project_without_articles(self, write: Write) -> None:
        write("newsletter.toml", "")
        (path,) = new_edition(None, "first")
        assert '[overrides."articles/name.md"]' in path.read_text()

    @pytest.mark.parametrize("name", ["", "../e", "a/b", ".hidden", "x" * 101])
    def test_a_name_that_no_edition_can_have_is_refused(self, project: Path, name: str) -> None:
        with pytest.raises(UsageError, match="edition-name"):
            new_edition(None, name)


class TestTemplates:
    """A copy to change, of the shipped digest or of another one."""

    @pytest.mark.parametrize("source", [None, "digest", "letter", "bulletin"])
    def test_a_copy_makes_the_same_mail(self, project: Path, source: str | None) -> None:
        new_template(None, "weekly", source)
        copy = build_edition(BuildRequest(template="weekly"))
        original = build_edition(BuildRequest(template=source or "digest"))
        assert copy.rendered.text == original.rendered.text
        assert copy.rendered.html == original.rendered.html
        assert copy.problems == ()

    def test_both_parts_are_made(self, project: Path) -> None:
        made = [path.as_posix() for path in new_template(None, "weekly")]
        assert made == ["templates/weekly.mjml", "templates/weekly.txt"]

    def test_when_one_part_exists_neither_is_written(self, project: Path, write: Write) -> None:
        write("templates/weekly.txt", "mine")
        with pytest.raises(UnusableInput, match="file-exists"):
            new_template(None, "weekly")
        assert [path.name for path in (project / "templates").iterdir()] == ["weekly.txt"]

    def test_the_projects_own_template_is_copied_before_the_shipped_one(
        self, project: Path, write: Write
    ) -> None:
        write("templates/digest.mjml", "<mjml></mjml>")
        new_template(None, "weekly")
        assert (project / "templates/weekly.mjml").read_text().endswith("\n<mjml></mjml>")

    def test_a_template_that_does_not_exist_cannot_be_copied(self, project: Path) -> None:
        with pytest.raises(UsageError, match="Did you mean 'letter'"):
            new_template(None, "weekly", "leter")

    def test_a_partial_is_no_template(self, project: Path) -> None:
        with pytest.raises(UsageError, match=r"There are: bulletin, digest, letter\."):
            new_template(None, "weekly", "partials/footer")

    @pytest.mark.parametrize("name", ["", "a/b", "../x", "weekly.mjml", "week.txt", "a b"])
    def test_a_name_that_no_template_can_have_is_refused(self, project: Path, name: str) -> None:
        with pytest.raises(UsageError, match="cannot be the name of a template"):
            new_template(None, name)


@pytest.mark.parametrize(
    ("title", "lang", "expected"),
    [
        ("Winter opening hours", "en", "winter-opening-hours"),
        ("Don’t miss: the CAFÉ!", "en", "dont-miss-the-cafe"),
        ("Größe & Übermut", "de", "groesse-uebermut"),
        ("Smörgåsbord", "sv", "smorgasbord"),
        ("Łódź, Đà Nẵng, Ærø", "en", "lodz-da-nang-aero"),
        ("İstanbul'da kış", "tr", "istanbulda-kis"),
        ("Привет, мир", "ru", "привет-мир"),
        ("冬の営業時間", "ja", "冬の営業時間"),
        ("सर्दी के घंटे", "hi", "सर्दी-के-घंटे"),
        ("ساعات العمل", "ar", "ساعات-العمل"),
        ("ｆｕｌｌ ２０２６", "ja", "full-2026"),
        ("../../etc/passwd", "en", "etc-passwd"),
        ("🎉🎉", "en", ""),
        ("word " * 50, "en", "-".join(["word"] * 12)),
        ("x" * 200, "en", "x" * 60),
    ],
)
def test_a_title_becomes_a_name_of_a_file(title: str, lang: str, expected: str) -> None:
    assert slug(title, lang) == expected


@settings(max_examples=200, derandomize=True, database=None)
@given(st.text())
def test_any_title_gives_a_name_that_a_disk_takes(title: str) -> None:
    name = slug(title)
    assert len(f"2026-11-24-{name}.md".encode("utf-8", "surrogatepass")) <= 255
    assert not set(name) & set("/\\\0. \n")
