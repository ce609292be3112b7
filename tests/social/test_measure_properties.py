"""What holds for any text whatever, on every network."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.social.measure import measure
from newsletter.social.networks import NETWORKS

PIECES = [
    *("https://", "http://", "tea.com", "t.co/a", "xn--", "a", "B", "1", "é", "e\u0301"),
    *"./()?#＃@$_-!' 茶。・",
    *("中国", "👩\u200d👧", "🇩", "☺\ufe0f", "1\ufe0f\u20e3", "\u200d", "\u202a", "\ufeff"),
    *("\ud800", "\udfff", "\x00", "\r\n", "\u2028"),
]
posts = st.one_of(
    st.text(st.characters(), max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
)
every_network = pytest.mark.parametrize("network", list(NETWORKS))
modestly = settings(max_examples=60, derandomize=True, database=None, deadline=None)


@every_network
@modestly
@given(text=posts)
def test_any_text_can_be_measured(network: str, text: str) -> None:
    found = measure(network, text)
    assert found.length >= 0
    assert found.valid <= (0 < found.length <= found.limit)


@pytest.mark.parametrize("network", [name for name in NETWORKS if name != "x"])
@modestly
@given(text=posts)
def test_links_and_hashtags_stand_in_the_text(network: str, text: str) -> None:
    found = measure(network, text)
    assert all(url in text for url in found.urls)
    assert all(f"#{tag}" in text or f"＃{tag}" in text for tag in found.hashtags)


@modestly
@given(text=posts)
def test_the_bytes_of_a_facet_are_its_text(text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    for facet in measure("bluesky", text).facets:
        piece = raw[facet.byte_start : facet.byte_end].decode("utf-8", "surrogatepass")
        shown = piece.removeprefix("@") if facet.type == "mention" else piece
        shown = shown[1:] if facet.type == "tag" and piece[0] != "$" else shown
        assert shown.upper() == facet.value.upper() or f"https://{shown}" == facet.value


@modestly
@given(text=posts)
def test_facets_never_overlap(text: str) -> None:
    found = measure("bluesky", text).facets
    assert all(one.byte_end <= two.byte_start for one, two in pairwise(found))


@every_network
@modestly
@given(text=posts)
def test_a_word_more_makes_a_post_longer_by_its_letters(network: str, text: str) -> None:
    before, after = measure(network, f"{text}\n"), measure(network, f"{text}\ntea")
    assert after.length == before.length + 3
