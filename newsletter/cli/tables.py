"""Tables on the screen, as wide as the terminal, or as a page where there is none."""

from typing import TYPE_CHECKING

from newsletter.cli.screen import Screen

if TYPE_CHECKING:
    from rich.table import Table

WIDTH = 80


def columns() -> "Table":
    """A table without borders and headings; what is added to it must be harmless text."""
    from rich.table import Table

    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)


def draw(screen: Screen, table: "Table") -> None:
    """Print a table, for people."""
    from rich.console import Console

    if screen.json:
        return
    colors = not screen.flags.no_color and screen.stdout.isatty()
    console = Console(
        file=screen.stdout,
        width=None if screen.stdout.isatty() else WIDTH,
        no_color=not colors,
        highlight=False,
        markup=False,
        emoji=False,
    )
    with console.capture() as drawn:
        console.print(table)
    screen.stdout.write("".join(f"{line.rstrip()}\n" for line in drawn.get().splitlines()))
