"""Check an edition: build it, look at everything that would go out, and say what was found."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from newsletter.checks.check import Checked
from newsletter.checks.checkup import Checkup
from newsletter.checks.every import examine
from newsletter.checks.size import Share, shares
from newsletter.editions.context import SAMPLE_RECIPIENT, recipient_links
from newsletter.editions.render import Design, place_edition
from newsletter.email.render import Placed
from newsletter.errors import NewsletterError, UnusableInput
from newsletter.ports import Clock
from newsletter.problems import Place, Problem
from newsletter.project.clock import SystemClock
from newsletter.spam.assassin import spam_check
from newsletter.usecases.building import Build, BuildRequest, build_edition
from newsletter.usecases.schedule_checks import schedule_problems
from newsletter.usecases.schedules import find_schedules
from newsletter.web import reachability

POST = "post-"
SCHEDULES = "schedules"
_SYSTEM_CLOCK = SystemClock()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Every check of an edition. ``problems`` are those of the build and of all checks.

    ``shares`` says what each article takes of the HTML.
    """

    build: Build
    checks: tuple[Checked, ...]
    shares: tuple[Share, ...]
    problems: tuple[Problem, ...]

    @property
    def of_edition(self) -> tuple[Problem, ...]:
        """Without those of the schedules' files, which are no fault of the edition."""
        others = {found for one in self.checks if one.code == SCHEDULES for found in one.problems}
        return tuple(found for found in self.problems if found not in others)


def check_edition(request: BuildRequest, *, online: bool = False) -> CheckResult:
    """Build an edition and check it; with ``online`` the pages that it leads to as well.

    Raises:
        UnusableInput: newsletter.toml has errors, or there is no article and that was not allowed.
        UsageError: the edition cannot be called that.
    """
    return check_build(build_edition(request), online=online)


def check_build(build: Build, *, online: bool = False, clock: Clock = _SYSTEM_CLOCK) -> CheckResult:
    """Check an edition that was built, and the schedules of its project as of now."""
    checkup = checkup_of(build)
    checks = (
        *(*_of_build(build), *examine(checkup)),
        *(_of_schedules(build, clock), *_of_others(checkup, online=online)),
    )
    return CheckResult(build, checks, shares(checkup), tuple(_without_repeats(checks)))


def checkup_of(build: Build) -> Checkup:
    """What the checks look at: the mail to a sample recipient."""
    identity = build.design.settings.newsletter
    return Checkup(
        edition=build.edition,
        settings=build.design.settings,
        pictures=build.design.pictures,
        links=recipient_links(identity.url, build.edition.name, SAMPLE_RECIPIENT),
        html=build.rendered.html,
        text=build.rendered.text,
        message=build.message.data if build.message else None,
        place=_places(build),
        text_place=Place(_shown(build.design, ".txt"), 1, 1),
    )


def _shown(design: Design, ending: str) -> str:
    """The path of the template as people know it; that of a project's own where it has none."""
    name = f"{design.template}{ending}"
    with suppress(UnusableInput):
        found = design.files.find(name)
        return found.shown if found else f"templates/{name}"
    return f"templates/{name}"


def _places(build: Build) -> Callable[[int], Place]:
    """Where the templates say what stands at an offset; they are compiled for it when asked."""

    @cache
    def placed() -> Placed:
        return place_edition(build.edition, build.design, SAMPLE_RECIPIENT)

    def place(offset: int) -> Place:
        return placed().place(offset) or Place(_shown(build.design, ".mjml"), 1, 1)

    return place


def _of_build(build: Build) -> Iterator[Checked]:
    """What reading and rendering found on the way."""
    posts = [problem for problem in build.problems if problem.code.startswith(POST)]
    rest = [problem for problem in build.problems if not problem.code.startswith(POST)]
    yield Checked.found("build", "articles and templates", rest)
    yield Checked.found("posts", "posts", posts)


def _of_schedules(build: Build, clock: Clock) -> Checked:
    try:
        found = find_schedules(build.workspace)
        problems = schedule_problems(build.workspace, found, clock.now())
    except NewsletterError as error:
        problems = error.problems
    return Checked.found(SCHEDULES, "schedules", problems)


def _of_others(checkup: Checkup, *, online: bool) -> Iterator[Checked]:
    """What other programs and other computers have to say."""
    yield spam_check(checkup.message)
    if online:
        yield reachability.reachability(checkup)
    else:
        why = "it asks other computers; add --online"
        yield Checked.not_made(reachability.CODE, reachability.TITLE, why)


def _without_repeats(checks: tuple[Checked, ...]) -> Iterator[Problem]:
    """A fault that was found while building is not told again by the check that looks for it."""
    told: set[tuple[str, Place]] = set()
    for checked in checks:
        before = frozenset(told)
        for problem in checked.problems:
            key = (problem.code, problem.place)
            if problem.place.line is None or key not in before:
                told.add(key)
                yield problem
