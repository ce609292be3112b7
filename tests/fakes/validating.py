"""Requests checked against what networks publish of their APIs, or what we wrote from their pages.

The large public descriptions lie beside the repository, in ../shared/schemas; where they are not,
those checks are left out. Our own schemas are in tests/fakes/schemas, each naming its page.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PUBLISHED = HERE.parents[2] / "shared" / "schemas"


@cache
def published(name: str) -> Mapping[str, Any] | None:
    """A description such as ``x-openapi``; None where it is not to be had."""
    path = PUBLISHED / f"{name}.json"
    return json.loads(path.read_bytes()) if path.exists() else None


def faults_of_published(name: str, component: str, body: Any) -> list[str]:
    """What is wrong with ``body`` as ``#/components/schemas/COMPONENT``; empty if nothing is."""
    described = published(name)
    if described is None:
        return []
    schema = {"$ref": f"#/components/schemas/{component}", "components": described["components"]}
    return faults(schema, body)


def faults_of_ours(name: str, body: Any) -> list[str]:
    """What is wrong with ``body`` by tests/fakes/schemas/NAME.json."""
    return faults(json.loads((HERE / "schemas" / f"{name}.json").read_bytes()), body)


def faults(schema: Mapping[str, Any], body: Any) -> list[str]:
    """What is wrong with ``body`` by a JSON Schema, as sentences with their place."""
    from jsonschema import Draft202012Validator

    found = Draft202012Validator(schema).iter_errors(body)
    return [f"{'.'.join(map(str, one.absolute_path))}: {one.message}"[:300] for one in found]
