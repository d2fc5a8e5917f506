"""How long a training takes, about. Pure."""

READING = 1e-6
MAPPING = 1.3e-4
FITTING = 1e-5
FITTING_AT_LEAST = 2.0
"""Seconds on one core: for each cell that is read, each row that is mapped, each cell that is learned
from, and whatever the size. Measured by ``make bench SECTIONS=quality``.
"""


def duration_text(rows: int, columns: int, *, mapped: bool = False) -> str:
    """How long it takes to learn from a table, in words."""
    takes = in_words(expected_seconds(rows, columns - 1, mapped=mapped))
    return f"{rows:,} rows in {columns} columns; to learn from them takes {takes}"


def expected_seconds(leads: int, features: int, *, mapped: bool = False) -> float:
    """The seconds that a training from so many leads with so many features takes."""
    cells = leads * (features + 1)
    rows = MAPPING * leads if mapped else 0.0
    return FITTING_AT_LEAST + rows + (READING + FITTING) * cells


def in_words(seconds: float) -> str:
    """``about 40 seconds``, ``about 3 minutes``."""
    if seconds < 90:  # noqa: PLR2004 - then minutes are the better measure
        return f"about {max(5, 5 * round(seconds / 5))} seconds"
    return f"about {seconds / 60:.0f} minutes"
