"""The posts as cards, each with what its network counts and finds in it."""

from dataclasses import replace
from typing import Any

from newsletter.articles.characters import cleaned
from newsletter.channels.carriage import carriage_of
from newsletter.editions.as_json import post_json
from newsletter.model import Article, Part, Post
from newsletter.preview.gallery import Gallery, host_of
from newsletter.social.compose import compose
from newsletter.social.measure import measure
from newsletter.social.networks import NETWORKS
from newsletter.usecases.building import Build


def posts_json(build: Build, gallery: Gallery) -> dict[str, Any]:
    """Every post, and the networks: those that the project has a channel for come first."""
    articles = {article.ref: article for article in build.edition.articles}
    posts = [_post(post, articles[post.article], build, gallery) for post in build.posts]
    return {"networks": networks_json(build), "posts": posts}


def networks_json(build: Build) -> list[dict[str, Any]]:
    """Each network with its limit; ``configured`` where a channel of the project posts to it."""
    channels = build.workspace.settings.channels.values()
    used = {carriage_of(channel).network for channel in channels}
    listed = [
        {"name": one.name, "label": one.label, "limit": one.limit, "configured": one.name in used}
        for one in NETWORKS.values()
    ]
    return sorted(listed, key=lambda network: not network["configured"])


def compose_json(article: Article, network: str, text: str) -> dict[str, Any]:
    """The post that ``text`` would be: each part as its network counts it, and what is wrong.

    Raises:
        UsageError: there is no such network.
    """
    given = replace(article, posts={**article.posts, network: cleaned(text)})
    found = compose(given, network)
    parts = found.post.parts if found.post and text.strip() else ()
    return {
        "parts": [_part(network, part) for part in parts],
        "problems": [one.as_json() for one in found.problems] if parts else [],
    }


def _post(post: Post, article: Article, build: Build, gallery: Gallery) -> dict[str, Any]:
    place = article.place(f"post.{post.network}" if post.network in article.posts else "summary")
    return {
        **post_json(post),
        "parts": [_part(post.network, part) for part in post.parts],
        "own": post.network in article.posts,
        "place": str(place),
        "lang": article.lang,
        "dir": article.dir,
        "card": _card(post, article, build, gallery) if post.link else None,
    }


def _part(network: str, part: Part) -> dict[str, Any]:
    return {**measure(network, part.text).as_json(), "text": part.text}


def _card(post: Post, article: Article, build: Build, gallery: Gallery) -> dict[str, Any]:
    """What most networks show of the page that a post links to."""
    picture = build.design.pictures.articles.get(article.ref)
    return {
        "title": article.title,
        "text": article.summary.social if article.summary else "",
        "host": host_of(post.link or "").removeprefix("www."),
        "image": gallery.address(picture.src, 1200, 630) if picture else "",
        "alt": article.image_alt or "",
    }
