"""What stands for a recipient while a template runs: names whose values nobody knows yet.

A symbol may be shown, filtered and asked about; `newsletter.email.slots.sandbox` sees to that.
Whatever else a template does with one would bake a wrong text into every mail. It is put on
record with its line, and the run goes on.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any, Protocol

from newsletter.email.slots.model import Condition, FilterCall, Variable

LINKS = ("preferences", "unsubscribe", "view")
ALWAYS_KNOWN = frozenset({"email", "id", *(f"links.{name}" for name in LINKS)})
"""What every recipient has, so that a template need not ask for it."""


class Listener(Protocol):
    """Hears what a template does with symbols."""

    def misuse(self, variable: Variable | None, what: str) -> None:
        """Something that cannot be done before the recipient is known; ``what`` is a participle."""
        ...

    def ask(self, condition: Condition) -> bool:
        """The answer to a condition that decides how the template goes on."""
        ...


class Open:
    """A value that is not known yet. Everything that Python can do with it is a misuse.

    The sandbox lets no template reach the attributes of one.
    """

    __slots__ = ("listener", "variable")

    def __init__(self, listener: Listener, variable: Variable | None = None) -> None:
        self.listener = listener
        self.variable = variable

    def misused(self, what: str) -> None:
        """Put it on record."""
        self.listener.misuse(self.variable, what)

    def _calculated(self, *_: Any, **__: Any) -> Any:
        self.misused("calculated with")
        return self

    def _called(self, *_: Any, **__: Any) -> Any:
        self.misused("called")
        return self

    def _joined(self) -> str:
        self.misused("joined with other text or turned into text")
        return ""

    def _measured(self) -> int:
        self.misused("measured")
        return 0

    def _compared(self, _: object) -> bool:
        self.misused("compared by size or searched")
        return False

    def __iter__(self) -> Iterator[Any]:
        self.misused("looped over")
        return iter(())

    def __hash__(self) -> int:
        self.misused("used as a key")
        return id(self)

    __str__ = __html__ = _joined
    __len__ = __int__ = __index__ = _measured
    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _compared
    __call__ = _called
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _calculated
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = _calculated
    __mod__ = __rmod__ = __pow__ = __rpow__ = __neg__ = __pos__ = _calculated


class Names(Open):
    """``recipient``: each of its fields is a symbol."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True

    def field(self, name: str) -> "Symbol | str | None":
        """The symbol of that name."""
        return Symbol(self.listener, Variable(name))


class LinkNames(Names):
    """``links``: the fields are known, and those of pages that do not exist are empty."""

    __slots__ = ("_existing",)

    def __init__(self, listener: Listener, existing: Collection[str]) -> None:
        super().__init__(listener)
        self._existing = existing

    def field(self, name: str) -> "Symbol | str | None":
        """The symbol of a link, '' without such a page, None if there is no such link at all."""
        if name not in LINKS:
            return None
        return super().field(f"links.{name}") if name in self._existing else ""


class Question(Open):
    """A condition that a template wrote, such as ``recipient.plan == "pro"``."""

    __slots__ = ("condition",)

    def __init__(self, listener: Listener, condition: Condition) -> None:
        super().__init__(listener, condition.variable)
        self.condition = condition

    def __bool__(self) -> bool:
        return self.listener.ask(self.condition)


class Symbol(Open):
    """An attribute or a link of the recipient, through any number of filters."""

    __slots__ = ()
    variable: Variable

    def filtered(self, call: FilterCall) -> "Symbol":
        """The symbol behind one more filter."""
        longer = replace(self.variable, filters=(*self.variable.filters, call))
        return Symbol(self.listener, longer)

    @property
    def is_always_there(self) -> bool:
        """True if it can be empty for nobody."""
        return self.variable.name in ALWAYS_KNOWN

    def question(self) -> Question:
        """Is there anything?"""
        return Question(self.listener, Condition(self.variable))

    def among(self, values: tuple[object, ...], *, negated: bool = False) -> Question | bool:
        """Is it one of these?"""
        texts = tuple(value for value in values if isinstance(value, str))
        if len(texts) < len(values):
            self.misused("compared with anything but text in quotation marks")
            return negated
        return Question(self.listener, Condition(self.variable, texts, negated))

    def __bool__(self) -> bool:
        return self.is_always_there or bool(self.question())

    def __eq__(self, other: object) -> Any:
        return self.among((other,))

    def __ne__(self, other: object) -> Any:
        return self.among((other,), negated=True)

    __hash__ = Open.__hash__
