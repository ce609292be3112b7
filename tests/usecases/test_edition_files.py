"""An edition's own file decides what is built, and is part of the content hash."""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from newsletter.errors import UnusableInput
from newsletter.usecases.building import Build, BuildRequest, build_edition

Write = Callable[[str, str], Path]
NAME = "2026-11-09"
FILE = f"editions/{NAME}.toml"


def build(*files: str, edition: str | None = NAME, allow_empty: bool = False) -> Build:
    return build_edition(BuildRequest(edition=edition, files=files, allow_empty=allow_empty))


def titles(found: Build) -> list[str]:
    return [article.title for article in found.edition.articles]


def mail(found: Build) -> EmailMessage:
    assert found.message is not None
    return message_from_bytes(found.message.data, policy=policy.default)


def test_subject_preheader_and_reply_to_are_those_of_the_file(project: Path, write: Write) -> None:
    write(FILE, 'subject = "Two boats"\npreheader = "And no more"\nreply_to = "ed@pier.example"')
    found = build()
    assert mail(found)["Subject"] == "Two boats"
    assert mail(found)["Reply-To"] == "ed@pier.example"
    assert found.edition.preheader == "And no more"


def test_the_intro_is_in_both_parts_of_the_mail_and_its_tags_are_text(
    project: Path, write: Write
) -> None:
    write(FILE, 'intro = "Good <b>morning</b>.\\n\\nBye."')
    found = build()
    assert "Good &lt;b&gt;morning&lt;/b&gt;." in (found.rendered.html or "")
    assert "Good <b>morning</b>.\n\nBye." in (found.rendered.text or "")


def test_the_articles_stand_in_the_order_of_the_file(project: Path, write: Write) -> None:
    write(FILE, 'articles = ["articles/a.md", "articles/b.md"]')
    assert titles(build()) == ["Older", "Newer"]


def test_an_article_that_is_not_in_the_list_stays_out(project: Path, write: Write) -> None:
    write(FILE, 'articles = ["articles/a.md"]')
    assert titles(build()) == ["Older"]


def test_an_excluded_article_stays_out(project: Path, write: Write) -> None:
    write(FILE, 'exclude = ["articles/b.md"]')
    assert titles(build()) == ["Older"]


def test_a_list_of_unknown_articles_alone_builds_nothing_and_says_why(
    project: Path, write: Write
) -> None:
    write(FILE, 'articles = ["articles/c.md"]')
    with pytest.raises(UnusableInput) as caught:
        build()
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["edition-article", "edition-empty"]


def test_an_empty_list_is_built_when_that_is_allowed(project: Path, write: Write) -> None:
    write(FILE, "articles = []")
    assert titles(build(allow_empty=True)) == []


def test_an_override_is_in_the_mail_and_in_the_posts(project: Path, write: Write) -> None:
    write(
        FILE,
        '[overrides."articles/b.md"]\ntitle = "Ships"\nsummary = "A ship came."\n'
        'tags = ["harbour"]\npost.x = "Ahoy"',
    )
    found = build()
    texts = {(post.network, post.article): post.parts[0].text for post in found.posts}
    assert "Ships" in (found.rendered.html or "")
    assert texts["x", "articles/b.md"] == "Ahoy"
    assert texts["mastodon", "articles/b.md"] == "A ship came.\n\n#harbour"


def test_a_post_that_is_too_long_is_reported_where_its_words_stand(
    project: Path, write: Write
) -> None:
    write(FILE, f'[overrides."articles/b.md"]\npost.x = "{"word " * 100}"')
    (problem,) = build().problems
    assert (problem.code, str(problem.place)) == ("post-too-long", f"{FILE}:2:6")


def test_a_mistake_is_reported_and_the_rest_is_built(project: Path, write: Write) -> None:
    write(FILE, 'subjct = "x"\npreheader = "Good"\narticles = ["articles/B.md", "articles/a.md"]')
    found = build()
    assert [str(problem.place) for problem in found.problems] == [f"{FILE}:1:1", f"{FILE}:3:13"]
    assert found.edition.preheader == "Good"
    assert titles(found) == ["Older"]


def test_a_file_that_is_no_toml_leaves_the_automatic_edition(project: Path, write: Write) -> None:
    write(FILE, "subject = ")
    found = build()
    assert [problem.code for problem in found.problems] == ["toml-syntax"]
    assert titles(found) == ["Newer", "Older"]


def test_the_file_is_read_when_the_name_comes_from_the_newest_article(
    project: Path, write: Write
) -> None:
    write(FILE, 'subject = "Two boats"')
    assert build(edition=None).edition.subject == "Two boats"


def test_the_file_of_another_edition_changes_nothing(project: Path, write: Write) -> None:
    before = build()
    write("editions/2026-11-10.toml", 'subject = "Two boats"')
    assert build().hash == before.hash


@pytest.mark.parametrize(
    "text",
    [
        'subject = "x"',
        'preheader = "x"',
        'intro = "x"',
        'reply_to = "x@y.example"',
        'exclude = ["articles/a.md"]',
        '[overrides."articles/a.md"]\npost.slack = "x"',
    ],
)
def test_every_decision_is_in_the_hash(project: Path, write: Write, text: str) -> None:
    before = build().hash
    write(FILE, text)
    assert build().hash not in (before, None)


def test_a_comment_is_not_in_the_hash(project: Path, write: Write) -> None:
    before = build().hash
    write(FILE, "# nobody sees this\n")
    assert build().hash == before


def test_named_files_go_by_their_names_in_the_project(
    project: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(FILE, 'exclude = ["articles/a.md"]')
    monkeypatch.chdir(project / "articles")
    assert titles(build("a.md", "b.md")) == ["Newer"]


def test_the_items_of_a_feed_are_named_by_file_and_id(project: Path, write: Write) -> None:
    items = "".join(
        f"<item><title>Item {n}</title><guid>id-{n}</guid></item>" for n in ("one", "two")
    )
    write("articles/c.rss", f"<rss version='2.0'><channel>{items}</channel></rss>")
    write(FILE, 'articles = ["articles/c.rss#id-two"]')
    assert titles(build()) == ["Item two"]


def test_a_file_that_leads_out_of_the_project_is_not_read(project: Path, write: Write) -> None:
    outside = project.parent / f"{project.name}-outside.toml"
    outside.write_text('subject = "Stolen"')
    (project / "editions").mkdir()
    (project / FILE).symlink_to(outside)
    found = build()
    assert [problem.code for problem in found.problems] == ["path-outside-project"]
    assert found.edition.subject != "Stolen"


def test_a_header_cannot_be_smuggled_in(project: Path, write: Write) -> None:
    write(
        FILE, 'subject = "a\\r\\nBcc: x@y.example"\nreply_to = "a@b.example\\r\\nBcc: x@y.example"'
    )
    found = build()
    assert mail(found)["Bcc"] is None
    assert mail(found)["Reply-To"] is None


def test_without_a_project_there_is_no_file_of_an_edition(write: Write) -> None:
    write("a.txt", "Seeds\n\nAnyone may borrow seeds from the library this year.\n")
    write("editions/weekly.toml", 'subject = "Not mine"')
    assert build("a.txt", edition="weekly").edition.subject == "Seeds"
