"""DKIM in newsletter.toml: all of it or nothing, and for the domain that readers see."""

import pytest

from newsletter.channels.carriage import lasting_options
from newsletter.config.file import parse
from newsletter.problems import Place, Problem
from newsletter.settings import ChannelSettings, Secret

WHOLE = """\
[newsletter]
from = "Acme News <news@acme.example>"
[channels.email]
sender = "smtp"
host = "smtp.acme.example"
dkim_domain = "acme.example"
dkim_selector = "news"
dkim_key = { secret = "dkim-key" }
"""


def problems_of(text: str) -> tuple[Problem, ...]:
    return parse(text, "newsletter.toml").problems


def only_problem(text: str) -> Problem:
    (problem,) = problems_of(text)
    return problem


def without(*keys: str) -> str:
    return "".join(line for line in WHOLE.splitlines(keepends=True) if not line.startswith(keys))


def channel(text: str) -> ChannelSettings:
    read = parse(text, "newsletter.toml").settings
    assert read is not None
    return read.channels["email"]


def test_all_three_settings_are_a_channel_that_signs() -> None:
    assert problems_of(WHOLE) == ()
    assert channel(WHOLE).options["dkim_key"] == Secret(secret="dkim-key")


def test_none_of_them_is_a_channel_that_does_not() -> None:
    assert problems_of(without("dkim")) == ()


def test_the_outbox_signs_too() -> None:
    outbox = without("host").replace('"smtp"', '"outbox"')
    assert problems_of(outbox) == ()


def test_a_sender_that_cannot_sign_does_not_know_them() -> None:
    postmark = without("host").replace('"smtp"', '"postmark"\ntoken = { secret = "t" }')
    assert {problem.code for problem in problems_of(postmark)} == {"unknown-key"}


@pytest.mark.parametrize(
    ("missing", "hint", "line"),
    [
        ("dkim_domain", 'Add a line: dkim_domain = "acme.example"', 6),
        ("dkim_selector", 'Add a line: dkim_selector = "news"', 6),
        ("dkim_key", 'Add a line: dkim_key = { secret = "email-dkim-key" }', 6),
    ],
)
def test_half_of_it_is_an_error_with_the_missing_line(missing: str, hint: str, line: int) -> None:
    problem = only_problem(without(missing))
    assert (problem.code, problem.severity, problem.hint) == ("setting-missing", "error", hint)
    assert problem.place == Place("newsletter.toml", line, 1)


def test_a_domain_alone_lacks_two_settings() -> None:
    codes = [problem.code for problem in problems_of(without("dkim_selector", "dkim_key"))]
    assert codes == ["setting-missing"] * 2


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://acme.example/", "acme.example"),
        ("news@acme.example", "acme.example"),
        ("acme.example.", "acme.example"),
        ("mönch.example", "xn--mnch-5qa.example"),
        ("acme", "acme.example"),
        (" ", "acme.example"),
        ("a" * 5000 + ".example", "acme.example"),
        (".".join(["a" * 60] * 5), "acme.example"),
    ],
)
def test_what_is_no_domain_is_an_error_that_names_one(written: str, meant: str) -> None:
    problem = only_problem(
        WHOLE.replace('dkim_domain = "acme.example"', f'dkim_domain="{written}"')
    )
    assert (problem.code, problem.place.line) == ("setting-invalid", 6)
    assert problem.hint == f"Write the domain alone, like {meant}."


@pytest.mark.parametrize(
    "written", ["a b", "news_1", "news._domainkey", "news._domainkey.acme.example", ".", "-a"]
)
def test_what_is_no_selector_is_an_error(written: str) -> None:
    problem = only_problem(WHOLE.replace('"news"', f'"{written}"'))
    assert (problem.code, problem.place.line) == ("setting-invalid", 7)


def test_a_key_in_the_file_itself_is_an_error_that_does_not_show_it() -> None:
    problem = only_problem(WHOLE.replace('{ secret = "dkim-key" }', '"MIIEvQ"'))
    assert problem.code == "secret-in-file"
    assert "MIIEvQ" not in str(problem)


def test_a_domain_that_readers_do_not_see_is_a_warning() -> None:
    problem = only_problem(WHOLE.replace("news@acme.example", "news@pier.example"))
    assert (problem.code, problem.severity) == ("dkim-alignment", "warning")
    assert problem.place == Place("newsletter.toml", 6, 15)
    assert "pier.example" in problem.text


def test_a_domain_above_the_from_address_is_fine() -> None:
    assert problems_of(WHOLE.replace("news@acme", "news@mail.acme")) == ()


@pytest.mark.parametrize("written", ["dkim_domain = 1", "dkim_domain = []", "dkim_domain = {}"])
def test_a_domain_of_another_type_is_one_error(written: str) -> None:
    text = WHOLE.replace('dkim_domain = "acme.example"', written)
    assert only_problem(text).code == "setting-invalid"


def test_a_plan_does_not_freeze_how_it_is_signed() -> None:
    assert not [name for name in lasting_options(channel(WHOLE)) if name.startswith("dkim")]
