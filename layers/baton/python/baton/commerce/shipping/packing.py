"""One parcel for the pieces of a shipment. Pure."""

from collections.abc import Iterable

from baton.commerce.catalogue import Dimensions
from baton.core.errors import FieldError, InvalidInput

LARGEST, HEAVIEST = 10_000, 1_000_000
"""Millimetres of a side, and grams: what ``Dimensions`` holds, far above what carriers take."""


def packed(pieces: Iterable[tuple[Dimensions, int]]) -> Dimensions:
    """The parcel that holds pieces laid on each other, each on its largest side: an upper bound that
    needs no packing plan. Raises ``InvalidInput`` if there is none, or it is too large for any carrier.
    """
    length = width = height = weight = 0
    for size, count in pieces:
        low, middle, high = sorted((size.length, size.width, size.height))
        length, width = max(length, high), max(width, middle)
        height, weight = height + low * count, weight + size.weight * count
    if not weight:
        raise InvalidInput([FieldError("/lines", "nothing in it is shipped", "empty")])
    if max(length, height) > LARGEST or weight > HEAVIEST:
        detail = f"a parcel of {weight / 1000:,.0f} kg and {height / 10:,.0f} cm is too large"
        raise InvalidInput([FieldError("/lines", detail, "too_large")])
    return Dimensions(length=length, width=width, height=height, weight=weight)
