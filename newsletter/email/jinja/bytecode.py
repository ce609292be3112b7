"""Compiled templates, remembered in this process: a preview renders the same ones all the time."""

from collections.abc import Callable
from functools import lru_cache
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

MAX_TEMPLATES = 512


class Bytecode(BytecodeCache):
    """Compiled templates by name and content; emptied when it grows beyond MAX_TEMPLATES."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give ``bucket`` the code of its template, if it was compiled before."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember the code of ``bucket``."""
        if len(self._codes) >= MAX_TEMPLATES:
            self._codes.clear()
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


@lru_cache(maxsize=8)
def bytecode(
    _autoescape: bool,
    _filters: frozenset[tuple[str, Callable[..., Any]]],
    _rewritten: bool,
) -> Bytecode:
    """The templates compiled under these conditions, on which Jinja's code for them depends."""
    return Bytecode()
