"""How cells that hold numbers, or nearly do, are told to people."""

import re
from collections.abc import Mapping, Sequence

_LIKE_A_NUMBER = re.compile(r"[<>~]?[^\w\s]?\s?[+-]?\d")
_NEARLY_ALL, _MOST, _SOME = 0.98, 0.6, 0.01
SHOWN = 3
"""Examples that are told."""


def examples(texts: Sequence[str]) -> str:
    """Some of the texts, in quotes."""
    return ", ".join(f'"{text[:30]}"' for text in texts[:SHOWN])


def readings(read: Sequence[tuple[str, float]]) -> str:
    """Some of the cells, each with the number that was read in it."""
    return ", ".join(f'"{text[:30]}" as {number:,g}' for text, number in read)


def like_numbers(texts: Mapping[str, int]) -> int:
    """How many rows hold texts that begin as numbers do."""
    return sum(rows for text, rows in texts.items() if _LIKE_A_NUMBER.match(text.strip()))


def are_codes(texts: Mapping[str, int]) -> bool:
    """Whether texts of digits, each with its rows, are codes and no numbers, as ``01067`` and ``30159``:
    most begin with a zero, or all are of one length and some begin so.
    """
    rows = sum(texts.values())
    digits = {text: count for text, count in texts.items() if text.isdecimal()}
    padded = sum(count for text, count in digits.items() if len(text) > 1 and text[0] == "0")
    if sum(digits.values()) < _NEARLY_ALL * rows:
        return False
    lengths = {len(text) for text in digits}
    return padded >= _MOST * rows or (
        len(lengths) == 1 and padded >= _SOME * rows and min(lengths) > 1
    )


def is_plain(text: str, number: float) -> bool:
    """Whether a program reads the same number in a text."""
    try:
        return float(text) == number
    except ValueError:
        return text in {"true", "false"}


def is_infinite(text: str) -> bool:
    """Whether a text is a number without end."""
    try:
        return abs(float(text)) == float("inf")
    except ValueError:
        return False
