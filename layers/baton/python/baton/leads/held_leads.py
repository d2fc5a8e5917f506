"""Leads that are held: who received one runs its pipeline at once, and no outbox entry does.

The lead itself says so, by its standing; an entry beside it would be six write units of every lead. If
the run fails, whoever ran it releases the lead at once; if they died, the outbox does once the lease
is over. To release is to write the entry and the end of the holding in one transaction, so that a lead
which waits is held or has an entry, at every moment. An entry that comes while the run ends after all
is dropped by the outbox, as it is for a lead that is past its run.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from baton.core.clock import Clock
from baton.core.errors import NotFound, StaleVersion
from baton.core.observability import logger
from baton.leads.container import Leads
from baton.leads.lead import Lead, LeadStatus
from baton.leads.lead_repository import LeadRepository
from baton.leads.pipeline_run import pipeline_run
from baton.messaging.outbox import Outbox
from baton.persistence.transaction import Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

LOG = "held_leads"


class HeldLeads:
    """Releases leads to the outbox. A lead is held for ``lease`` from its receipt."""

    def __init__(
        self,
        *,
        leads: LeadRepository,
        outbox: Outbox,
        transactions: Transactions,
        clock: Clock,
        lease: timedelta,
    ) -> None:
        self._leads = leads
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock
        self._lease = lease

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """Those of a platform."""
        return cls(
            leads=platform.area(Leads).leads,
            outbox=platform.outbox,
            transactions=platform.transactions,
            clock=platform.clock,
            lease=timedelta(seconds=platform.settings.lease_seconds),
        )

    def give_back(self, lead: Lead, after: timedelta) -> bool:
        """Has the outbox run a held lead again ``after`` some time, with this attempt counted. Gives
        whether it does: it need not if somebody was faster, or the lead came through after all.
        """
        until = self._clock() + after
        return self._release(lead, available_at=until)

    def take_over(self, lead: Lead, worker: str) -> bool:
        """Gives a held lead whose lease is over to ``worker``, with an entry as for any further run."""
        now = self._clock()
        lease_end = now + self._lease
        if lead.received_at + self._lease > now:
            return False
        return self._release(lead, available_at=lease_end, claimed_by=worker)

    def release_overdue(self) -> int:
        """Gives to the outbox leads that are held though their lease is over, the oldest first; gives
        how many. One that cannot be read or written keeps none of the others from it.
        """
        now, released = self._clock(), 0
        for lead_id in self._leads.held(now - self._lease + timedelta(microseconds=1)):
            try:
                released += self.give_back(self._leads.get(lead_id), timedelta(0))
            except NotFound:
                continue
            except Exception:  # noqa: BLE001 - it is logged, and tried again by the next sweep
                fields = {"lead_id": lead_id}
                logger(LOG).exception("a lead could not be released", extra=fields)
        return released

    def _release(
        self, lead: Lead, *, available_at: datetime, claimed_by: str | None = None
    ) -> bool:
        if not lead.held or lead.status is not LeadStatus.RECEIVED:
            return False
        born = {"attempts": 1, "available_at": available_at, "claimed_by": claimed_by}
        entry = pipeline_run(lead, now=available_at).model_copy(update=born)
        try:
            with self._transactions.begin() as unit:
                self._leads.release(lead, unit)
                self._outbox.add(entry, unit)
        except StaleVersion:
            return False
        return True
