"""Whether the pages that a mail leads to are there: a bounded number, in a bounded time."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from newsletter.checks.check import Checked
from newsletter.checks.checkup import Checkup
from newsletter.checks.html_tree import Node
from newsletter.checks.link_targets import host_of
from newsletter.checks.links import pages
from newsletter.problems import Place, Problem, note, warning
from newsletter.web.asking import Answer, ask
from newsletter.web.guard import Allowed, is_public

MOST = 200
SECONDS = 60.0
SECONDS_EACH = 10.0
AT_ONCE = 8
CODE, TITLE = "reachability", "pages on the web"


def reachability(checkup: Checkup, *, allowed: Allowed = is_public) -> Checked:
    """Ask every page and picture on the web that the mail leads to."""
    if checkup.html is None:
        return Checked.not_made(CODE, TITLE, "the mail could not be rendered")
    named = pages(checkup)
    answers = ask_all([address for address, _ in named][:MOST], allowed=allowed)
    if answers and all(answer.verdict == "silent" for answer in answers.values()):
        return Checked.not_made(CODE, TITLE, "no server answered; is this computer online?")
    return Checked.found(CODE, TITLE, _problems(checkup, named, answers))


def ask_all(addresses: Sequence[str], *, allowed: Allowed = is_public) -> Mapping[str, Answer]:
    """An answer for each address that was reached in time, one host's one after the other."""
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for address in addresses:
        by_host[host_of(address)].append(address)
    end = time.monotonic() + SECONDS

    def of_host(host: str) -> list[tuple[str, Answer]]:
        return [
            (address, ask(address, seconds=min(SECONDS_EACH, left), allowed=allowed))
            for address in by_host[host]
            if (left := end - time.monotonic()) > 0
        ]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return {
            address: answer for found in pool.map(of_host, by_host) for address, answer in found
        }


def _problems(
    checkup: Checkup, named: Sequence[tuple[str, Node]], answers: Mapping[str, Answer]
) -> Iterator[Problem]:
    for address, node in named:
        if address in answers:
            yield from _told(address, answers[address], checkup.place_of(node, address))
    left = len(named) - len(answers)
    if left:
        text = f"{left} more links were not asked: the check ends after {MOST} or {SECONDS:.0f} s."
        yield note("link-not-asked", text)


def _told(address: str, answer: Answer, place: Place) -> Iterator[Problem]:
    text = f"{address[:120]} {answer.why}."
    if answer.verdict == "dead":
        yield Problem("link-dead", text, "Mend the address, or leave the link out.", place)
    elif answer.verdict != "there":
        hint = "Some sites refuse programs: open it in a browser."
        yield warning("link-unsure", text, hint, place)
