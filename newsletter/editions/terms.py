"""What a schedule asks of one edition; stored with the plan, so that it can be built again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from newsletter.editions.selection import instant_of
from newsletter.model import Article
from newsletter.settings import ChannelSettings, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of one edition. None and empty mean: as the project has it.

    ``date`` is aware: when it goes out. ``refs`` are its articles in order, once they were chosen;
    until then ``origins`` are the beginnings of the refs that may be chosen, ``since`` says how old
    they may be, and ``at_most`` how many. The posts follow over ``spread`` seconds.
    """

    date: datetime
    template: str | None = None
    audience: str | None = None
    channels: tuple[str, ...] | None = None
    spread: float = 0.0
    refs: tuple[str, ...] | None = None
    origins: tuple[str, ...] = ()
    since: datetime | None = None
    at_most: int | None = None

    def chosen(self, articles: Sequence[Article]) -> tuple[Article, ...]:
        """Those of ``articles`` that the edition holds; their order is that of importance."""
        if self.refs is not None:
            by_ref = {article.ref: article for article in articles}
            return tuple(by_ref[ref] for ref in self.refs if ref in by_ref)
        return tuple(article for article in articles if self._admits(article))[: self.at_most]

    def _admits(self, article: Article) -> bool:
        if self.origins and not article.ref.startswith(self.origins):
            return False
        is_dated = self.since is not None and article.published is not None
        return not (is_dated and self.since and instant_of(article.published) < self.since)

    def applied(self, settings: Settings) -> Settings:
        """The settings of a project under these terms."""
        email = replace(settings.email, template=self.template or settings.email.template)
        names = settings.channels if self.channels is None else self.channels
        channels = {
            name: self._addressed(channel)
            for name, channel in settings.channels.items()
            if name in names
        }
        return replace(settings, email=email, channels=channels)

    def _addressed(self, channel: ChannelSettings) -> ChannelSettings:
        if self.audience is None or channel.audience is None:
            return channel
        return replace(channel, audience=self.audience)

    def fixed(self, refs: Sequence[str]) -> "Terms":
        """The same terms for the articles that were chosen."""
        return replace(self, refs=tuple(refs), origins=(), since=None, at_most=None)

    def as_json(self) -> dict[str, Any]:
        """What `from_json` reads; only terms that are `fixed` are kept."""
        return {
            "date": self.date.isoformat(),
            "template": self.template,
            "audience": self.audience,
            "channels": None if self.channels is None else list(self.channels),
            "spread": self.spread,
            "refs": list(self.refs or ()),
        }


def terms_from_json(data: Mapping[str, Any]) -> Terms:
    """The terms that `Terms.as_json` gave."""
    return Terms(
        date=datetime.fromisoformat(data["date"]),
        template=data["template"],
        audience=data["audience"],
        channels=None if data["channels"] is None else tuple(data["channels"]),
        spread=data["spread"],
        refs=tuple(data["refs"]),
    )
