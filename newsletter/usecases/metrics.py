"""What was observed as Prometheus reads it.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from newsletter.usecases.monitoring import Observed
from newsletter.version import __version__

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "newsletter_"


def metrics_text(found: Observed) -> bytes:
    """All metrics, as ``MEDIA_TYPE``."""
    from prometheus_client import CollectorRegistry, generate_latest

    class Collector:
        def collect(self) -> Iterator["GaugeMetricFamily"]:
            yield from _families(found)

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collector())
    return generate_latest(registry)


def _families(found: Observed) -> Iterator["GaugeMetricFamily"]:
    yield _labelled("info", "The version that answers.", ("version",), [((__version__,), 1)])
    occurrences = [((state,), number) for state, number in found.occurrences.items()]
    yield _labelled("occurrences", "Times that schedules were due.", ("state",), occurrences)
    deliveries = list(found.deliveries.items())
    text = "Recipients and posts of the plans of the last 30 days."
    yield _labelled("deliveries", text, ("channel", "state"), deliveries)
    doubts = sum(number for (_, state), number in deliveries if state == "unknown")
    yield _plain("doubts", "Deliveries that a person has to settle.", doubts)
    yield from _of_daemons(found)


def _of_daemons(found: Observed) -> Iterator["GaugeMetricFamily"]:
    yield _plain("daemons", "Daemons that gave a sign of life lately.", len(found.alive))
    ages = [
        ((one.host, str(one.pid)), max(0.0, (found.at - one.seen_at).total_seconds()))
        for one in found.daemons
    ]
    text = "Since a daemon last looked at what is due."
    yield _labelled("last_look_seconds", text, ("host", "pid"), ages)
    working = sum(one.under_way for one in found.alive)
    yield _plain("under_way", "Editions that are prepared or sent at the moment.", working)
    if found.next_at:
        yield _plain("next_due_timestamp_seconds", "When something is due next.", _unix(found))


def _unix(found: Observed) -> float:
    return found.next_at.timestamp() if found.next_at else 0.0


def _plain(name: str, text: str, value: float) -> "GaugeMetricFamily":
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(PREFIX + name, text, value=value)


def _labelled(
    name: str, text: str, labels: tuple[str, ...], values: Iterable[tuple[tuple[str, ...], float]]
) -> "GaugeMetricFamily":
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(PREFIX + name, text, labels=labels)
    for names, value in values:
        family.add_metric(names, value)
    return family
