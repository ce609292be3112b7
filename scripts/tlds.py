"""Write newsletter/social/tlds.txt: the top-level domains of the installed `tld` package's list.

The `tld` package (trafilatura brings it along) carries the Public Suffix List; the last labels of
its ICANN section are the top-level domains. Run it after an upgrade of that package:

    .venv/bin/python scripts/tlds.py
"""

from collections.abc import Iterable
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).parent.parent / "newsletter" / "social" / "tlds.txt"
LIST = "res/effective_tld_names_public_only.dat.txt"
BEGIN, END = "// ===BEGIN ICANN DOMAINS===", "// ===END ICANN DOMAINS==="
NOT_IN_THE_DNS = ("onion",)  # X links it all the same


def top_level_domains(suffix_list: str) -> list[str]:
    """The last label of every rule of the ICANN section, sorted."""
    section = suffix_list.partition(BEGIN)[2].partition(END)[0]
    rules = (line.strip() for line in section.splitlines())
    labels = {rule.rpartition(".")[2] for rule in rules if rule and not rule.startswith("//")}
    return sorted({*labels, *NOT_IN_THE_DNS})


def page(names: Iterable[str]) -> str:
    """The file's text: where the names are from, then one name a line."""
    source = f"# Top-level domains, from the Public Suffix List in tld {version('tld')}."
    return "\n".join((source, "# Written by scripts/tlds.py.", *names)) + "\n"


def main() -> None:
    """Read the installed list and write ours."""
    names = top_level_domains(files("tld").joinpath(LIST).read_text("utf-8"))
    TARGET.write_text(page(names), "utf-8")
    print(f"{len(names)} names written to {TARGET.name}")


if __name__ == "__main__":
    main()
