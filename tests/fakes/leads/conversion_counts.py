"""Counts of leads in memory."""

from collections import Counter
from datetime import date, datetime

from baton.leads.base_rate import Day
from baton.leads.conversion_counts import Counted, last_days
from tests.fakes.platform.transaction import Ground


class FakeConversionCounts:
    """See ``baton.leads.conversion_counts.ConversionCounts``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.seen: set[tuple[Counted, str]] = set()
        self.hits: Counter[tuple[Counted, date]] = Counter()

    def count(self, what: Counted, lead_id: str, came_on: date) -> None:
        with self._ground.faults.at("conversion_counts.count"), self._ground.lock:
            if (what, lead_id) not in self.seen:
                self.seen.add((what, lead_id))
                self.hits[what, came_on] += 1

    def days(self, now: datetime, since: date) -> tuple[Day, ...]:
        with self._ground.faults.at("conversion_counts.days"), self._ground.lock:
            return tuple(
                Day(age, came, self.hits[Counted.CONVERTED, day])
                for age, day in enumerate(last_days(now, since))
                if (came := self.hits[Counted.CAME, day])
            )
