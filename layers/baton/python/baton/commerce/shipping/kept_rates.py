"""Rates that carriers offered before, for when they cannot be asked."""

import hashlib
from datetime import datetime, timedelta
from typing import Protocol

from baton.commerce.catalogue import Dimensions
from baton.commerce.places import PostalAddress
from baton.commerce.shipping.port import RatedShipment
from baton.persistence.database import Database, database_errors
from baton.persistence.timestamps import epoch_seconds

KEPT = timedelta(days=7)


class KeptRates(Protocol):
    """Rates by parcel and way. Both methods raise ``Unavailable``."""

    def keep(self, key: str, rated: RatedShipment, now: datetime) -> None:
        """Keeps what was offered, for seven days, in the place of what was before."""
        ...

    def find(self, key: str, now: datetime) -> RatedShipment | None:
        """What was offered in the last seven days; ``None`` if nothing was."""
        ...


def way_of(sender: PostalAddress, recipient: PostalAddress, parcel: Dimensions) -> str:
    """The key of a parcel's way. Nothing of who sends and gets it is in it but where they are."""
    ends = (sender.country, sender.postal_code, recipient.country, recipient.region)
    size = (parcel.length, parcel.width, parcel.height, parcel.weight)
    told = "|".join(str(one) for one in (*ends, recipient.postal_code, *size))
    return hashlib.sha256(told.encode()).hexdigest()


class DynamoKeptRates:
    """See ``KeptRates``: in the table of prices."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.commerce.items import PriceItem

        self._items = database.bound(PriceItem, table)

    def keep(self, key: str, rated: RatedShipment, now: datetime) -> None:
        """See ``KeptRates``."""
        text, ends = rated.model_dump_json(exclude_none=True), epoch_seconds(now + KEPT)
        with database_errors():
            self._items(f"rates#{key}", _RATES, document=text, expires_at=ends).save()

    def find(self, key: str, now: datetime) -> RatedShipment | None:
        """See ``KeptRates``."""
        try:
            with database_errors():
                item = self._items.get(f"rates#{key}", _RATES)
        except self._items.DoesNotExist:
            return None
        if int(item.expires_at or 0) <= epoch_seconds(now):
            return None
        return RatedShipment.model_validate_json(item.document or "")


_RATES = "rates"
