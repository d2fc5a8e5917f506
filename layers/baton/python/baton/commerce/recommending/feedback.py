"""What became of recommendations, counted by SKU; exploration goes by it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from pydantic import Field

from baton.commerce.ids import Sku
from baton.commerce.recommending.asking import RecommendationFeedback
from baton.core.contract import Contract
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.timestamps import epoch_seconds

KEPT = timedelta(days=90)
"""After the last time that something was counted."""

REMEMBERED = timedelta(days=7)
"""For so long the same told again counts once."""


class FeedbackKind(StrEnum):
    """What is counted."""

    SHOWN = "shown"
    CLICKED = "clicked"
    BOUGHT = "bought"


class OfferCounts(Contract):
    """How often a SKU was shown as a recommendation, clicked and bought."""

    shown: int = Field(default=0, ge=0)
    clicked: int = Field(default=0, ge=0)
    bought: int = Field(default=0, ge=0)


def told_in(feedback: RecommendationFeedback) -> Iterator[tuple[FeedbackKind, Sku]]:
    """What a message tells, each once."""
    for what in FeedbackKind:
        for sku in dict.fromkeys(getattr(feedback, what)):
            yield what, sku


class FeedbackCounts(Protocol):
    """Where the counts are kept, in the requests table."""

    def count(self, feedback: RecommendationFeedback, now: datetime) -> int:
        """Counts what was not counted yet of this request, and gives how much that was. A crash between
        remembering and counting loses that one count.
        """
        ...

    def of(self, skus: frozenset[Sku]) -> Mapping[Sku, OfferCounts]:
        """The counts of up to 100 SKUs, perhaps without the last moment's; those that have none are left
        out.
        """
        ...


class DynamoFeedbackCounts:
    """Counts in DynamoDB: an item a SKU and kind, and one for what was told, so that it counts once."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.persistence.items import RequestItem

        self._database = database
        self._items = database.bound(RequestItem, table)

    def count(self, feedback: RecommendationFeedback, now: datetime) -> int:
        """See ``FeedbackCounts``."""
        return sum(
            self._count(what, sku, feedback.request_id, now) for what, sku in told_in(feedback)
        )

    def of(self, skus: frozenset[Sku]) -> Mapping[Sku, OfferCounts]:
        """See ``FeedbackCounts``."""
        keys = {_key(what, sku): (what, sku) for what in FeedbackKind for sku in skus}
        found: defaultdict[Sku, dict[str, int]] = defaultdict(dict)
        wanted = [(key,) for key in keys]
        for item in self._database.fetch(self._items, wanted, consistent=False):
            what, sku = keys[item.request_key]
            found[sku][what] = int(item.hits or 0)
        return {sku: OfferCounts.model_validate(hits) for sku, hits in found.items()}

    def _count(self, what: FeedbackKind, sku: Sku, request_id: str, now: datetime) -> bool:
        from pynamodb.exceptions import PutError

        key = f"{_key(what, sku)}#{request_id}"
        seen = self._items(key, expires_at=epoch_seconds(now + REMEMBERED))
        try:
            with database_errors():
                seen.save(self._items.request_key.does_not_exist())
        except PutError as error:
            if condition_failed(error):
                return False
            raise
        with database_errors():
            self._items(_key(what, sku)).update(
                [
                    self._items.hits.add(1),
                    self._items.expires_at.set(epoch_seconds(now + KEPT)),
                ]
            )
        return True


def _key(what: FeedbackKind, sku: Sku) -> str:
    return f"recommended#{what}#{sku}"
