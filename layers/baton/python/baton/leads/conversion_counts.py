"""Leads and their conversions, counted by the day on which the lead came."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from ulid import ULID

from baton.leads.base_rate import Day
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.shards import every_shard, sharded
from baton.persistence.timestamps import epoch_seconds

KEPT_DAYS = 90
"""Days whose leads are counted; a later conversion changes nothing any more."""

SHARDS = 8
"""Items of each day's counts: every lead adds to one of them."""


class Counted(StrEnum):
    """What is counted."""

    CAME = "came"
    ANSWERED = "answered"
    """clicked, replied or converted"""
    CONVERTED = "converted"


FOR_THE_RATE = (Counted.CAME, Counted.CONVERTED)


class ConversionCounts(Protocol):
    """Where the counts are kept, in the requests table."""

    def count(self, what: Counted, lead_id: str, came_on: date) -> None:
        """Counts a lead once, however often it is asked to. Days are in UTC.

        Between remembering the lead and counting it a crash loses that one count.
        """
        ...

    def days(
        self, now: datetime, since: date, of: Collection[Counted] = FOR_THE_RATE
    ) -> tuple[Day, ...]:
        """The days from ``since`` on which leads came, today first; at most the last 90. What is not
        named in ``of`` is not read.
        """
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
            self._items(sharded(_key(what, came_on), lead_id, SHARDS)).update(
                [self._items.hits.add(1), self._items.expires_at.set(ends)]
            )

    def days(
        self, now: datetime, since: date, of: Collection[Counted] = FOR_THE_RATE
    ) -> tuple[Day, ...]:
        """See ``ConversionCounts``."""
        wanted = last_days(now, since)
        names = [_key(what, day) for day in wanted for what in of]
        keys = [(shard,) for name in names for shard in every_shard(name, SHARDS)]
        hits: Counter[str] = Counter()
        for item in self._database.fetch(self._items, keys):
            hits[item.request_key.rpartition("#")[0]] += int(item.hits or 0)
        return tuple(
            Day(age, came, hits[_key(Counted.CONVERTED, day)], hits[_key(Counted.ANSWERED, day)])
            for age, day in enumerate(wanted)
            if (came := hits[_key(Counted.CAME, day)])
        )


def day_of(lead_id: str) -> date:
    """The day in UTC on which a lead came: its ULID begins with the moment."""
    return ULID.from_str(lead_id).datetime.astimezone(UTC).date()


def last_days(now: datetime, since: date) -> Sequence[date]:
    """The days from ``since`` that count, today first."""
    ages = range(min(KEPT_DAYS, (now.date() - since).days + 1))
    return [now.date() - timedelta(days=age) for age in ages]


def _key(what: Counted, day: date) -> str:
    return f"tally#{what}#{day:%Y-%m-%d}"


def _end(came_on: date) -> int:
    kept_until = datetime(came_on.year, came_on.month, came_on.day, tzinfo=UTC)
    return epoch_seconds(kept_until + timedelta(days=KEPT_DAYS + 1))
