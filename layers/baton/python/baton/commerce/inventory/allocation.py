"""From where pieces are taken: whole orders from one location where that can be, as few locations as
can be otherwise. Pure.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from baton.commerce.ids import LocationId, Sku
from baton.commerce.inventory.stock import HeldLine, OutOfStock, RequestedPieces, StockLevel

Available = dict[LocationId, dict[Sku, int]]


def allocated(
    wanted: Sequence[RequestedPieces],
    levels: Sequence[StockLevel],
    preferred: Sequence[LocationId] = (),
) -> tuple[HeldLine, ...]:
    """What is held where: always the location that covers most of what is still wanted, of equal ones
    the one that is ``preferred``, then by name. A SKU that is wanted twice is added up.

    Raises ``OutOfStock``, naming every SKU of which there is too little over all locations.
    """
    open_ = totals(wanted)
    at: Available = defaultdict(dict)
    for level in levels:
        at[level.location][level.sku] = level.available
    short = {
        sku: total
        for sku, quantity in open_.items()
        if (total := sum(there.get(sku, 0) for there in at.values())) < quantity
    }
    if short:
        raise OutOfStock(short)
    ranks = {location: rank for rank, location in enumerate(preferred)}
    lines: list[HeldLine] = []
    while open_:
        location = min(
            at, key=lambda one: (-_covered(at[one], open_), ranks.get(one, len(ranks)), one)
        )
        there = at.pop(location)
        for sku in sorted(open_):
            if taken := min(there.get(sku, 0), open_[sku]):
                lines.append(HeldLine(sku=sku, location=location, quantity=taken))
                open_[sku] -= taken
        open_ = {sku: left for sku, left in open_.items() if left}
    return tuple(lines)


def with_freed(levels: Sequence[StockLevel], freed: Sequence[HeldLine]) -> tuple[StockLevel, ...]:
    """The levels as they are once what is held is free."""
    back = {(line.sku, line.location): line.quantity for line in freed}
    return tuple(
        one.model_copy(update={"available": one.available + back.get((one.sku, one.location), 0)})
        for one in levels
    )


def moved(
    before: Sequence[HeldLine], after: Sequence[HeldLine]
) -> Mapping[tuple[Sku, LocationId], int]:
    """How many more pieces are held after than before, where that is another number."""
    found: dict[tuple[Sku, LocationId], int] = defaultdict(int)
    for sign, lines in ((-1, before), (1, after)):
        for line in lines:
            found[line.sku, line.location] += sign * line.quantity
    return {place: pieces for place, pieces in found.items() if pieces}


def totals(wanted: Sequence[RequestedPieces]) -> dict[Sku, int]:
    """Pieces wanted of each SKU."""
    found: dict[Sku, int] = defaultdict(int)
    for one in wanted:
        found[one.sku] += one.quantity
    return dict(found)


def _covered(there: Mapping[Sku, int], wanted: Mapping[Sku, int]) -> int:
    return sum(min(there.get(sku, 0), quantity) for sku, quantity in wanted.items())
