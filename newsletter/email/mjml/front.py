"""From marked MJML to HTML, with every problem on the way."""

from newsletter.email.marks import Unmarked
from newsletter.email.mjml.check import check
from newsletter.email.mjml.classes import check_classes
from newsletter.email.mjml.engine import check_output, compile_mjml
from newsletter.email.mjml.ghosts import check_ghosts
from newsletter.email.mjml.tree import Builder, Element, TooDeep
from newsletter.problems import Problem, has_errors


def to_html(source: Unmarked, *, is_whole: bool = True) -> tuple[str | None, list[Problem]]:
    """The HTML of an MJML text and all its problems; no HTML when it cannot be compiled.

    With ``is_whole`` False a part of the text is known to be missing: what the whole then lacks
    is no problem of its own.
    """
    builder = Builder(source)
    try:
        root = builder.build()
    except TooDeep:
        return None, builder.problems
    problems = [*builder.problems, *check(root, source), *check_classes(root, source)]
    problems += check_ghosts(root)
    if not is_whole:
        problems = [
            problem for problem in problems if problem.code not in ("mjml-root", "mjml-class")
        ]
    return _compile(root, problems)


def _compile(root: Element, problems: list[Problem]) -> tuple[str | None, list[Problem]]:
    html, refused = compile_mjml(root)
    if has_errors(problems):
        if refused:
            html, _ = compile_mjml(root, without_misplaced=True)
        return html, problems
    if refused:
        return None, [*problems, refused]
    return html, problems + check_output(html or "", root.place)
