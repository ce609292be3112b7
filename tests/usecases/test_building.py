"""From files to an edition: what is built, in which order, and what is said about the rest."""

from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from newsletter.errors import UnusableInput
from newsletter.store.editions import mark_sent, record_edition
from newsletter.store.opening import open_store
from newsletter.usecases.building import Build, BuildRequest, build_edition
from newsletter.usecases.output import write_build

Write = Callable[[str, str], Path]


def build(*files: str, **asked: object) -> Build:
    return build_edition(BuildRequest(files=files, **asked))  # type: ignore[arg-type]


def codes(found: Build) -> list[str]:
    return [problem.code for problem in found.problems]


def titles(found: Build) -> list[str]:
    return [article.title for article in found.edition.articles]


def test_without_a_project_the_sender_is_a_placeholder_and_a_note_says_so(write: Write) -> None:
    write("a.txt", "Seeds\n\nAnyone may borrow seeds from the library this year.\n")
    found = build("a.txt")
    assert codes(found) == ["no-project"]
    assert found.message is not None
    assert b"newsletter@example.invalid" in found.message.data


def test_without_a_project_the_mail_speaks_the_language_of_its_first_article(write: Write) -> None:
    write(
        "a.md", "---\ntitle: Saatgut\nlang: de\nurl: https://a.example/x\n---\nJede darf leihen.\n"
    )
    assert "Abmelden" in (build("a.md").rendered.html or "")


def test_the_project_decides_the_sender(project: Path) -> None:
    found = build()
    assert found.message is not None
    message = message_from_bytes(found.message.data, policy=policy.default)
    assert message["From"] == "The Pier <post@pier.example>"


def test_the_articles_of_a_project_come_newest_first(project: Path) -> None:
    assert titles(build()) == ["Newer", "Older"]


def test_named_files_keep_their_order(project: Path) -> None:
    assert titles(build("articles/a.md", "articles/b.md")) == ["Older", "Newer"]


def test_a_project_is_found_from_a_folder_inside_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "articles")
    assert build().edition.name == "2026-11-09"


def test_one_unusable_file_does_not_stop_the_rest(write: Write) -> None:
    write("empty.txt", "")
    write("good.txt", "Seeds\n\nAnyone may borrow seeds from the library this year.\n")
    found = build("empty.txt", "good.txt", "missing.txt")
    assert titles(found) == ["Seeds"]
    assert {"article-empty", "file-missing"} <= set(codes(found))


def test_an_edition_without_articles_is_refused(write: Write) -> None:
    write("empty.txt", "")
    with pytest.raises(UnusableInput) as caught:
        build("empty.txt")
    assert [problem.code for problem in caught.value.problems][-1] == "edition-empty"


def test_an_edition_without_articles_is_built_when_that_is_allowed(write: Write) -> None:
    write("newsletter.toml", "")
    write("articles/.keep", "")
    found = build(allow_empty=True)
    assert "Nothing new this time" in (found.rendered.html or "")


def test_the_same_article_in_two_files_is_used_once(write: Write) -> None:
    for name in ("a.txt", "b.txt"):
        write(name, "Seeds\n\nAnyone may borrow seeds from the library this year.\n")
    found = build("a.txt", "b.txt")
    assert len(found.edition.articles) == 1
    assert "article-duplicate" in codes(found)


def test_a_template_that_does_not_exist_is_an_error_and_the_posts_are_made(project: Path) -> None:
    found = build(template="digets")
    assert found.rendered.html is None
    assert any("digest" in (problem.hint or "") for problem in found.problems)
    assert found.posts


def test_a_broken_newsletter_toml_stops_the_build_with_its_line(project: Path) -> None:
    (project / "newsletter.toml").write_text('[newsletter]\nnmae = "x"\n')
    with pytest.raises(UnusableInput, match=r"newsletter\.toml:2:1 .*Did you mean 'name'"):
        build()


def test_a_line_break_in_a_title_adds_no_header(write: Write) -> None:
    write("a.md", '---\ntitle: "Hello\\r\\nBcc: all@example.org"\n---\nSome text here.\n')
    found = build("a.md")
    assert found.message is not None
    message = message_from_bytes(found.message.data, policy=policy.default)
    assert message["Bcc"] is None
    assert "Bcc: all@example.org" in message["Subject"]


def test_scripts_of_an_article_reach_no_part_of_the_mail(write: Write) -> None:
    write("a.md", "# Hello\n\nText <script>alert(1)</script> <b onclick='x()'>bold</b> here.\n")
    found = build("a.md")
    assert "<script" not in (found.rendered.html or "")
    assert "onclick" not in (found.rendered.html or "")


def test_the_same_input_gives_the_same_bytes(project: Path, tmp_path: Path) -> None:
    first, second = build(), build()
    assert first.hash == second.hash
    for number, found in enumerate((first, second)):
        write_build(found, tmp_path / str(number))
    files = sorted(path.relative_to(tmp_path / "0") for path in (tmp_path / "0").rglob("*.*"))
    assert len(files) >= 14
    for file in files:
        assert (tmp_path / "0" / file).read_bytes() == (tmp_path / "1" / file).read_bytes()


def test_another_word_gives_another_hash(project: Path) -> None:
    before = build().hash
    article = project / "articles/a.md"
    article.write_text(article.read_text().replace("One boat", "No boat"))
    assert build().hash != before


def test_fifty_articles_are_built(write: Write) -> None:
    for number in range(50):
        write(
            f"articles/{number:02}.md", f"# Title {number}\n\nSentence number {number} is here.\n"
        )
    found = build("articles")
    assert len(found.edition.articles) == 50
    assert len(found.posts) == 500


class TestPictures:
    """An article's picture is found beside it, and never outside of the project."""

    def test_it_travels_in_the_mail_when_there_is_no_project(
        self, write: Write, picture: bytes
    ) -> None:
        write("a.md", "---\ntitle: A\nimage: p.png\nimage_alt: A pier\n---\nText.\n")
        Path("p.png").write_bytes(picture)
        found = build("a.md")
        assert found.message is not None
        message = message_from_bytes(found.message.data, policy=policy.default)
        images = [part for part in message.walk() if part.get_content_type() == "image/png"]
        assert [part.get_content() for part in images] == [picture]
        assert images[0]["Content-ID"].strip("<>") in (found.rendered.html or "")

    def test_it_is_linked_under_the_newsletters_address_in_a_project(
        self, project: Path, picture: bytes
    ) -> None:
        (project / "articles/my pier.png").write_bytes(picture)
        article = project / "articles/a.md"
        text = article.read_text().replace("date:", "image: my pier.png\ndate:")
        article.write_text(text)
        expected = "https://news.pier.example/articles/my%20pier.png"
        assert expected in (build().rendered.html or "")

    def test_it_cannot_lie_outside_of_the_project(self, project: Path, picture: bytes) -> None:
        (project.parent / "secret.png").write_bytes(picture)
        article = project / "articles/a.md"
        text = article.read_text().replace("date:", "image: ../../secret.png\ndate:")
        article.write_text(text)
        assert "path-outside-project" in codes(build())

    def test_beside_an_article_from_elsewhere_it_travels_since_no_address_leads_to_it(
        self, project: Path, picture: bytes, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        elsewhere = tmp_path_factory.mktemp("elsewhere")
        (elsewhere / "p.png").write_bytes(picture)
        (elsewhere / "c.md").write_text("---\ntitle: C\nimage: p.png\n---\nText.\n")
        html = build(str(elsewhere / "c.md")).rendered.html or ""
        assert "cid:" in html
        assert "https://news.pier.example/p.png" not in html

    def test_the_page_to_look_at_shows_it_as_a_file(
        self, write: Write, picture: bytes, tmp_path: Path
    ) -> None:
        write("a.md", "---\ntitle: A\nimage: p.png\nimage_alt: A pier\n---\nText.\n")
        Path("p.png").write_bytes(picture)
        write_build(build("a.md"), tmp_path / "out")
        html = (tmp_path / "out/email.html").read_text("utf-8")
        assert "cid:" not in html
        shown = next((tmp_path / "out/images").iterdir())
        assert f'src="images/{shown.name}"' in html


class TestSentArticles:
    """What a sent edition holds is not new any more."""

    def send(self, project: Path, edition: str) -> None:
        store = open_store("sqlite:///.newsletter/state.db", project)
        now = datetime(2026, 11, 12, tzinfo=UTC)
        with store.writing() as transaction:
            record_edition(transaction, edition, ["articles/b.md"], now)
            mark_sent(transaction, edition, now)
        store.close()

    def test_another_edition_leaves_them_out(self, project: Path) -> None:
        self.send(project, "2026-11-09")
        assert titles(build()) == ["Older"]

    def test_their_own_edition_keeps_them(self, project: Path) -> None:
        self.send(project, "2026-11-09")
        assert titles(build(edition="2026-11-09")) == ["Newer", "Older"]

    def test_naming_the_file_takes_it_all_the_same(self, project: Path) -> None:
        self.send(project, "2026-11-09")
        assert titles(build("articles/b.md")) == ["Newer"]

    def test_to_build_makes_no_store(self, project: Path) -> None:
        build()
        assert not (project / ".newsletter").exists()
