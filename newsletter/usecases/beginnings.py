"""What a new article, edition or schedule begins with: every key, explained."""

import json
from collections.abc import Iterator, Sequence
from datetime import date

from newsletter.model import Article
from newsletter.settings import Settings

MOST_ARTICLES = 50
_FROM_THE_WEB = ("feed:", "page:")

_ARTICLE = """\
---
title: {title}
date: {day}
# url: https://www.example.com/page        # where it can be read; the mail and the posts link there
# author: Who wrote it
# tags: [first tag, second tag]
# summary: Two or three sentences.         # else the first sentences of the text
# image: images/photo.jpg                  # a picture beside this file
# image_alt: What the picture shows, for those who cannot see it
# post:
#   x: Your own text for one network, used as it is
---

<!-- Write the article here, in Markdown. -->
"""

_EDITION_HEAD = """\
# The edition {name}. Take the # away from what you want to decide; the rest is chosen for you.

# subject = "What the inbox shows"         # else the titles that fit
# preheader = "The line after it"          # else what the subject left out
# intro = \"\"\"
# Good morning.
#
# A blank line begins a new paragraph.\"\"\"
# reply_to = "editor@example.com"          # else answers go to the sender

# The whole edition, in this order:
# articles = [
"""
_EDITION_TAIL = """\
# ]

# Or every article but these:
# exclude = []

# Other words for an article that cannot be edited, such as the item of a feed:
# [overrides.{example}]
# title = "Another title"
# summary = "Two or three sentences."
# tags = ["first tag", "second tag"]
# post.x = "Your own text for one network"
"""


_SCHEDULE = """\
# The schedule {name}. Paused until you run `newsletter schedule resume {name}`.
# `newsletter schedule next {name}` lists the coming times, also while it is paused.

every = "Thursday"              # or "day", "weekday", ["Monday", "Thursday"], "1st Monday"
at = "09:00"                    # local time in the zone below, summer and winter
timezone = {timezone}

{audience}
template = {template}
channels = [{channels}]

articles = {{ since = "last edition", at_least = 1 }}
when_empty = "skip"             # fewer than at_least: skip this time, or "ask"

prepare = "2h"                  # built that long before, so that somebody can look at it
approval = "required"           # nothing goes out unseen; "auto" sends without asking
late = "send within 3h"         # after a missed start; or "skip", "send always"
# spread = "3 days"             # social posts follow the digest, best first

# except = ["2026-12-24"]       # days that are left out
paused = true
"""


def new_article_text(title: str, day: date) -> str:
    """A Markdown file with front matter and nothing below it yet."""
    return _ARTICLE.format(title=_quoted(title), day=day.isoformat())


def new_edition_text(name: str, articles: Sequence[Article]) -> str:
    """An edition's file that decides nothing and names ``articles``, at most fifty of them."""
    listed = "".join(_lines(articles[:MOST_ARTICLES]))
    example = _quoted(_without_front_matter([article.ref for article in articles]))
    return _EDITION_HEAD.format(name=name) + listed + _EDITION_TAIL.format(example=example)


def new_schedule_text(name: str, settings: Settings) -> str:
    """A schedule's file, every key explained, for the channels that ``settings`` have."""
    channels = settings.channels.values()
    audience = next((one.audience for one in channels if one.audience), None)
    return _SCHEDULE.format(
        name=name,
        timezone=_quoted(settings.newsletter.timezone),
        audience=f"audience = {_quoted(audience)}" if audience else '# audience = "readers"',
        template=_quoted(settings.email.template),
        channels=", ".join(map(_quoted, settings.channels)),
    ).replace("channels = []", '# channels = ["email"]')


def _without_front_matter(refs: Sequence[str]) -> str:
    """The item of a feed if there is one, for its words can be changed nowhere else."""
    items = (ref for ref in refs if "#" in ref or ref.startswith(_FROM_THE_WEB))
    return next(items, refs[0] if refs else "articles/name.md")


def _lines(articles: Sequence[Article]) -> Iterator[str]:
    for article in articles:
        yield f"#   {_quoted(article.ref)},  # {article.title}\n"


def _quoted(text: str) -> str:
    """``text`` in double quotes, as YAML, TOML and JSON all read it."""
    return json.dumps(text, ensure_ascii=False)
