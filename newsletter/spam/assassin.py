"""What SpamAssassin says of the mail, where it is installed. Nothing leaves this computer.

Source: https://spamassassin.apache.org/full/4.0.x/doc/spamassassin-run.html
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsletter.checks.check import Checked
from newsletter.problems import Problem, warning

CODE, TITLE = "spam", "spam score"
SPAM = 5.0
"""Points from which SpamAssassin calls a mail spam, unless it is told otherwise."""

HIGH = 2.0
"""Points that are worth a look: other filters add their own."""

SECONDS = 60
PROGRAMS = {
    "spamassassin": ("--local", "--test-mode", "--nocreate-prefs"),
    "spamc": ("--full",),
}
_STATUS = re.compile(r"(?m)^X-Spam-Status: \w+, score=(-?\d+(?:\.\d+)?) ")
_ANSWER = re.compile(r"\A(-?\d+(?:\.\d+)?)/(?!0(?:\.0)?\n)\d")
_RULE = re.compile(r"(?m)^[ ]{0,4}(-?\d+(?:\.\d+)?)[ ]+([A-Z][A-Z0-9_]+)\s+(\S.*)$")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that the mail met, with its points."""

    points: float
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Score:
    """All points together, and the rules, the worst first."""

    points: float
    rules: tuple[Rule, ...]


def spam_check(message: bytes | None) -> Checked:
    """Have the mail judged by the program that is installed."""
    if message is None:
        return Checked.not_made(CODE, TITLE, "the mail could not be rendered")
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        return Checked.not_made(CODE, TITLE, "SpamAssassin is not installed")
    try:
        score = judge(program, message)
    except subprocess.TimeoutExpired:
        return Checked.not_made(CODE, TITLE, f"SpamAssassin took more than {SECONDS} s")
    except OSError as error:
        return Checked.not_made(CODE, TITLE, f"SpamAssassin cannot be started: {error.strerror}")
    if score is None:
        return Checked.not_made(CODE, TITLE, "SpamAssassin gave no score")
    return Checked.found(CODE, TITLE, score_problems(score))


def judge(program: str, message: bytes) -> Score | None:
    """What the program at this path says of a message.

    Raises:
        OSError: it cannot be started.
        TimeoutExpired: it takes longer than a minute.
    """
    return read_score(_run(program, message))


def read_score(report: str) -> Score | None:
    """The score in what a program printed; None when there is none in it."""
    head = report.partition("\n\n")[0]
    found = _STATUS.search(re.sub(r"\n[ \t]+", " ", head)) or _ANSWER.match(report)
    if found is None:
        return None
    details = report.rpartition("Content analysis details:")[2]
    rules = [Rule(float(points), name, text) for points, name, text in _RULE.findall(details)]
    return Score(float(found[1]), tuple(sorted(rules, key=lambda rule: -rule.points)))


def score_problems(score: Score) -> Iterator[Problem]:
    """What there is to say of a score."""
    if score.points < HIGH:
        return
    text = (
        f"SpamAssassin gives the mail {score.points:g} points, and calls it spam from {SPAM:g} on."
    )
    hint = _reasons(score.rules)
    if score.points >= SPAM:
        yield Problem("spam-score", text, hint)
    else:
        yield warning("spam-score", text, hint)


def _reasons(rules: Sequence[Rule]) -> str:
    worst = [f"{rule.name} ({rule.points:g}: {rule.text})" for rule in rules[:5] if rule.points > 0]
    return f"The rules behind it: {'; '.join(worst)}." if worst else "Look at its report."


def _run(program: str, message: bytes) -> str:
    """What the program prints. Its home is empty, so that what it once learned does not count."""
    name = os.path.basename(program)  # noqa: PTH119
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(  # noqa: S603 - a program of this computer, no words of the mail
            [program, *PROGRAMS[name]],
            input=message,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"HOME": home, "PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        )
    return done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
