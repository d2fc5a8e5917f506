"""What is given back for pieces that come back. Pure.

A line's total is divided over its pieces by largest remainders, and the first pieces of that division
come back first: so whatever comes back in which steps, all pieces together give exactly the line's
total, and never more than it.
"""

from collections.abc import Mapping

from baton.commerce.division import divided_by
from baton.commerce.ids import Sku
from baton.commerce.orders.order import Order
from baton.commerce.payments.units import charge_unit
from baton.commerce.pricing.quotes import QuotedLine
from baton.core.errors import FieldError, InvalidInput


def given_back(order: Order, pieces: Mapping[Sku, int]) -> int:
    """What the buyer gets for pieces of SKUs, in minor units, after what came back before; shipping is
    not given back. Raises ``InvalidInput`` for more than were bought and not returned.
    """
    before, faults, total = returned(order), [], 0
    for sku, count in sorted(pieces.items()):
        bought = sum(line.quantity for line in order.quote.lines if line.sku == sku)
        left = bought - before.get(sku, 0)
        if not 0 < count <= left:
            detail = f"{left} of {bought} can come back" if bought else "was not bought"
            faults.append(FieldError(f"/pieces/{sku}", detail, "too_many"))
        else:
            prices = _by_piece(order, sku)
            total += sum(prices[before.get(sku, 0) :][:count])
    if faults or not pieces:
        raise InvalidInput(faults or [FieldError("/pieces", "names no piece", "empty")])
    return total


def returned(order: Order) -> dict[Sku, int]:
    """Pieces that came back, or are about to, by SKU: also those whose refund was refused, since they
    are in stock again.
    """
    found: dict[Sku, int] = {}
    for one in order.returns:
        for sku, count in one.pieces.items():
            found[sku] = found.get(sku, 0) + count
    return found


def _by_piece(order: Order, sku: Sku) -> list[int]:
    """What each piece of a SKU cost, over the lines that have it."""
    unit, lines = charge_unit(order.quote.currency), order.quote.lines
    return [part for line in lines if line.sku == sku for part in _pieces(line, unit)]


def _pieces(line: QuotedLine, unit: int) -> tuple[int, ...]:
    return divided_by(unit, line.total, [1] * line.quantity)
