"""Leads and their conversions, counted by the day on which the lead came."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from ulid import ULID

from baton.leads.base_rate import Day
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.timestamps import epoch_seconds

KEPT_DAYS = 90
"""Days whose leads are counted; a later conversion changes nothing any more."""


class Counted(StrEnum):
    """What is counted."""

    CAME = "came"
    CONVERTED = "converted"


class ConversionCounts(Protocol):
    """Where the counts are kept, in the requests table."""

    def count(self, what: Counted, lead_id: str, came_on: date) -> None:
        """Counts a lead once, however often it is asked to. Days are in UTC.

        Between remembering the lead and counting it a crash loses that one count.
        """
        ...

    def days(self, now: datetime) -> tuple[Day, ...]:
        """The last 90 days on which leads came, today first."""
        ...


class DynamoConversionCounts:
    """Counts in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.persistence.items import RequestItem

        self._database = database
        self._items = database.bound(RequestItem, table)

    def count(self, what: Counted, lead_id: str, came_on: date) -> None:
        """See ``ConversionCounts``."""
        from pynamodb.exceptions import PutError

        ends = _end(came_on)
        seen = self._items(f"tally#{what}#{lead_id}", expires_at=ends)
        try:
            with database_errors():
                seen.save(self._items.request_key.does_not_exist())
        except PutError as error:
            if condition_failed(error):
                return
            raise
        with database_errors():
            self._items(_key(what, came_on)).update(
                [self._items.hits.add(1), self._items.expires_at.set(ends)]
            )

    def days(self, now: datetime) -> tuple[Day, ...]:
        """See ``ConversionCounts``."""
        wanted = last_days(now)
        keys = [(_key(what, day),) for day in wanted for what in Counted]
        found = self._database.fetch(self._items, keys)
        hits = {item.request_key: int(item.hits or 0) for item in found}
        return tuple(
            Day(age, came, hits.get(_key(Counted.CONVERTED, day), 0))
            for age, day in enumerate(wanted)
            if (came := hits.get(_key(Counted.CAME, day), 0))
        )


def day_of(lead_id: str) -> date:
    """The day in UTC on which a lead came: its ULID begins with the moment."""
    return ULID.from_str(lead_id).datetime.astimezone(UTC).date()


def last_days(now: datetime) -> Sequence[date]:
    """The days that count, today first."""
    return [now.date() - timedelta(days=age) for age in range(KEPT_DAYS)]


def _key(what: Counted, day: date) -> str:
    return f"tally#{what}#{day:%Y-%m-%d}"


def _end(came_on: date) -> int:
    kept_until = datetime(came_on.year, came_on.month, came_on.day, tzinfo=UTC)
    return epoch_seconds(kept_until + timedelta(days=KEPT_DAYS + 1))
