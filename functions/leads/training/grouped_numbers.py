"""Numbers as ``1.200``, whose only sign may stand before decimals or thousands: asked about where the
answer decides which lead has more.
"""

from collections.abc import Sequence

from functions.leads.training.rejection import Refusal

Read = tuple[str, float]
"""A cell, and the number that was read in it."""

_THOUSAND = 1_000
_SHOWN = 3


def check_grouping(name: str, unsure: Sequence[Read], others: Sequence[Read]) -> None:
    """Raises ``Refusal``, which is a question, if some of the ``other`` numbers lie between the two
    readings of a cell that is ``unsure``. A comma before three digits parts thousands, unless whole
    numbers beside it are as large without one.
    """
    large = any(abs(number) >= _THOUSAND for _, number in others)
    for text, number in unsure:
        as_read_by_all = "," in text and not large
        if not as_read_by_all and (between := _between(text, number, others)):
            raise Refusal(_question(name, [one for one, _ in unsure[:_SHOWN]], text, between))


def _between(text: str, number: float, others: Sequence[Read]) -> str:
    low, high = sorted((number, _other_reading(text, number)))
    return next((other for other, value in others if low <= value <= high), "")


def _other_reading(text: str, number: float) -> float:
    return number / _THOUSAND if _is_grouped(text, number) else number * _THOUSAND


def _is_grouped(text: str, number: float) -> bool:
    """Whether the number was read with its sign before thousands."""
    digits = "".join(one for one in text if one.isdecimal())
    return abs(number) >= float(digits)


def _question(name: str, unsure: Sequence[str], text: str, between: str) -> str:
    shown = ", ".join(f'"{one[:30]}"' for one in unsure)
    return (
        f'The column "{name}" holds {shown} beside "{between[:30]}", and no cell tells whether the sign '
        f"in {text[:30]} stands before decimals or thousands. Say which, under `training` in the "
        f"mapping: `decimal_point: [{name}]` if decimals stand after a point, `decimal_comma: [{name}]` "
        "if they stand after a comma."
    )
