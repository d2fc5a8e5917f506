"""How long a training takes, about, and how many leads there is time for. Pure."""

MOST_LEADS, MOST_CELLS, MOST_FEATURES = 500_000, 20_000_000, 60
MOST_SECONDS = 200.0
"""Of more leads, of more cells in the features that are learned from at most, or of more than can be
learned from in so many seconds on one core, the latest are learned from: they say all there is to say. A
function has 900 seconds, its cores may be half as fast, and a second look at what has changed takes as
long again.
"""

A_CELL = 7.5e-6
A_VALUE = 2.4e-5
A_MAPPED_ROW = 1.3e-4
AT_LEAST = 1.0
"""Seconds on one core: for each cell, each different value of a column, each row that is mapped, and
whatever the size. Measured by ``make bench SECTIONS=quality``, and on files of numbers that all differ.
"""


def duration_text(rows: int, columns: int, values: int, *, mapped: bool = False) -> str:
    """How long it takes to learn from a table with so many different ``values``, in words."""
    takes = in_words(expected_seconds(rows, columns, values, mapped=mapped))
    return (
        f"{rows:,} rows in {columns} columns; to learn from them takes {takes}, or twice that if what "
        "becomes of leads has changed, since then it is tried what would have helped"
    )


def expected_seconds(rows: int, columns: int, values: int, *, mapped: bool = False) -> float:
    """The seconds that a training from a table takes. Of too many leads the latest are learned from."""
    learned = most_leads(rows, columns, values) / max(1, rows)
    each_row = A_MAPPED_ROW * rows if mapped else 0.0
    return AT_LEAST + min(1.0, learned) * (each_row + _seconds(rows, columns, values))


def most_leads(rows: int, columns: int, values: int) -> int:
    """How many leads of a table are learned from at most."""
    in_time = int(rows * MOST_SECONDS / max(_seconds(rows, columns, values), 1e-9))
    return min(MOST_LEADS, MOST_CELLS // min(MOST_FEATURES, max(1, columns)), in_time)


def _seconds(rows: int, columns: int, values: int) -> float:
    return A_CELL * rows * columns + A_VALUE * values


def in_words(seconds: float) -> str:
    """``about 40 seconds``, ``about 3 minutes``."""
    if seconds < 90:  # noqa: PLR2004 - then minutes are the better measure
        return f"about {max(5, 5 * round(seconds / 5))} seconds"
    return f"about {seconds / 60:.0f} minutes"
