"""The house has floors: imports point down only, and never in a circle."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FLOORS: dict[str, int] = {
    "version": 0,
    "plurals": 0,
    "printable": 0,
    "problems": 0,
    "errors": 0,
    "instants": 0,
    "outcome": 0,
    "model": 0,
    "posting": 0,
    "settings": 0,
    "ports": 0,
    "articles": 1,
    "writing": 1,
    "social": 1,
    "email": 1,
    "editions": 1,
    "channels": 1,
    "audience": 1,
    "checks": 1,
    "schedules": 1,
    "config": 2,
    "project": 2,
    "secrets": 2,
    "senders": 2,
    "spam": 2,
    "store": 2,
    "web": 2,
    "delivery": 3,
    "usecases": 3,
    "cli": 4,
    "daemon": 4,
    "preview": 4,
    "public": 4,
}
ONLY_HERE = {
    "typer": "cli",
    "rich": "cli",
    "sqlalchemy": "store",
    "alembic": "store",
    "psycopg": "store",
    "apscheduler": "daemon",
}
WORDS_MAY_IMPORT = {
    "newsletter",
    "collections",
    "contextlib",
    "dataclasses",
    "datetime",
    "difflib",
    "pathlib",
    "typing",
    "unicodedata",
}
NOT_IN_PREVIEW = ("newsletter.senders", "newsletter.delivery")
CLOSED: dict[str, tuple[tuple[str, ...], str]] = {
    "preview": (NOT_IN_PREVIEW, "the preview cannot send"),
    "delivery": (("newsletter.senders",), "the engine knows senders by their ports alone"),
}


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imports(source: str) -> Iterator[str]:
    """Every module that ``source`` imports, inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def sources() -> dict[str, str]:
    found = {}
    for path in sorted((ROOT / "newsletter").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[module.removesuffix(".__init__")] = path.read_text("utf-8")
    return found


def upward_imports(modules: Mapping[str, str]) -> list[str]:
    faults = []
    for module, source in modules.items():
        here = room(module)
        if not here or here == "__main__":
            continue
        for target in sorted(set(imports(source))):
            if target.startswith("newsletter.") and FLOORS[room(target)] > FLOORS[here]:
                faults.append(f"{module} imports {target}, which is above it")
            elif here in CLOSED and target.startswith(CLOSED[here][0]):
                faults.append(f"{module} imports {target}: {CLOSED[here][1]}")
    return faults


def misplaced_libraries(modules: Mapping[str, str]) -> list[str]:
    faults = []
    for module, source in modules.items():
        for target in sorted(set(imports(source))):
            library = target.partition(".")[0]
            if room(module) != ONLY_HERE.get(library, room(module)):
                faults.append(f"{module} imports {library}, which belongs in {ONLY_HERE[library]}")
            if FLOORS.get(room(module)) == 0 and library not in WORDS_MAY_IMPORT:
                faults.append(f"{module} is a word and imports {library}")
    return faults


def circles(modules: Mapping[str, str]) -> list[str]:
    graph = {
        module: {target for target in imports(source) if target in modules and target != module}
        for module, source in modules.items()
    }
    found: list[str] = []
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        if module in path:
            found.append(" -> ".join((*path[path.index(module) :], module)))
        elif module not in done:
            for target in sorted(graph[module]):
                visit(target, (*path, module))
            done.add(module)

    for module in graph:
        visit(module, ())
    return found


def reached(modules: Mapping[str, str], start: str) -> dict[str, str]:
    """Every module that importing the room ``start`` can lead to, with the one that leads there."""
    waiting = [(module, module) for module in modules if room(module) == start]
    found: dict[str, str] = {}
    while waiting:
        module, source = waiting.pop()
        if module in modules and module not in found:
            found[module] = source
            waiting += [(target, module) for target in imports(modules[module])]
    return found


def senders_of_the_preview(modules: Mapping[str, str]) -> list[str]:
    return [
        f"{source} leads the preview to {module}"
        for module, source in sorted(reached(modules, "preview").items())
        if module.startswith(NOT_IN_PREVIEW)
    ]


def test_the_preview_cannot_send() -> None:
    assert senders_of_the_preview(sources()) == []


def test_a_way_from_the_preview_to_the_senders_is_caught() -> None:
    modules = {
        "newsletter.preview.app": "def f():\n    from newsletter.usecases import sending",
        "newsletter.usecases.sending": "from newsletter.delivery.deliver import Engine",
        "newsletter.delivery.deliver": "",
    }
    assert senders_of_the_preview(modules) == [
        "newsletter.usecases.sending leads the preview to newsletter.delivery.deliver"
    ]


def test_every_room_has_a_floor() -> None:
    rooms = {room(module) for module in sources()} - {"", "__main__"}
    assert rooms <= set(FLOORS)


def test_imports_point_down() -> None:
    assert upward_imports(sources()) == []


def test_no_imports_go_in_a_circle() -> None:
    assert circles(sources()) == []


def test_libraries_stay_in_their_room() -> None:
    assert misplaced_libraries(sources()) == []


@pytest.mark.parametrize(
    ("guard", "module", "source"),
    [
        (upward_imports, "newsletter.social.measure", "from newsletter.cli import main"),
        (
            upward_imports,
            "newsletter.articles.pasted",
            "def f():\n    import newsletter.project.atomic",
        ),
        (upward_imports, "newsletter.delivery.pooled", "from newsletter.senders import outbox"),
        (misplaced_libraries, "newsletter.usecases.build", "from rich.table import Table"),
        (misplaced_libraries, "newsletter.model", "import jinja2"),
    ],
)
def test_a_planted_violation_is_caught(guard, module: str, source: str) -> None:  # type: ignore[no-untyped-def]
    assert len(guard({module: source})) >= 1


def test_a_planted_circle_is_caught() -> None:
    modules = {"newsletter.a": "import newsletter.b", "newsletter.b": "from newsletter import a"}
    assert circles(modules) == ["newsletter.a -> newsletter.b -> newsletter.a"]
