"""How cells that hold numbers, or nearly do, are told to people."""

from collections.abc import Sequence

SHOWN = 3
"""Examples that are told."""


def examples(texts: Sequence[str]) -> str:
    """Some of the texts, in quotes."""
    return ", ".join(f'"{text[:30]}"' for text in texts[:SHOWN])


def readings(read: Sequence[tuple[str, float]]) -> str:
    """Some of the cells, each with the number that was read in it."""
    return ", ".join(f'"{text[:30]}" as {number:,g}' for text, number in read)


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
