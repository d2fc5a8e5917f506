"""Changing the catalogue, whoever does it: by API, by file or by event."""

from typing import TYPE_CHECKING, Self

from pydantic import Field

from baton.commerce.catalogue import Catalogue, Categories, Product, SellingState, Variants
from baton.commerce.container import Commerce
from baton.commerce.events import PRODUCT_CHANGED, ProductChanged
from baton.commerce.ids import ProductId
from baton.core.clock import Clock, NewId
from baton.core.contract import Contract, UtcDatetime
from baton.core.errors import FieldError, InvalidInput, NotFound, StaleVersion
from baton.core.message import AgentName
from baton.messaging.announcements import announcement
from baton.messaging.outbox import Outbox
from baton.persistence.transaction import Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


RESERVED = frozenset({"search"})
"""Ids that no product has, since the API has another route at ``/api/v1/products/<id>``."""


class ProductContent(Contract):
    """A product as a shop gives it: all of it but what Baton keeps beside."""

    title: str = Field(min_length=1, max_length=300)
    description: str = Field(default="", max_length=10_000)
    categories: Categories = ()
    brand: str | None = Field(default=None, max_length=200)
    variants: Variants
    state: SellingState = SellingState.ACTIVE
    sold_from: UtcDatetime | None = None
    sold_until: UtcDatetime | None = None


class CatalogueService:
    """The one place that writes products. ``sender`` is who announces what changed."""

    def __init__(
        self,
        sender: AgentName,
        *,
        catalogue: Catalogue,
        outbox: Outbox,
        transactions: Transactions,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._sender = sender
        self._catalogue = catalogue
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def of(cls, sender: AgentName, platform: "Platform") -> Self:
        """The service of a platform."""
        return cls(
            sender,
            catalogue=platform.area(Commerce).catalogue,
            outbox=platform.outbox,
            transactions=platform.transactions,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def find(self, product_id: ProductId) -> Product | None:
        """The product; ``None`` if there is none."""
        try:
            return self._catalogue.get(product_id)
        except NotFound:
            return None

    def put(
        self,
        product_id: ProductId,
        content: ProductContent,
        before: Product | None,
        correlation_id: str,
    ) -> Product:
        """Keeps a product as it is given, after ``before``; the same again changes nothing. Raises
        ``StaleVersion`` if another version is kept, ``AlreadyExists`` if a SKU is another product's, and
        ``InvalidInput`` for an id under which nobody would find it.
        """
        if product_id in RESERVED:
            raise InvalidInput([FieldError("/product_id", f"{product_id} is reserved", "reserved")])
        now = self._clock()
        given = {name: getattr(content, name) for name in type(content).model_fields}
        version = before.version + 1 if before else 1
        product = Product.model_validate(
            {"product_id": product_id, "version": version, "updated_at": now, **given}
        )
        if before and _same(product, before):
            return before
        payload = ProductChanged(product_id=product_id, version=version)
        message_id = self._new_id()
        entry = announcement(
            PRODUCT_CHANGED,
            payload,
            sender=self._sender,
            message_id=message_id,
            subject_id=message_id,
            correlation_id=correlation_id,
            now=now,
        )
        try:
            with self._transactions.begin() as within:
                self._catalogue.put(product, before, within)
                self._outbox.add(entry, within)
        except StaleVersion:
            kept = self.find(product_id)
            if kept is None or not _same(product, kept):
                raise
            return kept
        return product


def _same(one: Product, other: Product) -> bool:
    beside: set[str] = {"version", "updated_at"}
    return one.model_dump(exclude=beside) == other.model_dump(exclude=beside)
