"""The C sink as a process: compiled when it is first needed, with counts at its end."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).parent / "smtp_sink.c"


@dataclass(slots=True)
class Sink:
    """A running sink; ``counts`` is filled when it has ended."""

    port: int
    counts: dict[str, int] = field(default_factory=dict)


def compile_sink(folder: Path) -> Path:
    """Compile the sink into ``folder`` with gcc."""
    program = folder / "smtp_sink"
    line = ["gcc", "-O2", "-Wall", "-Wextra", "-o", str(program), str(SOURCE)]
    subprocess.run(line, check=True)
    return program


@contextmanager
def sink(*options: str) -> Iterator[Sink]:
    """Run a sink with these options on a free port of this computer."""
    with tempfile.TemporaryDirectory() as folder:
        program = compile_sink(Path(folder))
        process = subprocess.Popen(
            [str(program), *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        running = Sink(int(process.stdout.readline().split()[1]))
        try:
            yield running
        finally:
            rest, _ = process.communicate()
            words = rest.split()
            running.counts = dict(zip(words[::2], map(int, words[1::2]), strict=True))
