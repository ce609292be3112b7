"""The pictures of posts: what was approved is what goes along, and a missing one stops nothing."""

from collections.abc import Iterator

import pytest

from newsletter.model import Card, Part, Post
from newsletter.posting import Picture, Posting
from newsletter.settings import ChannelSettings
from newsletter.store.ledger import Grant
from newsletter.store.plan_channels import Blob, blobs_of
from newsletter.usecases.channel_work import channel_works
from newsletter.usecases.planning import Planned
from newsletter.usecases.post_pictures import PostPictures
from newsletter.usecases.projects import open_project
from newsletter.web import fetching
from tests.planning.conftest import NOW, Desk
from tests.web.wire import Wire, answered, running

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000" + "3a7e9b55"
    "0000000a49444154789c63680000008200817745cd660000000049454e44ae426082"
)
ARTICLE = """\
---
title: Lighthouse
date: 2026-11-23
url: https://pier.example/lighthouse
image: {image}
image_alt: A lighthouse at night
summary: "The lighthouse shines again."
---
It was dark for a year.
"""
CHANNEL = """
[channels.social]
sender = "mastodon"
server = "https://social.example"
token = {{ secret = "mastodon-token" }}
{more}
"""


@pytest.fixture
def project(desk: Desk) -> Desk:
    (desk.root / "articles/tower.png").write_bytes(PIXEL)
    return with_picture(desk, "tower.png")


def with_picture(desk: Desk, image: str, more: str = "") -> Desk:
    desk.write("articles/c.md", ARTICLE.format(image=image))
    text = (desk.root / "newsletter.toml").read_text("utf-8").partition("\n[channels.social]")[0]
    desk.write("newsletter.toml", text + CHANNEL.format(more=more))
    return desk


def kept(desk: Desk, planned: Planned) -> list[Blob]:
    channel = next(one for one in planned.channels if one.channel == "social")
    with desk.store.reading() as transaction:
        blobs = blobs_of(transaction, channel.id)
    return [blob for blob in blobs if blob.name.startswith("picture:")]


def picture(desk: Desk, planned: Planned) -> Picture | None:
    """The picture that goes along with the post about the lighthouse."""
    works = channel_works(
        planned.plan,
        planned.channels,
        open_project(desk.root),
        desk.store,
        desk.secrets,
        desk.clock,
    )
    work = next(one for one in works if one.channel.channel == "social")
    items = work.make_items()
    for seq in range(work.channel.snapshot.size):
        item = items.item(Grant(seq, 0, "social", {}, 0), NOW)
        assert isinstance(item, Posting)
        if item.post.article.endswith("c.md"):
            return item.picture()
    raise AssertionError("there is no such post")


def test_a_picture_of_the_project_is_kept_with_the_plan(project: Desk) -> None:
    blobs = kept(project, project.plan())
    assert [(blob.media_type, blob.data) for blob in blobs] == [("image/png", PIXEL)]


def test_it_goes_along_with_its_size_and_description(project: Desk) -> None:
    found = picture(project, project.plan())
    assert found == Picture(PIXEL, "image/png", 1, 1, "A lighthouse at night")


def test_an_edit_after_the_plan_changes_nothing_of_it(project: Desk) -> None:
    planned = project.plan()
    (project.root / "articles/tower.png").unlink()
    found = picture(project, planned)
    assert found
    assert found.data == PIXEL


def test_another_picture_is_another_plan(project: Desk) -> None:
    before = project.plan().plan.content_hash
    (project.root / "articles/tower.png").write_bytes(PIXEL + b" ")
    assert project.plan().plan.content_hash != before


def test_a_channel_that_wants_none_keeps_none(project: Desk) -> None:
    planned = with_picture(project, "tower.png", 'picture = "none"').plan()
    assert kept(project, planned) == []
    assert picture(project, planned) is None


@pytest.mark.parametrize("image", ["tower.png", "../outside.png", "data:image/png,x"])
def test_at_sending_no_file_is_read_any_more(
    project: Desk, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.root.parent / "outside.png").write_bytes(PIXEL)
    monkeypatch.chdir(project.root / "articles")
    post = Post("mastodon", "articles/c.md", (Part("x", 1, 500),), card=Card("x", image=image))
    assert PostPictures(ChannelSettings(sender="mastodon"), {})(post) is None


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """A server of the internet, which is on this computer in truth."""
    monkeypatch.setattr(fetching, "is_public", lambda _: True)
    with running() as server:
        yield server


def remote(address: str, alt: str = "") -> Picture | None:
    card = Card("Lighthouse", image=address, image_alt=alt)
    post = Post("mastodon", "articles/c.md", (Part("x", 1, 500),), card=card)
    return PostPictures(ChannelSettings(sender="mastodon"), {})(post)


def test_a_picture_on_the_web_is_fetched_when_the_post_goes_out(wire: Wire) -> None:
    wire.answers["/a.png"] = answered(200, PIXEL, content_type="image/png")
    assert remote(wire.address("/a.png"), "Night") == Picture(PIXEL, "image/png", 1, 1, "Night")


@pytest.mark.parametrize(
    ("status", "body", "media_type"),
    [
        (404, b"", "image/png"),
        (200, b"<html>", "text/html"),
        (200, b"no picture at all", "image/png"),
        (200, b"", "image/png"),
        (200, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
    ],
)
def test_what_cannot_be_had_is_no_picture_and_no_error(
    wire: Wire, status: int, body: bytes, media_type: str
) -> None:
    wire.answers["/a.png"] = answered(status, body, content_type=media_type)
    assert remote(wire.address("/a.png")) is None


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:1/a.png",
        "https://[::1]/a.png",
        "http://a b/",
        "https://" + "x" * 10_000,
    ],
)
def test_no_address_inside_a_network_is_asked(address: str) -> None:
    assert remote(address) is None


def test_a_network_that_takes_no_picture_gets_none(project: Desk) -> None:
    post = Post("slack", "a.md", (), card=Card("x", image="http://169.254.169.254/"))
    assert PostPictures(ChannelSettings(sender="slack"), {})(post) is None
