"""What is given back for pieces that come back, or were not found when they were packed. Pure.

A line's total is divided over its pieces by largest remainders, and the first pieces of that division
come back first: so whatever comes back in which steps, all pieces together give exactly the line's
total, and never more than it.
"""

from collections.abc import Iterable, Mapping, Sequence

from baton.commerce.division import divided_by
from baton.commerce.ids import Sku
from baton.commerce.inventory.stock import HeldLine
from baton.commerce.orders.order import Order, OrderReturn
from baton.commerce.payments.units import charge_unit
from baton.commerce.pricing.quotes import QuotedLine
from baton.core.errors import FieldError, InvalidInput


def given_back(order: Order, pieces: Mapping[Sku, int], can: str = "can come back") -> int:
    """What the buyer gets for pieces of SKUs, in minor units, after what came back before; shipping is
    not given back. Raises ``InvalidInput`` for more than were bought and not returned, in words of what
    they ``can`` do.
    """
    before, faults, total = returned(order), [], 0
    for sku, count in sorted(pieces.items()):
        bought = sum(line.quantity for line in order.quote.lines if line.sku == sku)
        left = bought - before.get(sku, 0)
        if not 0 < count <= left:
            detail = f"{left} of {bought} {can}" if bought else "was not bought"
            faults.append(FieldError(f"/pieces/{sku}", detail, "too_many"))
        else:
            prices = _by_piece(order, sku)
            total += sum(prices[before.get(sku, 0) :][:count])
    if faults or not pieces:
        raise InvalidInput(faults or [FieldError("/pieces", "names no piece", "empty")])
    return total


def returned(order: Order) -> dict[Sku, int]:
    """Pieces that came back, or are about to, or never left, by SKU: also those whose refund was
    refused, since the buyer has them no more.
    """
    return counted(order.returns)


def missing(order: Order) -> dict[Sku, int]:
    """Pieces that were not found when it was packed, by SKU."""
    return counted(one for one in order.returns if one.missing)


def counted(returns: Iterable[OrderReturn]) -> dict[Sku, int]:
    """All pieces of returns, by SKU."""
    found: dict[Sku, int] = {}
    for one in returns:
        for sku, count in one.pieces.items():
            found[sku] = found.get(sku, 0) + count
    return found


def without(held: Sequence[HeldLine], pieces: Mapping[Sku, int]) -> tuple[HeldLine, ...]:
    """What is left of the lines once pieces of them are gone, those of the first lines first."""
    left, rest = dict(pieces), list[HeldLine]()
    for line in held:
        gone = min(left.get(line.sku, 0), line.quantity)
        left[line.sku] = left.get(line.sku, 0) - gone
        if gone < line.quantity:
            rest.append(line.model_copy(update={"quantity": line.quantity - gone}))
    return tuple(rest)


def _by_piece(order: Order, sku: Sku) -> list[int]:
    """What each piece of a SKU cost, over the lines that have it."""
    unit, lines = charge_unit(order.quote.currency), order.quote.lines
    return [part for line in lines if line.sku == sku for part in _pieces(line, unit)]


def _pieces(line: QuotedLine, unit: int) -> tuple[int, ...]:
    return divided_by(unit, line.total, [1] * line.quantity)
