"""Signing in to Bluesky: seldom, and by one at a time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.errors import AuthRefused, Unreachable
from newsletter.ports import ChannelContext
from newsletter.senders.social.bluesky.sender import create
from tests.delivery.plans import TestClock
from tests.fakes.bluesky import DID, HANDLE, PASSWORD, Bluesky, throttled
from tests.fakes.server import Reset, Says, serving
from tests.senders.bluesky_world import SECRET, World, posting


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with serving(Bluesky()) as fake:
        yield World(fake, tmp_path)


def test_the_session_is_kept_for_the_next_run(world: World) -> None:
    for number in range(3):
        world.send(posting(key=f"key-{number}"))
    assert (world.asked("createSession"), len(world.records)) == (1, 3)


def test_another_password_makes_the_kept_session_worthless(world: World) -> None:
    world.send(posting())
    with pytest.raises(AuthRefused), world.sender(app_password="new-pass-word-here").session():
        pass


def test_a_session_that_has_expired_is_renewed_in_mid_send(world: World) -> None:
    with world.sender().session() as session:
        world.fake.expire()
        assert session.send(posting()).state == "accepted"
    assert (world.asked("refreshSession"), world.asked("createSession")) == (1, 1)


def test_a_renewed_session_is_kept(world: World) -> None:
    with world.sender().session() as session:
        world.fake.expire()
        session.send(posting())
    assert world.send(posting(key="another")).state == "accepted"
    assert world.asked("refreshSession") == 1


def test_a_session_that_cannot_be_renewed_begins_anew(world: World) -> None:
    with world.sender().session() as session:
        world.fake.revoke()
        assert session.send(posting()).state == "accepted"
    assert world.asked("createSession") == 2


def test_two_sessions_renew_once(world: World) -> None:
    with world.sender().session() as first, world.sender().session() as second:
        world.fake.expire()
        states = [first.send(posting(key="1")).state, second.send(posting(key="2")).state]
    assert (states, world.asked("refreshSession")) == (["accepted"] * 2, 1)


def test_a_renewal_that_fails_leaves_the_post_for_later(world: World) -> None:
    with world.sender().session() as session:
        world.fake.expire()
        world.fake.before["refresh_session"] = [Says(502, {"error": "UpstreamFailure"})]
        assert session.send(posting()).state == "deferred"


def test_a_secret_that_cannot_be_read_any_more_leaves_the_post_for_later(world: World) -> None:
    with world.sender().session() as session:
        world.fake.expire()
        (world.folder / ".newsletter/secrets" / f"{SECRET}.session").mkdir()
        assert session.send(posting()).state == "deferred"
    assert world.records == []


def test_an_app_password_that_was_deleted_in_mid_send_is_ours_to_mend(world: World) -> None:
    with world.sender().session() as session:
        world.fake.revoke()
        refusal = Says(401, {"error": "AuthenticationRequired", "message": "Invalid password"})
        world.fake.before["create_session"] = [refusal]
        outcome = session.send(posting())
    assert outcome.state == "deferred"
    assert "Invalid password" in outcome.text


def test_an_empty_token_is_no_session(world: World) -> None:
    world.fake.before["create_session"] = [
        Says(200, {"did": DID, "accessJwt": "", "refreshJwt": ""})
    ]
    with pytest.raises(Unreachable), world.sender().session():
        pass
    assert world.vault.get(f"{SECRET}.session") is None


def test_a_wrong_password_says_what_to_do(world: World) -> None:
    with pytest.raises(AuthRefused) as refused, world.sender(app_password="wrong-one").session():
        pass
    (problem,) = refused.value.problems
    assert problem.code == "bluesky-sign-in"
    assert f"newsletter secret set {SECRET}" in (problem.hint or "")


@pytest.mark.parametrize("answer", [throttled(30), Says(503, "<html>busy</html>"), Says(200, "no")])
def test_a_server_that_lets_nobody_in_now_is_no_fault_of_ours(world: World, answer: Says) -> None:
    world.fake.before["create_session"] = [answer]
    with pytest.raises(Unreachable) as stopped, world.sender().session():
        pass
    assert stopped.value.problems[0].code == "bluesky-unreachable"


def test_an_account_may_live_on_another_server(world: World) -> None:
    with serving(Bluesky()) as home:
        world.fake.home = home.url
        with world.sender().session() as session:
            home.access = world.fake.access
            session.send(posting())
        assert (len(home.posts), len(world.fake.posts)) == (1, 0)


@pytest.mark.parametrize(
    "home",
    ["http://elsewhere.example", "ftp://127.0.0.1", "https://", "http://[::", "", "not an address"],
)
def test_tokens_go_nowhere_unprotected(world: World, home: str) -> None:
    world.fake.home = home
    assert world.send(posting()).state == "accepted"
    assert len(world.fake.posts) == 1


def test_an_endpoint_of_our_own_is_used_for_everything(world: World) -> None:
    world.fake.home = "https://elsewhere.example"
    outcome = world.send(posting(), endpoint=world.fake.url, server="https://bsky.social")
    assert outcome.state == "accepted"


def test_it_says_whose_account_it_is(world: World) -> None:
    with world.sender().session() as session:
        account = session.account()
    assert (account.name, account.problems) == (f"@{HANDLE}", ())


def test_it_says_when_the_account_may_not_post(world: World) -> None:
    world.fake.active = False
    with world.sender().session() as session:
        (problem,) = session.account().problems
    assert problem.code == "bluesky-inactive"


def test_an_account_that_cannot_be_asked_for_is_unreachable(world: World) -> None:
    world.fake.before["get_session"] = [Reset]
    with world.sender().session() as session, pytest.raises(Unreachable):
        session.account()


def test_no_secret_is_told(world: World) -> None:
    leaks = f"{PASSWORD} access-token-1 refresh-token-1"
    world.fake.before["put_record"] = [Says(400, {"error": "InvalidRequest", "message": leaks})]
    sender = world.sender()
    with sender.session() as session:
        told = f"{session.send(posting())} {sender!r} {session!r}"
    assert not [one for one in leaks.split() if one in told]


def test_a_folder_that_cannot_hold_the_session_is_told(world: World) -> None:
    (world.folder / ".newsletter").mkdir()
    (world.folder / ".newsletter/secrets").write_text("no folder")
    with pytest.raises(Unreachable) as stopped, world.sender().session():
        pass
    assert "the session cannot be kept" in stopped.value.problems[0].text


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"origin": 1}', "\x00", '"text"', "{" * 5000])
def test_a_kept_session_that_is_damaged_is_no_session(world: World, kept: str) -> None:
    if kept:
        world.vault.put(f"{SECRET}.session", kept)
    assert world.send(posting()).state == "accepted"
    assert world.asked("createSession") == 1


def test_without_a_vault_a_session_lasts_as_long_as_the_sender(world: World) -> None:
    given = {"server": world.fake.url, "handle": f" @{HANDLE} ", "app_password": PASSWORD}
    sender = create(ChannelContext("news", given, world.folder, TestClock()))
    for number in range(2):
        with sender.session() as session:
            assert session.send(posting(key=f"{number}")).state == "accepted"
    assert world.asked("createSession") == 1


def test_what_a_server_says_is_made_safe_to_print(world: World) -> None:
    said = Says(401, {"error": "AuthenticationRequired", "message": "\x1b[2J\x07 no"})
    world.fake.before["create_session"] = [said]
    with pytest.raises(AuthRefused) as refused, world.sender().session():
        pass
    assert refused.value.problems[0].text.isprintable()
