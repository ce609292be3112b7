"""The environment that templates run in: a sandbox with limits, which reports instead of failing.

A template can neither reach Python's insides nor change what it was given; it can neither loop
nor grow without end. A name that does not exist is recorded and stands for nothing, so that one
run finds all of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jinja2 import BaseLoader, TemplateRuntimeError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from newsletter.email.jinja.bytecode import bytecode
from newsletter.email.jinja.limits import check_arguments, check_binop, check_format, guarded
from newsletter.email.jinja.missing import Record, missing_class
from newsletter.email.jinja.study import Word

MAX_ITERATIONS = 1_000_000

# A name that no template can write.
_COUNTED = "counted loop"


class Runaway(TemplateRuntimeError):
    """A template that would run or grow without end."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2 with strict names and limits."""

    intercepted_binops = frozenset({"*", "**", "%"})
    rewrites = False
    """Does a subclass change the syntax tree? Its code for a template is another one then."""

    def __init__(
        self,
        *,
        loader: BaseLoader,
        record: Record,
        autoescape: bool,
        filters: Mapping[str, Callable[..., Any]],
    ) -> None:
        super().__init__(
            loader=loader,
            undefined=missing_class(record),
            autoescape=autoescape,
            keep_trailing_newline=True,
            bytecode_cache=bytecode(autoescape, frozenset(filters.items()), self.rewrites),
        )
        self.globals.pop("lipsum")
        self.filters |= guarded(self.filters) | dict(filters) | {_COUNTED: self._counted}
        self._iterations_left = MAX_ITERATIONS

    def stand_in(self, filters: Iterable[Word], tests: Iterable[Word]) -> None:
        """Let every one of these exist, so that a template runs in spite of a misspelt one."""
        for word in filters:
            self.filters.setdefault(word.name, _unchanged)
        for word in tests:
            self.tests.setdefault(word.name, _never)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        CountLoops().visit(tree)
        return tree

    def _counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._iterations_left -= 1
            if self._iterations_left < 0:
                raise Runaway(f"Its loops run more than {MAX_ITERATIONS:,} times.")
            yield item

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """``*``, ``**`` and ``%``, unless the result would be a giant."""
        check_binop(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A call, unless it asks a method of a string, such as ``ljust``, for a giant."""
        if isinstance(getattr(obj, "__self__", None), str):
            check_arguments(args)
        return super().call(context, obj, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """``str.format`` in the sandbox, unless its widths ask for a giant."""
        owner = getattr(value, "__self__", None)
        if isinstance(owner, str) and value.__name__ in ("format", "format_map"):
            check_format(owner)
        return super().wrap_str_format(value)


class CountLoops(NodeTransformer):
    """Puts the iterations of every loop on one account."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja's name
        """A loop whose items are counted."""
        self.generic_visit(node)
        counted = nodes.Filter(node.iter, _COUNTED, [], [], None, None, lineno=node.lineno)
        if node.environment:
            counted.set_environment(node.environment)
        node.iter = counted
        return node


def _unchanged(value: Any, *_: Any, **__: Any) -> Any:
    return value


def _never(*_: Any, **__: Any) -> bool:
    return False
