"""The lines of a purchase of which there are to be other pieces: what stays keeps its price. Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from baton.commerce.ids import MOST_LINES, Sku
from baton.commerce.pricing.quotes import PriceLine, Quote
from baton.core.errors import FieldError, InvalidInput


class Amended(NamedTuple):
    """The lines of a changed purchase, and the unit prices that some are kept at, by their places."""

    lines: tuple[PriceLine, ...]
    kept: Mapping[int, int]


def amended(quote: Quote, pieces: Mapping[Sku, int]) -> Amended:
    """The lines once ``pieces`` are as they are to be. Raises ``InvalidInput`` if none is left, or too
    many are.
    """
    left = pieces_of(quote) | dict(pieces)
    lines: list[PriceLine] = []
    kept: dict[int, int] = {}
    for line in quote.lines:
        if count := min(left[line.sku], line.quantity):
            kept[len(lines)] = line.unit_price
            lines.append(PriceLine(sku=line.sku, quantity=count))
            left[line.sku] -= count
    lines += [PriceLine(sku=sku, quantity=count) for sku, count in left.items() if count]
    if not lines:
        raise InvalidInput([FieldError("/pieces", "nothing is left: cancel the order", "empty")])
    if len(lines) > MOST_LINES:
        raise InvalidInput([FieldError("/pieces", f"{MOST_LINES} lines are the most", "too_many")])
    return Amended(tuple(lines), kept)


def pieces_of(quote: Quote) -> dict[Sku, int]:
    """How many pieces of each SKU a quote is for, in the order of its lines."""
    found: dict[Sku, int] = {}
    for line in quote.lines:
        found[line.sku] = found.get(line.sku, 0) + line.quantity
    return found
