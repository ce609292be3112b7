"""The container file: what it copies exists, and what it starts is ours."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from typer.main import get_command

from newsletter.cli.main import app

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "deploy" / "Containerfile").read_text("utf-8")


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """Each instruction with its words, lines joined."""
    joined = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    for line in joined.splitlines():
        if line.strip():
            word, _, rest = line.partition(" ")
            yield word, rest.strip()


def all_of(word: str) -> list[str]:
    return [rest for found, rest in instructions(TEXT) if found == word]


def copied() -> list[str]:
    words = [one.split() for one in all_of("COPY") if not one.startswith("--from")]
    return [source for line in words for source in line[:-1]]


def test_every_line_is_an_instruction() -> None:
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "STOPSIGNAL"}
    known |= {"HEALTHCHECK", "ENTRYPOINT", "CMD"}
    assert {word for word, _ in instructions(TEXT)} <= known


def test_what_is_copied_exists() -> None:
    assert [name for name in copied() if not (ROOT / name).exists()] == []


def test_everything_that_the_package_ships_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], project["project"]["readme"]}
    assert needed - set(copied()) == set()


def test_it_runs_as_nobody_special() -> None:
    assert all_of("USER")[-1] not in ("root", "0")


def test_it_starts_the_daemon_on_the_port_that_its_health_is_asked_on() -> None:
    command = json.loads(all_of("CMD")[-1])
    assert json.loads(all_of("ENTRYPOINT")[-1])[0] == "newsletter"
    found = get_command(app).commands[command[0]]  # type: ignore[attr-defined]
    assert command[1] in {name for one in found.params for name in one.opts}
    assert f":{command[2]}/ready" in all_of("HEALTHCHECK")[0]


def test_the_health_check_is_python_that_compiles() -> None:
    check = json.loads(all_of("HEALTHCHECK")[0].partition("CMD ")[2])
    assert check[:2] == ["python", "-c"]
    compile(check[2], "HEALTHCHECK", "exec")
