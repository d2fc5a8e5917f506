"""Counts of leads in memory."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from baton.leads.base_rate import Day
from baton.leads.conversion_counts import FOR_THE_RATE, Counted, last_days
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

    def days(
        self, now: datetime, since: date, of: Collection[Counted] = FOR_THE_RATE
    ) -> tuple[Day, ...]:
        with self._ground.faults.at("conversion_counts.days"), self._ground.lock:
            known = {key: hits for key, hits in self.hits.items() if key[0] in of}
            return tuple(
                Day(
                    age,
                    came,
                    known.get((Counted.CONVERTED, day), 0),
                    known.get((Counted.ANSWERED, day), 0),
                )
                for age, day in enumerate(last_days(now, since))
                if (came := known.get((Counted.CAME, day), 0))
            )
