"""Attributes that pynamodb lacks."""

from decimal import Decimal

from pynamodb.attributes import Attribute, NumberAttribute
from pynamodb.constants import BINARY

from baton.persistence.documents import compressed, text_of


class DocumentAttribute(Attribute[str]):
    """A document's text, compressed (``baton.persistence.documents``). No condition can look into it."""

    attr_type = BINARY

    def serialize(self, value: str) -> bytes:
        return compressed(value)

    def deserialize(self, value: bytes) -> str:
        return text_of(value)


class WholeNumberAttribute(NumberAttribute):
    """A whole number of any size, which ``NumberAttribute`` reads as a float if it comes as 1E+30."""

    def deserialize(self, value: str) -> int:
        return int(Decimal(value))
