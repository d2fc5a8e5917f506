"""What became of the entries of one call."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

Outcomes = Mapping[str, "EntryOutcome"]
"""What became of each entry, by its id."""


class EntryOutcome(StrEnum):
    """What became of one entry."""

    DONE = "done"
    DEFERRED = "deferred"
    """failed; it comes again later"""
    HELD = "held"
    """not tried, since an agent that it needs is unavailable; it comes again without loss"""
    PARKED = "parked"
    """failed at every attempt; a person looks at it"""
    GONE = "gone"
    """done, claimed by another worker, or not due yet"""
    LEFT = "left"
    """not claimed, since what it needs does not answer; a later sweep takes it"""
    UNREACHED = "unreached"
    """not claimed, since the time was short or the table did not answer"""
    STRANDED = "stranded"
    """a fault that nobody could record: the entry comes again when its lease ends"""


@dataclass
class BatchResult:
    """The outcomes of one call, and how long the oldest entry was due when the call began."""

    outcomes: dict[str, EntryOutcome] = field(default_factory=dict)
    oldest: timedelta = timedelta(0)

    def add(self, outcomes: Outcomes) -> None:
        """Counts more entries; the latest outcome of an entry is the one that counts."""
        self.outcomes.update(outcomes)

    def counts(self) -> dict[str, int]:
        """How many entries had each outcome, as metric names: ``Done``, ``Deferred``, …"""
        counted = Counter(self.outcomes.values())
        return {outcome.value.capitalize(): counted[outcome] for outcome in EntryOutcome}

    def unreached(self) -> tuple[str, ...]:
        """The ids of entries nobody got to."""
        return tuple(
            key for key, outcome in self.outcomes.items() if outcome is EntryOutcome.UNREACHED
        )
