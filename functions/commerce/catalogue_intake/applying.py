"""Applying rows: each product once for the rows of a block, each count of stock under its row's id."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pydantic import ValidationError

from baton.commerce.catalogue_service import CatalogueService
from baton.commerce.ids import ProductId
from baton.commerce.inventory.service import StockService
from baton.commerce.inventory.stock import Movement, MovementReason
from baton.core.clock import Clock
from baton.core.errors import AlreadyExists, Conflict, InvalidInput, NotFound
from baton.core.field_errors import in_words
from baton.persistence.retry_on_conflict import retry_on_conflict
from functions.commerce.catalogue_intake.product_row import ProductRow, content_with

WORKERS = 8

Numbered = Sequence[tuple[int, ProductRow]]
"""Rows with their numbers in the file, from 1."""


@dataclass(frozen=True, slots=True)
class Applying:
    """Applies rows to the catalogue and to stock. The same rows again change nothing more."""

    catalogue: CatalogueService
    stock: StockService
    clock: Clock

    def apply(self, import_id: str, rows: Numbered) -> dict[int, str]:
        """Applies rows, those of one product one after the other, products side by side. Gives why rows
        could not be, by number. Raises ``Unavailable``: do it again.
        """
        by_product: defaultdict[ProductId, list[tuple[int, ProductRow]]] = defaultdict(list)
        for number, row in rows:
            by_product[row.product_id].append((number, row))
        with ThreadPoolExecutor(WORKERS) as pool:
            sent = [pool.submit(self._product, import_id, those) for those in by_product.values()]
            return {number: why for one in sent for number, why in one.result().items()}

    def _product(self, import_id: str, rows: Numbered) -> Mapping[int, str]:
        """The rows of one product together; if they cannot be, each by itself."""
        try:
            self._keep(import_id, rows)
        except (ValueError, AlreadyExists, Conflict, InvalidInput) as error:
            if len(rows) == 1:
                return {rows[0][0]: why_of(error)}
            return {
                number: why
                for one in rows
                for number, why in self._product(import_id, [one]).items()
            }
        return dict(self._counted(import_id, rows))

    def _keep(self, import_id: str, rows: Numbered) -> None:
        product_id = rows[0][1].product_id

        def attempt() -> None:
            before = self.catalogue.find(product_id)
            content = content_with(before, (row for _, row in rows))
            self.catalogue.put(product_id, content, before, import_id)

        retry_on_conflict(attempt)

    def _counted(self, import_id: str, rows: Numbered) -> Iterator[tuple[int, str]]:
        """Counts the rows' stock. Gives those that could not be."""
        for number, row in rows:
            if row.stock is None or row.location is None:
                continue
            movement = Movement(
                movement_id=f"{import_id}:{number}",
                sku=row.sku,
                location=row.location,
                on_hand=0,
                reason=MovementReason.COUNTED,
                by="catalogue_intake",
                at=self.clock(),
            )
            try:
                self.stock.count(row.stock, movement)
            except (Conflict, NotFound) as error:
                yield number, f"stock: {error}"


def why_of(error: Exception) -> str:
    """Why a row cannot be applied, in words."""
    if isinstance(error, ValidationError):
        return "; ".join(in_words(error))
    if isinstance(error, InvalidInput):
        return "; ".join(f"{one.pointer.lstrip('/')}: {one.detail}" for one in error.faults)
    return str(error)
