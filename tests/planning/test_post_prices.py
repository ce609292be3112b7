"""A plan says what its posts cost."""

from tests.planning.conftest import Desk

X = """
[channels.loud]
sender = "x"
token = { secret = "x-token" }
"""


def test_a_plan_with_linked_posts_for_x_says_what_they_cost(desk: Desk) -> None:
    for name in ("a", "b"):
        desk.edit(f"articles/{name}.md", "https://pier.example/", "https://www.example.com/")
    desk.write("newsletter.toml", (desk.root / "newsletter.toml").read_text("utf-8") + X)
    told = [one.text for one in desk.plan().problems if one.code == "post-price"]
    assert len(told) == 1
    assert told[0].startswith("The posts of channel 'loud' cost about $0.40")


def test_a_plan_without_x_says_nothing_of_prices(desk: Desk) -> None:
    assert "post-price" not in [one.code for one in desk.plan().problems]
