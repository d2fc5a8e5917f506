"""Issuing an order's documents, each once, under the next number of its series."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from baton.commerce.container import Commerce
from baton.commerce.orders.document_numbers import DocumentNumbers
from baton.commerce.orders.documents import DocumentKind, IssuedDocument, number_text
from baton.core.contract import Ulid
from baton.persistence.transaction import Transaction

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


@dataclass(frozen=True, slots=True)
class Issuing:
    """Gives numbers. ``seller`` are the lines that name the shop on what is issued from now on."""

    numbers: DocumentNumbers
    seller: tuple[str, ...]
    zone: ZoneInfo

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """Issuing by a platform's parts."""
        area = platform.area(Commerce)
        settings = area.settings
        place = f"{settings.sender_postal_code} {settings.sender_city}".strip()
        lines = (
            settings.sender_name or platform.settings.company,
            settings.sender_street,
            place,
            settings.sender_country,
            settings.seller_tax_id,
        )
        zone = ZoneInfo(settings.shop_time_zone)
        return cls(area.document_numbers, tuple(filter(None, lines)), zone)

    def next(
        self, kind: DocumentKind, now: datetime, return_id: Ulid | None = None
    ) -> tuple[IssuedDocument, Callable[[Transaction], None]]:
        """The next document of a series, and what takes its number in the transaction that keeps it."""
        day = now.astimezone(self.zone).date()
        number = self.numbers.last(kind, day.year) + 1
        document = IssuedDocument(
            kind=kind,
            number=number_text(kind, day.year, number),
            issued_on=day,
            seller=self.seller,
            return_id=return_id,
        )
        return document, lambda within: self.numbers.take(kind, day.year, number, within)
