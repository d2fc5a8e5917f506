"""Changing the catalogue, whoever does it: by API, by file or by event."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field

from baton.commerce.catalogue import Catalogue, Categories, Product, SellingState, Variants
from baton.commerce.container import Commerce
from baton.commerce.contradictions import in_a_product
from baton.commerce.events import PRODUCT_CHANGED, ProductChanged
from baton.commerce.ids import ProductId
from baton.commerce.pricing.showing import ShownPrices
from baton.core.clock import Clock, NewId
from baton.core.contract import Contract, UtcDatetime
from baton.core.errors import FieldError, InvalidInput, NotFound, StaleVersion, Unavailable
from baton.core.message import AgentName
from baton.core.observability import logger
from baton.messaging.announcements import announcement
from baton.messaging.outbox import Outbox, OutboxEntry
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
        shown: ShownPrices,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._sender = sender
        self._shown = shown
        self._catalogue = catalogue
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def of(cls, sender: AgentName, platform: "Platform") -> Self:
        """The service of a platform."""
        area, transactions = platform.area(Commerce), platform.transactions
        return cls(
            sender,
            catalogue=area.catalogue,
            outbox=platform.outbox,
            transactions=transactions,
            shown=ShownPrices(area.prices, area.pricing, area.settings, transactions),
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
        ``InvalidInput`` for an id under which nobody would find it, and for what contradicts itself.
        """
        if product_id in RESERVED:
            raise InvalidInput([FieldError("/product_id", f"{product_id} is reserved", "reserved")])
        if faults := list(in_a_product(content)):
            raise InvalidInput(faults)
        given = {name: getattr(content, name) for name in type(content).model_fields}
        version = before.version + 1 if before else 1
        product = Product.model_validate(
            {
                "product_id": product_id,
                "version": version,
                "updated_at": self._clock(),
                **given,
            }
        )
        if before and _same(product, before):
            return before
        self._shown_before(product, before)
        try:
            with self._transactions.begin() as within:
                self._catalogue.put(product, before, within)
                self._outbox.add(self._told(product, correlation_id), within)
        except StaleVersion:
            kept = self.find(product_id)
            if kept is None or not _same(product, kept):
                raise
            return kept
        self._shown_after(product, before)
        return product

    def _told(self, product: Product, correlation_id: str) -> OutboxEntry:
        message_id = self._new_id()
        return announcement(
            PRODUCT_CHANGED,
            ProductChanged(product_id=product.product_id, version=product.version),
            sender=self._sender,
            message_id=message_id,
            subject_id=message_id,
            correlation_id=correlation_id,
            now=product.updated_at,
        )

    def _shown_before(self, product: Product, before: Product | None) -> None:
        """Has what is shown kept before it is shown no more, however short it was: as only the version
        that was read can be replaced, none is, of which that is not kept.
        """
        if before and repriced(before, product):
            self._shown.keep_all(before, self._clock() - timedelta(microseconds=1))

    def _shown_after(self, product: Product, before: Product | None) -> None:
        """Has what is shown from now on kept at once. If that cannot be, the next change or review does:
        the product is kept already.
        """
        if not (before and repriced(before, product)):
            return
        gone = [one for one in before.variants if product.variant(one.sku) is None]
        every = product.model_copy(update={"variants": (*product.variants, *gone)})
        try:
            self._shown.keep_all(every, self._clock())
        except (StaleVersion, Unavailable):
            logger("commerce").warning("What is shown could not be kept at once.")


def repriced(before: Product, after: Product) -> bool:
    """Whether a change may be one of what is shown of a product: prices, what limits them, tax, what
    rules and promotions go by, and whether it is sold.
    """
    return before.model_dump(exclude=_BESIDE) != after.model_dump(exclude=_BESIDE)


_NOT_PRICED = {"title", "options", "dimensions", "is_shipped"}
_BESIDE: Mapping[str, Any] = {
    **dict.fromkeys(("version", "updated_at", "title", "description"), True),
    "variants": {"__all__": _NOT_PRICED},
}


def _same(one: Product, other: Product) -> bool:
    beside: set[str] = {"version", "updated_at"}
    return one.model_dump(exclude=beside) == other.model_dump(exclude=beside)
