"""What SpamAssassin says, read from what it prints; and what is said where it is missing."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from newsletter.spam import assassin
from newsletter.spam.assassin import Score, read_score, score_problems, spam_check

REPORT = """\
X-Spam-Status: Yes, score=6.1 required=5.0 tests=GTUBE_LITE,
\tMISSING_MID autolearn=no version=4.0.1
Subject: X-Spam-Status: No, score=0.0 required=5.0

A body that says
X-Spam-Status: No, score=0.1 required=5.0
Content analysis details:   (0.0 points, 5.0 required)
 9.9 FAKED                  a rule that the mail made up

Content analysis details:   (6.1 points, 5.0 required)

 pts rule name              description
---- ---------------------- --------------------------------------------------
-0.0 NO_RELAYS              Informational: message was not relayed via SMTP
 0.1 MISSING_MID            Missing Message-Id: header
 6.0 GTUBE_LITE             BODY: Sounds like an offer
"""
MAIL = b"From: a@b.example\r\nSubject: Seeds\r\n\r\nText\r\n"


def test_the_score_is_that_of_the_header_and_the_rules_those_of_the_last_report() -> None:
    score = read_score(REPORT)
    assert score is not None
    assert score.points == 6.1
    assert [rule.name for rule in score.rules] == ["GTUBE_LITE", "MISSING_MID", "NO_RELAYS"]


def test_what_spamc_prints_is_read_too() -> None:
    score = read_score("3.4/5.0\nContent analysis details:\n 3.4 A_RULE  BODY: Text\n")
    assert score is not None
    assert (score.points, score.rules[0].name) == (3.4, "A_RULE")


@pytest.mark.parametrize("report", ["", "0/0\n", "0.0/0.0\n", "X-Spam-Status: ?\n", "\n\n" * 9])
def test_a_report_without_a_score_is_none(report: str) -> None:
    assert read_score(report) is None


@pytest.mark.parametrize(
    ("points", "severity"), [(-1.0, None), (1.9, None), (2.0, "warning"), (5.0, "error")]
)
def test_the_points_decide_how_bad_it_is(points: float, severity: str | None) -> None:
    found = [problem.severity for problem in score_problems(Score(points, ()))]
    assert found == ([severity] if severity else [])


def test_the_hint_names_the_rules_that_cost_points() -> None:
    score = read_score(REPORT)
    assert score is not None
    hint = next(score_problems(score)).hint
    assert hint == (
        "The rules behind it: GTUBE_LITE (6: BODY: Sounds like an offer); "
        "MISSING_MID (0.1: Missing Message-Id: header)."
    )


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called spamassassin, alone on the path; the test writes what it does."""
    path = tmp_path / "spamassassin"
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return path


def install(path: Path, does: str) -> None:
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)


def test_the_installed_program_is_asked(program: Path) -> None:
    install(program, "cat >/dev/null; printf 'X-Spam-Status: Yes, score=7.5 required=5.0\\n'")
    found = spam_check(MAIL)
    assert [problem.code for problem in found.problems] == ["spam-score"]


def test_it_is_given_the_mail_and_an_empty_home(program: Path, tmp_path: Path) -> None:
    install(program, f'ls -A "$HOME" > {tmp_path}/home; cat > {tmp_path}/mail')
    spam_check(MAIL)
    assert (tmp_path / "mail").read_bytes() == MAIL
    assert (tmp_path / "home").read_text() == ""


def test_a_program_that_says_nothing_gives_no_score(program: Path) -> None:
    install(program, "exit 3")
    found = spam_check(MAIL)
    assert (found.status, found.why) == ("not checked", "SpamAssassin gave no score")


def test_a_program_that_hangs_is_given_up(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assassin, "SECONDS", 0.2)
    install(program, "exec sleep 30")
    assert spam_check(MAIL).why == "SpamAssassin took more than 0.2 s"


def test_a_program_that_cannot_be_started_is_said(program: Path) -> None:
    program.write_bytes(b"\x7fELF nonsense")
    program.chmod(0o755)
    assert (spam_check(MAIL).why or "").startswith("SpamAssassin cannot be started: ")


def test_without_the_program_the_check_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = spam_check(MAIL)
    assert (found.status, found.why) == ("not checked", "SpamAssassin is not installed")


def test_a_mail_that_could_not_be_rendered_is_not_checked() -> None:
    assert spam_check(None).why == "the mail could not be rendered"


@pytest.fixture
def real_program() -> None:
    if shutil.which("spamassassin") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("SpamAssassin is missing, and CI=true wants every test to run")
        pytest.skip("not run: SpamAssassin is not installed (make test installs it as root)")


@pytest.mark.slow
@pytest.mark.usefixtures("real_program")
def test_the_real_program_calls_its_own_test_text_spam() -> None:
    """GTUBE is to spam filters what the EICAR file is to virus scanners."""
    gtube = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
    found = spam_check(MAIL.replace(b"Text", gtube))
    assert [(problem.code, problem.severity) for problem in found.problems] == [
        ("spam-score", "error")
    ]
    assert "GTUBE" in (found.problems[0].hint or "")
