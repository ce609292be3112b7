"""Counts in words."""


def counted(number: int, one: str, many: str | None = None) -> str:
    """``1 post``, ``3 posts``; ``many`` where that is not ``one`` with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
