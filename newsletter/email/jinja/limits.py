"""What keeps a template from asking for a text or a number of enormous size."""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from jinja2.exceptions import SecurityError

MAX_SIZE = 1_000_000
MAX_BITS = 64_000
_WIDE = re.compile(r"[0-9]{5}|\*")

# Filters that pad or repeat as often as their argument says.
_PADDING = ("batch", "center", "format", "indent", "slice")


def check_binop(operator: str, left: Any, right: Any) -> None:
    """Raise SecurityError for a ``*``, ``**`` or ``%`` whose result would be a giant."""
    if operator == "*":
        _refuse(_product_size(left, right) > MAX_SIZE)
    elif operator == "**":
        _refuse(_bits(left) * abs(right) > MAX_BITS if isinstance(right, int) else False)
    elif isinstance(left, str):
        check_format(left)


def check_format(template: str) -> None:
    """Raise SecurityError for a format whose width has five digits or comes from an argument."""
    _refuse(_WIDE.search(template) is not None)


def check_arguments(values: tuple[Any, ...]) -> None:
    """Raise SecurityError for a number that no width or count in a mail reaches."""
    _refuse(any(isinstance(value, int) and value > MAX_SIZE for value in values))


def guarded(filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """The filters that pad or repeat, each with its arguments checked."""
    return {name: _guarded(filters[name]) for name in _PADDING}


def _guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        values = (*args, *kwargs.values())
        check_arguments(values)
        if function.__name__ == "do_format":
            check_format(str(args[0]))
        return function(*args, **kwargs)

    return call


def _product_size(left: Any, right: Any) -> int:
    for sequence, times in ((left, right), (right, left)):
        if isinstance(sequence, (str, bytes, list, tuple)) and isinstance(times, int):
            return len(sequence) * times
    return 0 if _bits(left) + _bits(right) <= MAX_BITS else MAX_SIZE + 1


def _bits(value: Any) -> int:
    return value.bit_length() if isinstance(value, int) else 0


def _refuse(is_giant: bool) -> None:
    if is_giant:
        raise SecurityError("It asks for a text or a number of enormous size.")
