"""Attributes that pynamodb lacks."""

from decimal import Decimal

from pynamodb.attributes import NumberAttribute


class WholeNumberAttribute(NumberAttribute):
    """A whole number of any size, which ``NumberAttribute`` reads as a float if it comes as 1E+30."""

    def deserialize(self, value: str) -> int:
        return int(Decimal(value))
