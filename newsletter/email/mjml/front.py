"""From marked MJML to HTML, with every problem on the way."""

from dataclasses import dataclass

from newsletter.email.marks import Unmarked
from newsletter.email.mjml.check import check
from newsletter.email.mjml.classes import check_classes
from newsletter.email.mjml.engine import check_output, compile_mjml
from newsletter.email.mjml.ghosts import check_ghosts
from newsletter.email.mjml.tree import Builder, Element, TooDeep
from newsletter.problems import Problem, has_errors


@dataclass(frozen=True, slots=True)
class Tree:
    """An MJML text as a tree, and all that is wrong with it; no root when it is too deep."""

    root: Element | None
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The HTML of a tree, None when the engine makes none, and the problems of both.

    ``without_misplaced`` when tags at a wrong place had to be left out of it.
    """

    html: str | None
    problems: list[Problem]
    root: Element | None
    without_misplaced: bool = False


def to_html(source: Unmarked, *, is_whole: bool = True) -> Compiled:
    """The HTML of an MJML text and all its problems.

    With ``is_whole`` False a part of the text is known to be missing: what the whole then lacks
    is no problem of its own.
    """
    return compile_tree(check_tree(read_tree(source), source, is_whole=is_whole))


def read_tree(source: Unmarked) -> Tree:
    """The tree of an MJML text, and the problems of its balance."""
    builder = Builder(source)
    try:
        return Tree(builder.build(), builder.problems)
    except TooDeep:
        return Tree(None, builder.problems)


def check_tree(tree: Tree, source: Unmarked, *, is_whole: bool = True) -> Tree:
    """The tree with all that is wrong with it before the engine has seen it."""
    root = tree.root
    if root is None:
        return tree
    problems = [*tree.problems, *check(root, source), *check_classes(root, source)]
    problems += check_ghosts(root)
    if not is_whole:
        problems = [
            problem for problem in problems if problem.code not in ("mjml-root", "mjml-class")
        ]
    return Tree(root, problems)


def compile_tree(tree: Tree) -> Compiled:
    """Compile a tree; what is wrong with it does not stop the engine, if it can go on."""
    root, problems = tree.root, tree.problems
    if root is None:
        return Compiled(None, problems, None)
    html, refused = compile_mjml(root)
    if has_errors(problems):
        if refused:
            html, _ = compile_mjml(root, without_misplaced=True)
        return Compiled(html, problems, root, without_misplaced=refused is not None)
    if refused:
        return Compiled(None, [*problems, refused], root)
    return Compiled(html, problems + check_output(html or "", root.place), root)
