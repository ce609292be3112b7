"""Apprise: one of its hundred services, and honest words about what it does not tell."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.errors import UnusableInput
from newsletter.model import Part, Post
from newsletter.senders.contract import SenderContract, sample_post, under_way
from newsletter.senders.social.apprise import AppriseSender, create
from tests.delivery.plans import TestClock
from tests.fakes.server import Asked, Fake, Reset, Route, Says, serving
from tests.senders.exactly_once import channel, tell

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
"""Apprise imports it, and says so with Python 3.11 and 3.12."""


class Receiver(Fake):
    """What Apprise's ``json://`` posts to (https://appriseit.com/services/json/)."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    @property
    def routes(self) -> list[tuple[str, str, Route]]:
        return [("POST", "/.*", self.take)]

    @property
    def address(self) -> str:
        return f"{self.url.replace('http://', 'json://')}/a-secret-path"

    def take(self, asked: Asked) -> Says:
        self.texts.append(asked.json["message"])
        return Says(200, {})


@pytest.fixture
def fake() -> Iterator[Receiver]:
    with serving(Receiver()) as opened:
        yield opened


def sender(fake: Receiver) -> AppriseSender:
    return create(channel(TestClock(), url=fake.address))


class TestApprise(SenderContract):
    @pytest.fixture(autouse=True)
    def _serve(self) -> Iterator[None]:
        with serving(Receiver()) as self.fake:
            yield

    def sender(self) -> AppriseSender:
        return sender(self.fake)


def test_the_text_goes_out_as_it_was_approved(fake: Receiver) -> None:
    posting = sample_post(text="<b>As</b> *approved* &amp; \\n", parts=2)
    with sender(fake).session() as opened:
        opened.send(posting)
    assert fake.texts == [part.text for part in posting.post.parts]


def test_the_receipt_is_the_name_of_the_service(fake: Receiver) -> None:
    with sender(fake).session() as opened:
        assert opened.send(sample_post()).receipt == "JSON"


@pytest.mark.parametrize("fault", [Reset, Says(500, ""), Says(400, "")])
def test_whatever_is_no_success_is_unknown_and_never_repeated(
    fault: Says | type[Reset], fake: Receiver, tmp_path: Path
) -> None:
    fake.after["take"] = [fault]
    told = tell(lambda: sender(fake), tmp_path, TestClock(), look_again=(0.0,))
    assert (told.states, len(fake.texts)) == (("unknown",) * 3, 1)


def test_repeats_that_an_address_asks_for_are_not_made(fake: Receiver, tmp_path: Path) -> None:
    fake.after["take"] = [Says(500, "")]
    made = create(channel(TestClock(), url=f"{fake.address}?retry=3"))
    with made.session() as opened:
        opened.send(sample_post())
    assert len(fake.texts) == 1


def test_a_redirect_is_not_followed(fake: Receiver) -> None:
    fake.before["take"] = [Says(307, "", {"Location": f"{fake.url}/elsewhere"})]
    with sender(fake).session() as opened:
        opened.send(sample_post())
    assert len(fake.asked) == 1


def test_a_text_that_the_service_would_cut_is_refused_before_it_is_asked(fake: Receiver) -> None:
    long = under_way(Post("webhook", "a.md", (Part("x" * 32769, 32769, 10_000),)))
    with sender(fake).session() as opened:
        outcome = opened.send(long)
    assert (outcome.text, fake.asked) == ("32769 characters, and JSON takes 32768", [])


def test_the_account_is_the_service(fake: Receiver) -> None:
    with sender(fake).session() as opened:
        assert opened.account().name == "JSON"


@pytest.mark.parametrize("address", ["nonsense://a-secret", "a-secret", "json://"])
def test_an_address_that_apprise_does_not_know_is_told_without_showing_it(address: str) -> None:
    with pytest.raises(UnusableInput) as caught:
        create(channel(TestClock(), url=address))
    (problem,) = caught.value.problems
    assert (problem.code, address in str(problem)) == ("apprise-url", False)


def test_without_apprise_the_way_to_install_it_is_told(
    fake: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(UnusableInput) as caught:
        sender(fake)
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == (
        "apprise-missing",
        "Install it: pip install 'newsletter[apprise]'",
    )


def test_the_address_is_in_no_repr(fake: Receiver) -> None:
    assert "a-secret-path" not in repr(sender(fake))
