"""The networks that the product knows, and their limits."""

import pytest

from newsletter.errors import UsageError
from newsletter.model import NETWORK_NAMES
from newsletter.social.networks import NETWORKS, network


@pytest.mark.parametrize(
    ("name", "limit", "unit"),
    [
        ("x", 280, "weighted"),
        ("bluesky", 300, "graphemes"),
        ("mastodon", 500, "graphemes"),
        ("linkedin", 3000, "utf16"),
        ("threads", 500, "emoji-bytes"),
        ("facebook", 63_206, "utf16"),
        ("telegram", 4096, "utf16"),
        ("discord", 2000, "utf16"),
        ("slack", 4000, "utf16"),
        ("webhook", 10_000, "utf16"),
    ],
)
def test_each_network_has_its_limit_and_its_unit(name: str, limit: int, unit: str) -> None:
    assert (NETWORKS[name].limit, NETWORKS[name].unit) == (limit, unit)


def test_there_are_no_other_networks() -> None:
    assert tuple(NETWORKS) == NETWORK_NAMES


@pytest.mark.parametrize("name", ["x", "mastodon"])
def test_a_link_has_a_fixed_cost_only_on_x_and_mastodon(name: str) -> None:
    with_cost = {other.name: other.link_cost for other in NETWORKS.values() if other.link_cost}
    assert with_cost.pop(name) == 23
    assert set(with_cost) < {"x", "mastodon"}


def test_threads_links_one_hashtag_only() -> None:
    assert [n.name for n in NETWORKS.values() if n.max_hashtags == 1] == ["threads"]


def test_a_network_is_found_by_its_name() -> None:
    assert network("bluesky").label == "Bluesky"


@pytest.mark.parametrize("name", ["mastadon", "Mastodon", "mastodn"])
def test_a_misspelt_network_names_the_one_that_was_meant(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        network(name)
    (problem,) = refused.value.problems
    assert (problem.code, problem.hint) == ("unknown-network", "Did you mean 'mastodon'?")


@pytest.mark.parametrize("name", ["", "myspace-of-old", "\x00"])
def test_a_network_that_is_like_none_lists_them_all(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        network(name)
    hint = refused.value.problems[0].hint or ""
    assert all(known in hint for known in NETWORKS)
