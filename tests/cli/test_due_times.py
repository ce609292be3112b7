"""Lines of text as wide as the terminal."""

import pytest

from newsletter.cli.due_times import wrapped

TEXT = "2026-11-24, daily, goes out Tue 24 Nov 14:17, can be approved until Tue 24 Nov 17:17"


@pytest.mark.parametrize(("columns", "widest"), [("60", 60), ("200", 80), ("3", 30)])
def test_text_is_wrapped_to_the_terminal(
    columns: str, widest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    lines = wrapped(TEXT, 2)
    assert " ".join(line.strip() for line in lines) == TEXT
    assert widest - 10 < max(map(len, lines)) <= widest
