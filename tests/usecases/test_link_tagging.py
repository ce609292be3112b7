"""[links] and the pictures of bodies, all the way into the mail and the posts."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path

import pytest

from newsletter.checks.alt import alt
from newsletter.model import Post
from newsletter.social.measure import measure
from newsletter.usecases.building import Build, BuildRequest, build_edition
from newsletter.usecases.checking import checkup_of

Write = Callable[[str, str], Path]
URL = "https://pier.example/boats"
MAIL_TAGS = "utm_source=pier&utm_medium=email&utm_campaign=2026-11-09"
ARTICLE = f"""\
---
title: Boats
date: 2026-11-09
url: {URL}
---
One boat came in. See [the harbour](https://harbour.example/?boat=1#pier).
Or [write](mailto:a@b.example).
"""


def build(template: str = "letter") -> Build:
    return build_edition(BuildRequest(template=template))


def hrefs(found: Build) -> list[str]:
    return [unescape(href) for href in re.findall(r'href="([^"]*)"', found.rendered.html or "")]


def post(found: Build, network: str) -> Post:
    return next(one for one in found.posts if one.network == network)


@pytest.fixture
def pier(project: Path, write: Write) -> Path:
    """The project with one article, and with statistics."""
    for name in ("a", "b"):
        (project / f"articles/{name}.md").unlink()
    write("articles/boats.md", ARTICLE)
    toml = project / "newsletter.toml"
    toml.write_text(toml.read_text() + '[links]\nutm_source = "pier"\n')
    return project


def test_the_links_of_an_article_are_tagged_in_the_mail(pier: Path) -> None:
    links = hrefs(build())
    assert f"{URL}?{MAIL_TAGS}" in links
    assert f"https://harbour.example/?boat=1&{MAIL_TAGS}#pier" in links
    assert URL not in links


def test_the_text_part_carries_the_same_links(pier: Path) -> None:
    text = build("digest").rendered.text or ""
    assert f"{URL}?{MAIL_TAGS}" in text


def test_addresses_and_the_newsletters_own_pages_are_never_tagged(pier: Path) -> None:
    others = [href for href in hrefs(build()) if not href.startswith((URL, "https://harbour"))]
    assert "mailto:a@b.example" in others
    assert any("/unsubscribe/" in href for href in others)
    assert [href for href in others if "utm_" in href] == []


def test_no_header_is_tagged(pier: Path) -> None:
    found = build()
    assert found.message is not None
    assert (
        "utm"
        not in message_from_bytes(found.message.data, policy=policy.default)["List-Unsubscribe"]
    )


@pytest.mark.parametrize("network", ["x", "bluesky", "mastodon"])
def test_a_post_carries_its_network_in_its_link(pier: Path, network: str) -> None:
    link = f"{URL}?utm_source=pier&utm_medium=social&utm_campaign=2026-11-09&utm_content={network}"
    assert post(build(), network).link == link
    assert link in post(build(), network).parts[0].text


def test_a_post_is_counted_with_its_whole_link(pier: Path, write: Write) -> None:
    sentence = "Boats came in and boats went out, and nobody at the pier had ever counted them. "
    write("articles/boats.md", ARTICLE.replace("One boat came in. ", sentence * 4))
    part = post(build(), "bluesky").parts[0]
    assert part.length == measure("bluesky", part.text).length <= 300
    assert "utm_content=bluesky" in part.text


def test_the_authors_own_post_stays_as_it_is(pier: Path, write: Write) -> None:
    write("articles/boats.md", ARTICLE.replace("date:", f"post:\n  x: Ahoy {URL}\ndate:"))
    found = post(build(), "x")
    assert (found.parts[0].text, found.link) == (f"Ahoy {URL}", URL)


def test_an_article_can_keep_its_links(pier: Path, write: Write) -> None:
    write("articles/boats.md", ARTICLE.replace("date:", "utm: false\ndate:"))
    found = build()
    assert [href for href in hrefs(found) if "utm_" in href] == []
    assert post(found, "x").link == URL


def test_an_edition_can_keep_the_links_of_an_article(pier: Path, write: Write) -> None:
    write("editions/2026-11-09.toml", '[overrides."articles/boats.md"]\nutm = false')
    assert [href for href in hrefs(build()) if "utm_" in href] == []


def test_tags_are_in_the_hash_and_the_same_each_time(pier: Path) -> None:
    first, again = build().hash, build().hash
    toml = pier / "newsletter.toml"
    toml.write_text(toml.read_text().replace('"pier"', '"quay"'))
    assert first == again != build().hash


def test_the_articles_of_the_edition_keep_their_own_address(pier: Path) -> None:
    assert build().edition.articles[0].url == URL


class TestPicturesInBodies:
    """A picture of the project in an article's text travels or is linked, as configured."""

    @pytest.fixture
    def pictured(self, pier: Path, write: Write, picture: bytes) -> Path:
        write(
            "articles/boats.md",
            ARTICLE + "\n![Lead](lead.png)\n\nMore.\n\n![A buoy](img/my%20buoy.png)\n",
        )
        (pier / "articles/img").mkdir()
        (pier / "articles/lead.png").write_bytes(picture)
        (pier / "articles/img/my buoy.png").write_bytes(picture + b"\n")
        return pier

    def embed(self, project: Path) -> None:
        toml = project / "newsletter.toml"
        toml.write_text(toml.read_text() + '[images]\nmode = "embed"\n')

    def images(self, found: Build) -> list[str]:
        tags = re.findall(r"<img [^>]*>", found.rendered.html or "")
        return [tag for tag in tags if 'alt="A buoy"' in tag]

    def test_it_is_linked_with_its_size(self, pictured: Path) -> None:
        (image,) = self.images(build())
        assert 'src="https://news.pier.example/articles/img/my%20buoy.png"' in image
        assert 'width="1" height="1"' in image

    def test_it_travels_with_the_mail_that_shows_it(self, pictured: Path) -> None:
        self.embed(pictured)
        found = build()
        assert found.message is not None
        message = message_from_bytes(found.message.data, policy=policy.default)
        ids = {part["Content-ID"].strip("<>") for part in message.walk() if part["Content-ID"]}
        shown = set(re.findall(r'src="cid:([^"]*)"', found.rendered.html or ""))
        assert len(ids) == 2
        assert ids == shown

    def test_it_stays_out_of_a_mail_that_does_not_show_it(self, pictured: Path) -> None:
        self.embed(pictured)
        assert build("bulletin").pictures == []
        assert len(build("digest").pictures) == 1

    def test_the_picture_of_the_article_is_not_shown_twice(self, pictured: Path) -> None:
        self.embed(pictured)
        html = build().rendered.html or ""
        assert html.count('alt="Lead"') == 1

    def test_one_that_the_mail_shows_must_be_described(self, pictured: Path, write: Write) -> None:
        bare = "![Lead](lead.png)\n\nMore.\n\n![](img/my%20buoy.png)\n"
        write("articles/boats.md", f"{ARTICLE}\n{bare}")
        (problem,) = alt(checkup_of(build()))
        assert (problem.code, str(problem.place)) == ("image-alt", "articles/boats.md:2:1")
        assert list(alt(checkup_of(build("digest")))) == []

    def test_one_that_is_missing_gives_way_to_its_words_with_a_warning(
        self, pictured: Path
    ) -> None:
        (pictured / "articles/img/my buoy.png").rename(pictured / "articles/img/my bouy.png")
        found = build()
        (problem,) = found.problems
        assert (problem.code, problem.severity) == ("image-missing", "warning")
        assert str(problem.place) == "articles/boats.md:2:1"
        assert self.images(found) == []
        assert "A buoy" in (found.rendered.html or "")

    def test_one_that_is_the_picture_of_the_article_is_reported_once(self, pictured: Path) -> None:
        (pictured / "articles/lead.png").unlink()
        assert [problem.code for problem in build().problems] == ["image-missing"]

    def test_one_outside_of_the_project_is_not_read(self, pictured: Path, write: Write) -> None:
        write("articles/boats.md", ARTICLE + "\n![Lead](lead.png)\n\n![No](../../secret.png)\n")
        (problem,) = build().problems
        assert (problem.code, problem.severity) == ("path-outside-project", "warning")
