"""The sandbox in which symbols stand for the recipient."""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from typing import Any

from jinja2 import BaseLoader, TemplateSyntaxError, nodes, pass_context
from jinja2.runtime import Macro
from jinja2.utils import Namespace
from markupsafe import Markup

from newsletter.email.jinja.missing import Record
from newsletter.email.jinja.sandbox import Sandbox
from newsletter.email.slots import rewrite
from newsletter.email.slots.board import Board
from newsletter.email.slots.model import FilterCall
from newsletter.email.slots.symbols import LINKS, Names, Open, Question, Symbol
from newsletter.email.slots.text import SlotText
from newsletter.email.slots.values import ALLOWED_FILTERS, SHORT_FILTERS

# These keep text as it is, words included.
_HARMLESS_FILTERS = frozenset({"safe", "escape", "e"})
_HARMLESS_TESTS = frozenset({"defined", "undefined", "none"})
_HARMLESS_CALLS = (Namespace, dict)


class SlotSandbox(Sandbox):
    """A sandbox whose templates may show a symbol, filter it a little, and ask about it."""

    rewrites = True

    def __init__(
        self,
        *,
        loader: BaseLoader,
        record: Record,
        autoescape: bool,
        filters: Mapping[str, Callable[..., Any]],
        board: Board,
    ) -> None:
        super().__init__(loader=loader, record=record, autoescape=autoescape, filters=filters)
        self._board = board
        self.filters = {name: self._guarded(name, made) for name, made in self.filters.items()}
        tests: Mapping[str, Any] = self.tests
        self.tests = {name: self._tested(name, made) for name, made in tests.items()}
        self.filters |= {
            rewrite.OUTPUT: self._output,
            rewrite.GUARD: self._guard,
            rewrite.AMONG: self._among,
            rewrite.OPEN: self._open,
            rewrite.YES: pass_context(lambda _, key: board.takes_yes(key)),
            rewrite.NO: pass_context(lambda _, key: board.takes_no(key)),
            rewrite.ELSE: pass_context(lambda _, key: Markup(board.else_word(key))),  # noqa: S704
            rewrite.CLOSE: pass_context(lambda _, key: Markup(board.close_word(key))),  # noqa: S704
        }

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        rewrite.Opener(name or "").visit(tree)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute; of the recipient a symbol."""
        if isinstance(obj, Open):
            return self._field(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item; of the recipient a symbol."""
        if isinstance(argument, Open):
            argument.misused("used as a key")
            return argument
        if isinstance(obj, Open):
            return self._field(obj, argument)
        if self._holds_words(obj):
            self._board.misuse(None, "cut")
            return obj
        return super().getitem(obj, argument)

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """A call; only a macro of the template may be given a symbol."""
        own = getattr(obj, "__self__", None)
        if isinstance(obj, Open) or self._holds_words(own):
            self._board.misuse(obj.variable if isinstance(obj, Open) else None, "changed")
            return obj if isinstance(obj, Open) else own
        if not isinstance(obj, Macro) and obj not in _HARMLESS_CALLS:
            for value in (*args, *kwargs.values()):
                if self._is_open(value):
                    self._board.misuse(_variable(value), "given to a function")
                    return value
        return super().call(context, obj, *args, **kwargs)

    def _field(self, obj: Open, name: object) -> Any:
        if not isinstance(obj, Names):
            obj.misused("taken apart")
            return obj
        if not isinstance(name, str) or name.startswith("_"):
            return self.unsafe_undefined(obj, str(name))
        field = obj.field(name)
        return self.undefined(obj=dict.fromkeys(LINKS), name=name) if field is None else field

    def _holds_words(self, value: object) -> bool:
        return isinstance(value, str) and self._board.words.prefix in value

    def _is_open(self, value: object) -> bool:
        return isinstance(value, Open) or self._holds_words(value)

    @pass_context
    def _output(self, _: object, value: Any) -> Any:
        if isinstance(value, Symbol):
            return Markup(self._board.show(value.variable))  # noqa: S704 - a word of ours
        if isinstance(value, Open):
            value.misused("shown as it is")
            return ""
        return self._opened(value) if isinstance(value, SlotText) else value

    def _opened(self, text: SlotText) -> Markup:
        """An editor's line, with its slots as words."""
        shown = (self._slot(part) if is_slot else part for part, is_slot in text.parts())
        if self.autoescape:
            return Markup("").join(shown)
        return Markup("".join(map(str, shown)))  # noqa: S704 - plain text

    def _slot(self, expression: str) -> Any:
        try:
            value = self.compile_expression(expression, undefined_to_none=False)
        except TemplateSyntaxError as fault:
            self._board.refuse_expression(expression, str(fault.message))
            return ""
        return self._output(None, value(recipient=Names(self._board)))

    @pass_context
    def _guard(self, _: object, value: Any) -> Any:
        if self._holds_words(value):
            self._board.misuse(None, "compared or asked about")
        return value

    @pass_context
    def _among(self, _: object, value: Any, values: Any, negated: bool) -> Any:
        if isinstance(value, Symbol):
            return value.among(tuple(values), negated=negated)
        return (value in values) is not negated

    @pass_context
    def _open(self, _: object, value: Any, key: str) -> Markup:
        if isinstance(value, Symbol):
            value = True if value.is_always_there else value.question()
        condition = value.condition if isinstance(value, Question) else None
        if condition and self._board.leaves_open(key, condition):
            return Markup(self._board.open_word(key, condition))  # noqa: S704
        if self._holds_words(value):
            self._board.misuse(None, "asked about")
        self._board.decide(bool(value))
        return Markup("")

    def _guarded(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The filter; given a symbol, it is noted down or refused."""
        full_name = SHORT_FILTERS.get(name, name)
        offset = _arguments_of_jinja(function)

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            value, *others = (*args[offset:], *kwargs.values())
            if isinstance(value, Symbol) and full_name in ALLOWED_FILTERS:
                return self._noted(
                    full_name, value, signature(function).bind(*args, **kwargs).args[1:]
                )
            is_harmless = name in _HARMLESS_FILTERS and not isinstance(value, Open)
            suspects = others if is_harmless else (value, *others)
            for suspect in suspects:
                if self._is_open(suspect):
                    self._board.refuse_filter(name, _variable(suspect))
                    return value
            return function(*args, **kwargs)

        return call

    def _noted(self, name: str, symbol: Symbol, arguments: tuple[Any, ...]) -> Symbol:
        plain = tuple(value for value in arguments if _is_plain(value))
        if len(plain) < len(arguments) or any(map(self._is_open, arguments)):
            symbol.misused(f"given to '{name}' with anything but text or numbers")
            return symbol
        is_late = name == "default" and symbol.variable.filters and not any(plain[1:2])
        if is_late:
            self._board.refuse_late_default(symbol.variable)
        return symbol.filtered(FilterCall(name, plain))

    def _tested(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        offset = _arguments_of_jinja(function)

        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            for value in (*args[offset:], *kwargs.values()):
                is_text = isinstance(value, str) and name in _HARMLESS_TESTS
                if self._is_open(value) and not is_text:
                    self._board.misuse(_variable(value), f"tested with 'is {name}'")
                    return False
            return function(*args, **kwargs)

        return call


def _is_plain(value: Any) -> bool:
    return value is None or type(value) in (str, int, float, bool)


def _variable(value: object) -> Any:
    return value.variable if isinstance(value, Open) else None


def _arguments_of_jinja(function: Callable[..., Any]) -> int:
    """How many arguments Jinja puts before the value: a context or an environment, or none."""
    return 1 if hasattr(function, "jinja_pass_arg") else 0
