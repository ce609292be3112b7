"""Rewrite a template's syntax tree so that what depends on the recipient stays open.

Each ``{{ }}`` goes through a filter that turns a symbol into its word. Each ``if`` about the
recipient runs both of its branches, with words around them; `and`, `or` and `not` in it become
ifs of their own. The names of our filters hold a space, so no template can write them.
"""

from collections.abc import Sequence

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

OUTPUT = "slot output"
GUARD = "slot guard"
AMONG = "slot among"
OPEN, YES, ELSE, NO, CLOSE = "slot open", "slot yes", "slot else", "slot no", "slot close"

# An `or` writes the first branch once for each of its sides, ifs inside it multiply that.
MAX_COPIES = 64
# Each `elif` is one level deeper in the code that Jinja makes, and Python allows a hundred.
MAX_CHAIN = 40
_BINDING = (nodes.Assign, nodes.AssignBlock, nodes.Import, nodes.FromImport, nodes.Macro)
_LISTS = (nodes.List, nodes.Tuple)

Nodes = list[nodes.Node]


class Opener(NodeTransformer):
    """Rewrites one template. ``name`` tells its ifs from those of other templates."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._ifs = 0
        self._copies = 1
        self._about_recipient = {"recipient"}

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - Jinja's name
        """Everything that is shown goes through OUTPUT."""
        self.generic_visit(node)
        node.nodes = [
            part if isinstance(part, nodes.TemplateData) else _filter(part, OUTPUT)
            for part in node.nodes
        ]
        return node

    def visit_Assign(self, node: nodes.Assign) -> nodes.Assign:  # noqa: N802
        """A name that is set to something of the recipient is about the recipient."""
        if self._is_about_recipient(node.node):
            self._about_recipient |= {name.name for name in node.target.find_all(nodes.Name)}
            self._about_recipient |= _own_name(node.target)
        self.generic_visit(node)
        return node

    def visit_If(self, node: nodes.If) -> nodes.Node | Nodes:  # noqa: N802
        """An if about the recipient stays open, unless it sets names for what follows."""
        chain = (node, *node.elif_)
        is_open = any(self._is_about_recipient(branch.test) for branch in chain)
        bodies = (*(branch.body for branch in chain), node.else_)
        if not is_open or len(chain) > MAX_CHAIN or any(map(_binds, bodies)):
            return self._decided_now(chain)
        no = node.else_
        for branch in reversed(node.elif_):
            no = [nodes.If(branch.test, branch.body, [], no, lineno=branch.lineno)]
        yes_copies, no_copies = _copies(node.test)
        if self._copies * max(yes_copies, no_copies) > MAX_COPIES:
            return self._decided_now(chain)
        yes = self._visited(node.body, yes_copies)
        return self._decided(node.test, yes, self._visited(no, no_copies))

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.CondExpr:  # noqa: N802
        """What an inline if asks is guarded."""
        self.generic_visit(node)
        node.test = _filter(node.test, GUARD)
        return node

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802
        """What a loop goes over, and what it asks, is guarded."""
        self.generic_visit(node)
        node.iter = _filter(node.iter, GUARD)
        if node.test:
            node.test = _filter(node.test, GUARD)
        return node

    def visit_Not(self, node: nodes.Not) -> nodes.Not:  # noqa: N802
        """What is negated is guarded."""
        self.generic_visit(node)
        node.node = _filter(node.node, GUARD)
        return node

    def visit_And(self, node: nodes.And) -> nodes.And:  # noqa: N802
        """The first side decides, so it is guarded."""
        self.generic_visit(node)
        node.left = _filter(node.left, GUARD)
        return node

    def visit_Or(self, node: nodes.Or) -> nodes.Or:  # noqa: N802
        """The first side decides, so it is guarded."""
        self.generic_visit(node)
        node.left = _filter(node.left, GUARD)
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:  # noqa: N802
        """Both sides of a comparison are guarded."""
        self.generic_visit(node)
        node.expr = _filter(node.expr, GUARD)
        for operand in node.ops:
            operand.expr = _filter(operand.expr, GUARD)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Getitem:  # noqa: N802
        """What is cut is guarded; the sandbox sees other items, but not slices."""
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _filter(node.node, GUARD)
        return node

    def _decided_now(self, chain: tuple[nodes.If, ...]) -> nodes.If:
        """An if that is what it was, but for what it asks being guarded."""
        for branch in chain:
            branch.test = _filter(self.visit(branch.test), GUARD)
            branch.body = self._visited(branch.body)
        chain[0].else_ = self._visited(chain[0].else_)
        return chain[0]

    def _visited(self, body: Sequence[nodes.Node], copies: int = 1) -> Nodes:
        """The rewritten body of an if that will be written so many times."""
        holder = nodes.Scope(list(body))
        before, self._copies = self._copies, self._copies * copies
        self.generic_visit(holder)
        self._copies = before
        return holder.body

    def _is_about_recipient(self, node: nodes.Node) -> bool:
        names = {name.name for name in node.find_all(nodes.Name)} | _own_name(node)
        return bool(names & self._about_recipient)

    def _decided(self, test: nodes.Node, yes: Nodes, no: Nodes) -> Nodes:
        """The branches under ``test``, taken apart into single questions."""
        if isinstance(test, nodes.Not):
            return self._decided(test.node, no, yes)
        if isinstance(test, nodes.And):
            return self._decided(test.left, self._decided(test.right, yes, no), no)
        if isinstance(test, nodes.Or):
            return self._decided(test.left, yes, self._decided(test.right, yes, no))
        return self._block(test, yes, no)

    def _block(self, test: nodes.Node, yes: Nodes, no: Nodes) -> Nodes:
        self._ifs += 1
        key = nodes.Const(f"{self._name}:{test.lineno}:{self._ifs}", lineno=test.lineno)
        question = self.visit(_membership(test))
        opening = _filter(question, OPEN, key)
        block: Nodes = [
            nodes.Output([opening]),
            nodes.If(_filter(key, YES), yes, [], []),
            nodes.Output([_filter(key, ELSE)]),
            nodes.If(_filter(key, NO), no, [], []),
            nodes.Output([_filter(key, CLOSE)]),
        ]
        for node in block:
            node.set_lineno(test.lineno)
            _settle(node, test)
        return block


def _membership(test: nodes.Node) -> nodes.Node:
    """``x in [...]`` would ask one question for each item; this asks one for all."""
    if not isinstance(test, nodes.Compare) or len(test.ops) != 1:
        return test
    (operand,) = test.ops
    if operand.op not in ("in", "notin") or not isinstance(operand.expr, _LISTS):
        return test
    negated = nodes.Const(operand.op == "notin", lineno=test.lineno)
    return _filter(test.expr, AMONG, operand.expr, negated)


def _filter(node: nodes.Node, name: str, *arguments: nodes.Node) -> nodes.Filter:
    made = nodes.Filter(node, name, list(arguments), [], None, None, lineno=node.lineno)
    _settle(made, node)
    return made


def _settle(node: nodes.Node, like: nodes.Node) -> None:
    if like.environment:
        node.set_environment(like.environment)


def _own_name(node: nodes.Node) -> set[str]:
    return {node.name} if isinstance(node, nodes.Name) else set()


def _binds(body: Sequence[nodes.Node]) -> bool:
    return any(
        isinstance(node, _BINDING) or any(True for _ in node.find_all(_BINDING)) for node in body
    )


def _copies(test: nodes.Node) -> tuple[int, int]:
    """How often the branches are written when `and`, `or` and `not` are taken apart."""
    if isinstance(test, nodes.Not):
        yes, no = _copies(test.node)
        return no, yes
    if not isinstance(test, (nodes.And, nodes.Or)):
        return 1, 1
    left_yes, left_no = _copies(test.left)
    right_yes, right_no = _copies(test.right)
    if isinstance(test, nodes.And):
        return left_yes * right_yes, left_no + left_yes * right_no
    return left_yes + left_no * right_yes, left_no * right_no
