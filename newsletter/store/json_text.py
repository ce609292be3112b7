"""JSON as the store keeps it: the same data is always the same text."""

import json
from collections.abc import Mapping
from typing import Any

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def to_text(data: Mapping[str, Any]) -> str:
    """Compact JSON with sorted keys."""
    return _encode(data) if data else "{}"


def from_text(text: str) -> dict[str, Any]:
    """The object in ``text``, which `to_text` wrote."""
    loaded: dict[str, Any] = {} if text == "{}" else json.loads(text)
    return loaded
