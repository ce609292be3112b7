"""Posts to Bluesky, against a fake server; tests/servers have the real one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.model import Card
from newsletter.outcome import Outcome
from newsletter.posting import Picture
from newsletter.senders.contract import SenderContract, sample_message
from newsletter.senders.social.bluesky.sender import BlueskySender
from newsletter.social.measure import measure
from tests.fakes.bluesky import DID, OTHERS, Bluesky
from tests.fakes.server import Reset, serving
from tests.senders.bluesky_world import LINK, NOBODY, TEXT, World, external, photo, posting


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving(Bluesky()) as fake:
        yield World(fake, tmp_path)


class TestBluesky(SenderContract):
    """The contract of every sender."""

    @pytest.fixture(autouse=True)
    def _world(self, world: World) -> None:
        self.world = world

    def sender(self) -> BlueskySender:
        return self.world.sender()

    def unreachable_sender(self) -> BlueskySender:
        return self.world.sender(server=NOBODY)


def test_the_text_goes_as_it_is_in_the_language_of_the_article(world: World) -> None:
    world.send(posting())
    assert (world.record["text"], world.record["langs"]) == (TEXT, ["de"])


def test_its_time_is_that_of_the_first_attempt(world: World) -> None:
    world.send(posting())
    assert world.record["createdAt"] == "2026-11-24T09:00:00.000Z"


def test_links_and_tags_can_be_clicked(world: World) -> None:
    world.send(posting())
    raw = TEXT.encode()
    shown = [
        (raw[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(), one["features"][0])
        for one in world.record["facets"]
    ]
    kind = "app.bsky.richtext.facet#"
    link = "https://acme.example/brücke"
    assert shown == [
        (link, {"$type": f"{kind}link", "uri": link}),
        ("#Brücken", {"$type": f"{kind}tag", "tag": "Brücken"}),
    ]


def test_somebody_who_is_mentioned_is_found(world: World) -> None:
    world.send(posting("Thanks, @friend.example.com!"))
    feature = world.record["facets"][0]["features"][0]
    assert feature["did"] == OTHERS["friend.example.com"]


def test_somebody_who_does_not_exist_stays_plain_text(world: World) -> None:
    world.send(posting("Thanks, @nobody.example.com!"))
    assert "facets" not in world.record


@pytest.mark.parametrize("lang", [None, "", "no language at all", "x"])
def test_a_language_that_bluesky_would_refuse_is_left_out(world: World, lang: str | None) -> None:
    assert world.send(posting(lang=lang)).state == "accepted"
    assert "langs" not in world.record


def test_the_receipt_is_the_page_of_the_post(world: World) -> None:
    outcome = world.send(posting())
    (key,) = world.fake.posts
    assert outcome.receipt == f"https://bsky.app/profile/{DID}/post/{key}"


def test_a_link_gets_its_card(world: World) -> None:
    world.send(posting())
    assert external(world) == {"uri": LINK, "title": "A bridge", "description": "It is long."}


def test_the_card_shows_the_picture(world: World) -> None:
    world.send(posting(picture=photo()))
    assert external(world)["thumb"]["ref"]["$link"] in world.fake.blobs


def test_a_picture_by_itself_has_its_description_and_shape(world: World) -> None:
    world.send(posting(picture=photo()), picture="image")
    (one,) = world.record["embed"]["images"]
    assert (one["alt"], one["aspectRatio"]) == ("A long bridge", {"width": 60, "height": 40})


def test_a_picture_that_is_not_wanted_is_not_uploaded(world: World) -> None:
    world.send(posting(picture=photo()), picture="none")
    assert (world.asked("uploadBlob"), "thumb" in external(world)) == (0, False)


def test_without_its_picture_a_post_has_the_card_instead(world: World) -> None:
    world.send(posting(), picture="image")
    assert external(world)["uri"] == LINK


def test_a_post_without_a_link_has_no_card(world: World) -> None:
    world.send(posting(link=None))
    assert "embed" not in world.record


def test_a_large_picture_is_made_to_fit(world: World) -> None:
    assert world.send(posting(picture=photo(1400, 1000))).state == "accepted"
    ((_, data),) = world.fake.blobs.values()
    assert len(data) <= 1_000_000


def test_what_is_no_picture_leaves_the_post_without(world: World) -> None:
    broken = Picture(b"<html>not found</html>", "image/png", 1, 1)
    assert world.send(posting(picture=broken)).state == "accepted"
    assert "thumb" not in external(world)


def test_a_picture_that_cannot_be_uploaded_now_leaves_nothing_in_doubt(world: World) -> None:
    world.fake.after["upload_blob"] = [Reset]
    assert world.send(posting(picture=photo())).state == "deferred"
    assert world.records == []


def test_a_picture_that_the_server_has_thrown_away_is_uploaded_again(world: World) -> None:
    world.fake.forgets_blobs = 1
    assert world.send(posting(picture=photo())).state == "accepted"
    assert world.asked("uploadBlob") == 2


def test_a_picture_that_is_thrown_away_each_time_waits(world: World) -> None:
    world.fake.forgets_blobs = 9
    assert world.send(posting(picture=photo())).state == "deferred"


def test_each_part_of_a_thread_answers_the_one_before(world: World) -> None:
    world.send(posting("One", "Two", "Three"))
    replies = [one.get("reply") for one in world.records]
    uris = [f"at://{DID}/app.bsky.feed.post/{key}" for key in sorted(world.fake.posts)]
    assert [one["text"] for one in world.records] == ["One", "Two", "Three"]
    assert [one and (one["root"]["uri"], one["parent"]["uri"]) for one in replies] == [
        None,
        (uris[0], uris[0]),
        (uris[0], uris[1]),
    ]


def test_only_the_first_part_of_a_thread_has_the_card(world: World) -> None:
    world.send(posting("One", "Two"))
    assert ["embed" in one for one in world.records] == [True, False]


def test_a_thread_with_a_part_that_is_too_long_is_not_begun(world: World) -> None:
    outcome = world.send(posting("One", "x" * 301))
    assert outcome == Outcome("rejected", text="part 2 of 2 is too long: 301 of 300 characters")
    assert world.records == []


def test_half_a_character_is_refused_before_anything_is_sent(world: World) -> None:
    assert world.send(posting("A \ud83d half")).state == "rejected"
    assert world.asked("putRecord") == 0


def test_half_a_character_in_the_card_is_refused_as_well(world: World) -> None:
    assert world.send(posting(card=Card("Half \ud83d"))).state == "rejected"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "no address", "https:///", "https://a b"])
def test_what_is_no_address_of_the_web_has_no_card(world: World, link: str) -> None:
    assert world.send(posting(link=link)).state == "accepted"
    assert "embed" not in world.record


def test_mail_is_not_for_it(world: World) -> None:
    with world.sender().session() as session:
        assert session.send(sample_message()).state == "failed"


@pytest.mark.parametrize("length", [300, 301])
def test_our_count_is_the_one_that_decides(world: World, length: int) -> None:
    text = "👩‍👩‍👧‍👦" + "é" * (length - 1)
    assert measure("bluesky", text).length == length
    assert world.send(posting(text)).state == ("accepted" if length == 300 else "rejected")


def test_a_post_of_too_many_bytes_is_told_as_such(world: World) -> None:
    outcome = world.send(posting("👩‍👩‍👧‍👦" * 150))
    assert outcome == Outcome("rejected", text="the post is too long: 3750 of 3000 bytes")
