"""What a name that does not exist evaluates to: nothing, with a record of where it was used."""

import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from types import FrameType
from typing import Any, cast

from jinja2 import Template, Undefined
from jinja2.exceptions import UndefinedError
from jinja2.utils import missing as NO_OBJECT  # noqa: N812 - a constant in all but name


@dataclass(frozen=True, slots=True)
class Use:
    """A use of something that does not exist, at a line of a template.

    ``owner`` is what lacks it, None for a name that stands alone; ``hint`` holds Jinja's words
    where there are any. ``forbidden``: it may exist, but the sandbox does not hand it out.
    """

    template: str
    line: int
    name: str
    owner: object | None
    hint: str | None
    forbidden: bool


Record = Callable[[Use], None]


class Missing(Undefined):
    """Nothing, on record. ``is defined`` and ``default`` see it as Jinja's own undefined."""

    __slots__ = ()
    record: Record

    def _use(self) -> None:
        template, line = running_line()
        if not template:
            # Jinja tries to compute constants while it compiles: it shall leave this to the run.
            raise UndefinedError(self._undefined_message)
        owner = None if self._undefined_obj is NO_OBJECT else self._undefined_obj
        name, hint = str(self._undefined_name), self._undefined_hint
        forbidden = self._undefined_exception is not UndefinedError
        type(self).record(Use(template, line, name, owner, hint, forbidden))

    def _nothing(self, *_: Any, **__: Any) -> "Missing":
        self._use()
        return self

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return self._nothing()

    def __str__(self) -> str:
        self._use()
        return ""

    __html__ = __str__

    def __len__(self) -> int:
        self._use()
        return 0

    def __iter__(self) -> Iterator[Any]:
        self._use()
        return iter(())

    def __bool__(self) -> bool:
        self._use()
        return False

    def __eq__(self, other: object) -> bool:
        self._use()
        return self is other

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return id(self)

    def __contains__(self, _: object) -> bool:
        return bool(self)

    def _zero(self) -> int:
        return len(self)

    def _zero_float(self) -> float:
        return float(len(self))

    def _not(self, _: object) -> bool:
        return bool(self)

    # Jinja types its operators as never returning, so ours are assigned as Any.
    _any: Any = _nothing
    _false: Any = _not
    _int: Any = _zero
    _float: Any = _zero_float

    __call__ = __getitem__ = __add__ = __radd__ = __sub__ = __rsub__ = _any
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = _any
    __mod__ = __rmod__ = __pow__ = __rpow__ = __pos__ = __neg__ = _any
    __lt__ = __le__ = __gt__ = __ge__ = _false
    __int__ = __index__ = _int
    __float__ = _float


def missing_class(record: Record) -> type[Missing]:
    """A class of missing things that reports each use to ``record``."""
    return cast(
        "type[Missing]",
        type("Missing", (Missing,), {"__slots__": (), "record": staticmethod(record)}),
    )


def running_line() -> tuple[str, int]:
    """The name and line of the template that is running now; an empty name when none is."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - inspect.currentframe() by another name
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            return template.name or "", _line(template, frame.f_lineno)
        frame = frame.f_back
    return "", 0


def _line(template: Template, generated: int) -> int:
    """The template's line for a line of the Python that Jinja generated from it.

    Template.get_corresponding_lineno does the same, in time that grows with the template.
    """
    lines = _generated_lines(template)
    index = bisect_right(lines, generated, key=lambda pair: pair[1]) - 1
    return lines[index][0] if index >= 0 else 1


@lru_cache(maxsize=32)
def _generated_lines(template: Template) -> list[tuple[int, int]]:
    return template.debug_info
