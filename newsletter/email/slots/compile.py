"""Compile a mail once, for every recipient: Jinja, MJML, and the slots that are left open."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from newsletter.email.jinja.run import Run, run_template
from newsletter.email.marks import unmark, without_unusable
from newsletter.email.mjml.front import Compiled as Page
from newsletter.email.mjml.front import check_tree, compile_tree, read_tree
from newsletter.email.mjml.placing import Marker
from newsletter.email.render import Filters
from newsletter.email.slots.board import Board, place_at
from newsletter.email.slots.model import Block, Condition, Pieces, SlotUse
from newsletter.email.slots.oracle import Oracle
from newsletter.email.slots.pieces import pieces_of
from newsletter.email.slots.sandbox import SlotSandbox
from newsletter.email.slots.standing import Standings
from newsletter.email.slots.symbols import LINKS, LinkNames, Names
from newsletter.email.slots.tree import BlockFinder, SlotChecker
from newsletter.email.slots.words import Words
from newsletter.email.source import Source
from newsletter.email.templates import TemplateFiles
from newsletter.problems import Problem

MAX_VARIANTS = 16


class _Reopened(Exception):
    """An if turned out not to stay open: what was made so far holds its words."""


class _TooMany(Exception):
    def __init__(self, condition: Condition) -> None:
        super().__init__()
        self.condition = condition


@dataclass
class PartCompiler:
    """Compiles one template of a mail. ``uses`` and ``problems`` are there after `pieces`.

    ``links`` are those of the pages that exist, of `newsletter.email.slots.symbols.LINKS`. With
    a ``marker`` the HTML has marks that say where it comes from.
    """

    name: str
    context: Mapping[str, object]
    files: TemplateFiles
    filters: Filters
    links: Collection[str] = LINKS
    marker: Marker | None = None
    found: list[Problem] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    board: Board = field(init=False)

    def __post_init__(self) -> None:
        self.board = Board(Words.for_content(self.context))

    def pieces(self) -> Pieces | None:
        """The part with its slots open; None where an error made it impossible."""
        while True:
            self.found.clear()
            try:
                return self._variants()
            except _Reopened:
                continue

    @property
    def uses(self) -> tuple[SlotUse, ...]:
        """The slots of the template."""
        return self.board.uses(self.sources)

    @property
    def problems(self) -> Iterator[Problem]:
        """All that is wrong, with slots in the words that a template has for them."""
        shown = self.board.words.shown
        for problem in (*self.found, *self.board.problems(self.sources)):
            hint = shown(problem.hint) if problem.hint else problem.hint
            yield replace(problem, text=shown(problem.text), hint=hint)

    def _variants(self) -> Pieces | None:
        make = self._html if self.name.endswith(".mjml") else self._text
        try:
            return _Explorer(self.board, make).grow(())
        except _TooMany as fault:
            self.found.append(self._too_many(fault.condition))
            return None

    def _too_many(self, condition: Condition) -> Problem:
        text = f"Attributes or columns ask the recipient so much that {MAX_VARIANTS} mails differ."
        hint = "Put an if around whole sections or inside text, where it costs nothing."
        line = self.board.asked_at.get(condition, ("", 0))
        place = place_at(line, self.sources, condition.variable)
        return Problem("slot-variants", text, hint, place)

    def _run(self, *, is_mjml: bool) -> Run:
        context = {
            **self.context,
            "recipient": Names(self.board),
            "links": LinkNames(self.board, self.links),
        }
        sandbox = partial(SlotSandbox, board=self.board)
        run = run_template(
            self.name, context, self.files, self.filters, is_mjml=is_mjml, sandbox=sandbox
        )
        self.sources |= run.sources
        self.found += run.problems
        return run

    def _text(self) -> Pieces | None:
        run = self._run(is_mjml=False)
        if run.output is None:
            return None
        return pieces_of(without_unusable(run.output), self.board.words, lambda _: "plain")

    def _html(self) -> Pieces | None:
        run = self._run(is_mjml=True)
        page = self._page(run) if run.output is not None else None
        html = page and (self.marker.marked(page) if self.marker else page.html)
        if not html:
            return None
        words = self.board.words
        return pieces_of(html, words, Standings(html, words.prefix).at)

    def _page(self, run: Run) -> Page:
        source = unmark(run.output or "", run.sources, run.start)
        tree = read_tree(source)
        misplaced: list[Problem] = []
        if tree.root is not None:
            self._close(BlockFinder(self.board.words).closed_keys(tree.root, source))
            misplaced += SlotChecker(self.board.words, source).problems(tree.root)
        page = compile_tree(check_tree(tree, source, is_whole=run.is_whole))
        explained = {problem.place for problem in misplaced}
        others = (problem for problem in page.problems if problem.place not in explained)
        self.found += [*misplaced, *others]
        return page

    def _close(self, keys: set[str]) -> None:
        if keys - self.board.closed:
            self.board.closed |= keys
            raise _Reopened


@dataclass
class _Explorer:
    """Makes every variant of a part, and one part of them all."""

    board: Board
    make: Callable[[], Pieces | None]
    made: int = 0

    def grow(self, planned: tuple[bool, ...]) -> Pieces | None:
        """The part for everybody of whom the questions of the run have the planned answers."""
        self.made += 1
        oracle = Oracle(planned)
        self.board.begin(oracle)
        part = self.make()
        answers = tuple(answer for _, answer in oracle.asked)
        for step in reversed(range(len(planned), len(answers))):
            condition = oracle.asked[step][0]
            if self.made >= MAX_VARIANTS:
                raise _TooMany(condition)
            other = self.grow((*answers[:step], False))
            part = None if part is None or other is None else (Block(condition, part, other),)
        return part
