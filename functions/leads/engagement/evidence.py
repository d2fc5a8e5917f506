"""Reads what is known of responses: a person's own each time, the pools' every few minutes."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.leads.assessment import Category
from baton.leads.lead import Lead
from baton.leads.person_keys import person_of
from baton.leads.responses import WHOLE, segment_of
from functions.leads.engagement.habits import ResponseProfile
from functions.leads.engagement.response_model import Level, ResponseModel

if TYPE_CHECKING:
    from baton.leads.response_repository import Evidence

ReadResponses = Callable[[str, Collection[str]], "Evidence"]
"""Gives what is known of a person and of pools, in one batch."""

FRESH = timedelta(minutes=5)
"""How long a container goes by the counters of a pool that it has read."""


class KnownResponses:
    """What is known of responses, with at most one request for a lead."""

    def __init__(self, read: ReadResponses, clock: Clock) -> None:
        self._read = read
        self._clock = clock
        self._pools: dict[str, tuple[datetime, Level]] = {}

    def habits_of(self, lead: Lead, category: Category) -> ResponseProfile:
        """The habits of the lead's person. Nobody waits for statistics: if they cannot be read, the
        plan is made by the rules alone.
        """
        now, segment = self._clock(), segment_of(category, lead.details)
        wanted = [pool for pool in (WHOLE, segment) if not self._is_fresh(pool, now)]
        try:
            found = self._read(person_of(lead.lead_id, lead.details), wanted)
        except Unavailable:
            return ResponseProfile(lead.lead_id)
        self._pools |= {pool: (now, Level(counts)) for pool, counts in found.pools.items()}
        whole = self._pools[WHOLE][1]
        model = ResponseModel(
            whole=whole,
            segment=self._pools[segment][1],
            person=Level(found.person.counts()),
            in_segment=Level(found.person.counts(segment)),
        )
        return ResponseProfile(lead.lead_id, model, whole.counts)

    def _is_fresh(self, pool: str, now: datetime) -> bool:
        known = self._pools.get(pool)
        return known is not None and now - known[0] < FRESH
