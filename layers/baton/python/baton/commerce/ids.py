"""Ids that shops give, and quantities that can be sold."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

Sku = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""What a shop calls one thing that it sells and keeps in stock, as ``SHIRT-RED-M``."""

ProductId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""What a shop calls a product: one or more SKUs."""

CustomerId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""What a shop calls a customer."""

LocationId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
"""A place where stock is, as ``vienna``."""

MOST_PIECES = 100_000
"""Pieces of one SKU in a cart or an order."""

Quantity = Annotated[int, Field(ge=1, le=MOST_PIECES)]
"""Pieces of one SKU in a cart or an order."""

MOST_LINES = 40
"""Lines of a cart or an order."""

MOST_HELD = 49
"""Pairs of a SKU and a location that one reservation holds: with a movement each, and the reservation
itself, they are confirmed in one transaction of 100 writes."""

MOST_LOOKED_UP = 100
"""SKUs that are looked up together."""


def together(skus: Sequence[Sku]) -> Iterator[frozenset[Sku]]:
    """Any number of SKUs, in as many as are looked up together."""
    for start in range(0, len(skus), MOST_LOOKED_UP):
        yield frozenset(skus[start : start + MOST_LOOKED_UP])
