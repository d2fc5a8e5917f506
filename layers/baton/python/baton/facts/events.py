"""The event by which areas publish facts."""

from pydantic import Field

from baton.core.contract import Contract
from baton.facts.fact import Fact
from baton.messaging.events import Event

MOST_FACTS = 500
MOST_BYTES = 150_000
"""Of the facts of one event as JSON: an event may have 256 KB, and its outbox entry 400."""


class FactsRecorded(Contract):
    """Facts that are to be kept. Told again, they are the same facts."""

    facts: tuple[Fact, ...] = Field(min_length=1, max_length=MOST_FACTS)


FACTS_RECORDED = Event("facts.recorded", FactsRecorded)
