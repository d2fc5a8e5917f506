"""What could not be done after every attempt is put aside, and whoever registered the work does what
follows: a lead, for one, is parked with it, and a person is told.
"""

from baton.core.clock import Clock
from baton.core.errors import StaleVersion
from baton.core.masking import mask
from baton.messaging.outbox import Outbox, OutboxEntry
from baton.persistence.transaction import Transactions
from functions.platform.outbox.batch_result import EntryOutcome
from functions.platform.outbox.run_policies import RunPolicies

_LONGEST_ERROR = 500


class DeadLetters:
    """Puts entries aside."""

    def __init__(
        self, *, outbox: Outbox, transactions: Transactions, runs: RunPolicies, clock: Clock
    ) -> None:
        self._outbox = outbox
        self._transactions = transactions
        self._runs = runs
        self._clock = clock

    def give_up(self, entry: OutboxEntry, error: str) -> EntryOutcome:
        """Parks an entry, and in the same transaction writes what follows from that.

        What somebody else has finished or changed meanwhile is left to them.
        """
        policy, reason = self._runs.of(entry), mask(error)[:_LONGEST_ERROR]
        try:
            with self._transactions.begin() as unit:
                if policy is None or policy.exhausted(entry, reason, unit):
                    self._outbox.park(entry.entry_id, unit, now=self._clock(), reason=reason)
                    outcome = EntryOutcome.PARKED
                else:
                    self._outbox.settle_within(entry.entry_id, unit, held_by=entry.claimed_by)
                    outcome = EntryOutcome.DONE
        except StaleVersion:
            return EntryOutcome.GONE
        return outcome

    def drop(self, entry: OutboxEntry) -> EntryOutcome:
        """Deletes an entry that is not needed any more, if it is still this worker's: a plain delete
        by one that slept past its lease could hit an entry that has taken its place.
        """
        try:
            with self._transactions.begin() as unit:
                self._outbox.settle_within(entry.entry_id, unit, held_by=entry.claimed_by)
        except StaleVersion:
            return EntryOutcome.GONE
        return EntryOutcome.DONE
