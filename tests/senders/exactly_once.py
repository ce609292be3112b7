"""The story that every sender of posts has to survive: an answer is lost, the run starts again.

The real engine and a store on disk drive the sender against its fake::

    def test_a_lost_answer_is_found_again(tmp_path: Path, clock: TestClock) -> None:
        with serving(FakePigeon(clock.now)) as fake:
            fake.after["publish"] = [Reset]
            told = tell(lambda: create(context(fake, clock)), tmp_path, clock)
        assert told.state == "accepted"
        assert len(fake.posts) == 1

`tell` runs the engine several times, each time with a new sender, as a process that was started
again would. `killed` runs it once in a process of its own that dies at a given instant.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from newsletter.delivery.policy import Policy
from newsletter.model import Part, Post
from newsletter.ports import ChannelContext, Sender
from newsletter.store.opening import Store, open_store
from newsletter.store.plan_channels import PlanChannel, channels_of
from newsletter.store.status import deliveries
from tests.delivery.plans import PLAN, TestClock, add, engine, new_plan, run, work

ROOT = Path(__file__).parents[2]
CHANNEL = "posts"
APART = timedelta(minutes=3)
"""Between two runs: longer than a part that is not seen may still come."""

Death = Literal["before send", "after send"]


@dataclass(frozen=True, slots=True)
class Told:
    """What is on record after each run, and the receipt after the last one."""

    states: tuple[str, ...]
    receipt: str | None

    @property
    def state(self) -> str:
        """What is on record in the end."""
        return self.states[-1]


def channel(clock: TestClock, **options: object) -> ChannelContext:
    """What a sender's factory is given."""
    return ChannelContext(CHANNEL, options, Path("no-folder"), clock)


def a_post(network: str, parts: int = 1, **given: object) -> Post:
    """A post with a link and a hashtag; or a thread, whose first part has them."""
    first = "Walking helps: what 12 studies say https://acme.example/walking #Health"
    texts = [first, *(f"And part {number} of the same story." for number in range(2, parts + 1))]
    counted = tuple(Part(text, len(text), 500) for text in texts)
    known = {"link": "https://acme.example/walking", "hashtags": ("#Health",), "lang": "en"}
    return Post(network, "articles/walking.md", counted, **{**known, **given})  # type: ignore[arg-type]


def tell(
    sender: Callable[[], Sender],
    folder: Path,
    clock: TestClock,
    *,
    post: Post | None = None,
    runs: int = 3,
    look_again: Sequence[float] = (),
    apart: timedelta = APART,
) -> Told:
    """Run the engine so many times over one post; see the module's own words."""
    states: list[str] = []
    receipt: str | None = None
    for number in range(runs):
        with planned(folder, post or a_post("mastodon")) as (store, channel):
            policy = Policy(look_again=tuple(look_again), back_off=(timedelta(0),) * 5)
            made = engine(store, folder, clock=clock, policy=policy)
            run(made, work(channel, sender(), store))
            state, receipt = _on_record(store, channel)
        states.append(state)
        if number + 1 < runs:
            clock.move(apart)
    return Told(tuple(states), receipt)


def killed(
    module: str,
    options: Mapping[str, object],
    folder: Path,
    clock: TestClock,
    *,
    post: Post | None = None,
    death: Death = "after send",
) -> None:
    """Run the engine in a process that is gone the moment that the post went out, or before it.

    ``module`` is where ``create`` stands; ``options`` are those of its channel.
    """
    with planned(folder, post or a_post("mastodon")):
        pass
    given = {
        "module": module,
        "options": options,
        "folder": str(folder),
        "now": clock.now().isoformat(),
        "death": death,
    }
    words = [sys.executable, "-m", "tests.senders.one_run", json.dumps(given)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == DIED, done.stderr


DIED = 9


@contextmanager
def planned(folder: Path, post: Post) -> Iterator[tuple[Store, PlanChannel]]:
    """The store in ``folder``, and in it the channel of a plan with that post."""
    store = open_store("sqlite:///.newsletter/state.db", folder)
    try:
        with store.reading() as connection:
            known = channels_of(connection, PLAN)
        yield store, known[0] if known else _new(store, post)
    finally:
        store.close()


def _new(store: Store, post: Post) -> PlanChannel:
    new_plan(store)
    return add(store, [(f"{CHANNEL}#0", CHANNEL, "{}", 0)], CHANNEL, posts=[post])


def _on_record(store: Store, channel: PlanChannel) -> tuple[str, str | None]:
    with store.reading() as connection:
        found = list(deliveries(connection, channel))
    return found[0].state, found[0].receipt
