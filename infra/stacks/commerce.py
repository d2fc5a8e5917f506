"""The stack of commerce."""

from infra.stacks.area import AreaStack


class Commerce(AreaStack):
    """Catalogue, prices, stock, orders, payments and shipments."""
