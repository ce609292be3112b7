"""`newsletter check [EDITION] [FILE...]`: everything that can be known before anybody sees it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from shlex import join
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsletter.cli.edition_request import (
    AllowEmpty,
    Arguments,
    Schedule,
    Template,
    edition_request,
)
from newsletter.cli.screen import Screen
from newsletter.plurals import counted
from newsletter.problems import Problem, Severity, has_errors

if TYPE_CHECKING:
    from newsletter.checks.check import Checked
    from newsletter.usecases.checking import CheckResult

WIDTH = 80
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


def check(
    screen: Screen,
    arguments: Arguments = None,
    online: Annotated[
        bool, typer.Option("--online", help="Ask the pages that the mail leads to as well.")
    ] = False,
    template: Template = None,
    schedule: Schedule = None,
    allow_empty: AllowEmpty = False,
) -> int:
    """Look for everything that could go wrong with an edition.

    Builds it, writes nothing, and checks articles, templates, posts, the size and every other
    thing that mail clients, spam filters and readers stumble over. EDITION and FILE are as for
    `build`.
    """
    from newsletter.usecases.checking import check_edition

    request = edition_request(screen, arguments, template, schedule, allow_empty=allow_empty)
    result = check_edition(request, online=online)
    if screen.json:
        return screen.finish(_payload(result), result.problems)
    screen.problems(_worth_showing(result, is_verbose=screen.flags.verbose))
    for line in _summary(result, is_verbose=screen.flags.verbose):
        screen.say(line)
    folder = ["-C", str(screen.flags.project)] if screen.flags.project else []
    then = join(["newsletter", *folder, "build", *(arguments or [])])
    return screen.finish({}, code=int(has_errors(result.problems)), then=then)


def _payload(result: "CheckResult") -> dict[str, Any]:
    """What `newsletter check --json` prints, besides ok and problems."""
    from newsletter.checks.size import CLIP

    html = result.build.rendered.html
    sizes = [{"article": one.article.ref, "bytes": one.size} for one in result.shares]
    return {
        "edition": result.build.edition.name,
        "checks": [
            {"code": one.code, "status": one.status, "why": one.why} for one in result.checks
        ],
        "size": {
            "html": None if html is None else len(html.encode("utf-8", "replace")),
            "limit": CLIP,
            "articles": sizes,
        },
    }


def _worth_showing(result: "CheckResult", *, is_verbose: bool) -> list[Problem]:
    """What a check only notes is shown with -v; what the build noted always is."""
    build = set(result.build.problems)
    return [
        problem
        for problem in result.problems
        if is_verbose or problem.severity != "note" or problem in build
    ]


def _summary(result: "CheckResult", *, is_verbose: bool) -> Iterator[str]:
    """The result on a few lines: what is not ok, or with -v every check, and the counts."""
    edition = result.build.edition
    yield f"Edition {edition.name}: {counted(len(edition.articles), 'article')}"
    if is_verbose:
        yield from _sizes(result)
    for checked in result.checks:
        if is_verbose or checked.status != "ok":
            yield f"  {checked.code:<12}  {_said(checked)}"
    counts = Counter(checked.status for checked in result.checks)
    parts = [f"{counts['ok']} ok"]
    if counts["problem"]:
        parts.append(f"{counts['problem']} with problems")
    if counts["not checked"]:
        parts.append(f"{counts['not checked']} not made")
    yield f"{len(result.checks)} checks: {', '.join(parts)}. Nothing was written or sent."


def _sizes(result: "CheckResult") -> Iterator[str]:
    for share in result.shares:
        yield f"  {share.size:>7,} bytes  {share.article.title[: WIDTH - 17]}"


def _said(checked: "Checked") -> str:
    if checked.status == "not checked":
        return f"not checked: {checked.why}"
    return _counted(checked.problems) or "ok"


def _counted(problems: Sequence[Problem]) -> str:
    counts = Counter(problem.severity for problem in problems)
    named = ((counts[severity], severity) for severity in SEVERITIES)
    return ", ".join(counted(count, word) for count, word in named if count)
