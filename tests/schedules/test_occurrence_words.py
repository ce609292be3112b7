"""An occurrence as people read it in a line of the daemon."""

import pytest

from newsletter.schedules.spoken import occurrence_words


@pytest.mark.parametrize(
    ("nominal", "edition", "said"),
    [
        ("2026-11-26T09:00", None, "weekly 2026-11-26 09:00"),
        ("2026-11-26T09:00:05+01:00", None, "weekly 2026-11-26 09:00:05"),
        ("2026-11-26T09:00", "2026-11-26", "weekly 2026-11-26"),
        ("2026-11-26T09:00:05+01:00", "weekly-20261126-090005", "weekly-20261126-090005"),
        ("", "2026-11-26", "weekly 2026-11-26"),
        ("", None, "weekly"),
    ],
)
def test_an_occurrence_is_named_as_people_say_it(
    nominal: str, edition: str | None, said: str
) -> None:
    assert occurrence_words("weekly", nominal, edition) == said


def test_a_look_at_everything_has_no_name() -> None:
    assert occurrence_words("", "") == ""
