"""Taking a lead in: everything about it is stored in one transaction, or nothing is."""

import hashlib
import unicodedata
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from baton.contracts.lead import Lead, NewLead
from baton.messaging.outbox import Outbox, OutboxEntry, Work
from baton.records.campaigns import CampaignStore
from baton.records.claims import ClaimStore
from baton.records.leads import LeadStore
from baton.records.transaction import Transactions
from baton.runtime.clock import Clock
from baton.runtime.errors import AlreadyExists, Conflict, Fault, InvalidInput, NotFound
from functions.api.refusals import DuplicateLead

if TYPE_CHECKING:
    from baton.platform import Platform

CLOCK_SKEW = timedelta(minutes=5)
"""How far a caller's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A lead at the door, with the id it will have.

    ``taken_over``: an earlier attempt may have stored it. ``waits``: the caller waits for the
    result, so its pipeline belongs to this worker until the lease ends.
    """

    details: NewLead
    lead_id: str
    correlation_id: str
    taken_over: bool = False
    waits: bool = False


class Reception:
    """Checks leads against what is known and stores them with the work that follows."""

    def __init__(
        self,
        *,
        leads: LeadStore,
        campaigns: CampaignStore,
        claims: ClaimStore,
        outbox: Outbox,
        transactions: Transactions,
        clock: Clock,
        worker: str,
        lease: timedelta,
        duplicate_window: timedelta,
    ) -> None:
        self._leads = leads
        self._campaigns = campaigns
        self._claims = claims
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock
        self._worker = worker
        self._lease = lease
        self._window = duplicate_window

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The reception with its real parts."""
        return cls(
            leads=platform.leads,
            campaigns=platform.campaigns,
            claims=platform.claims,
            outbox=platform.outbox,
            transactions=platform.transactions,
            clock=platform.clock,
            worker=platform.worker,
            lease=timedelta(seconds=platform.settings.lease_seconds),
            duplicate_window=timedelta(hours=platform.settings.duplicate_window_hours),
        )

    def receive(self, arrival: Arrival, campaigns: MutableMapping[str, bool] | None = None) -> Lead:
        """Stores a lead and the order to process it; gives the lead as it is stored.

        ``campaigns`` remembers within a batch which campaigns there are. Raises ``InvalidInput``
        for a future date or an unknown campaign, and ``DuplicateLead``.
        """
        if arrival.taken_over and (stored := self._stored(arrival.lead_id)):
            return stored
        if faults := list(self._faults(arrival.details, {} if campaigns is None else campaigns)):
            raise InvalidInput(faults)
        now = self._clock()
        lead = Lead(
            lead_id=arrival.lead_id,
            received_at=now,
            updated_at=now,
            correlation_id=arrival.correlation_id,
            details=arrival.details,
        )
        try:
            self._store(lead, now, waits=arrival.waits)
        except AlreadyExists:
            return self._stored_or_duplicate(lead, now)
        return lead

    def _store(self, lead: Lead, now: datetime, *, waits: bool) -> None:
        entry = OutboxEntry(
            entry_id=lead.lead_id,
            work=Work.RUN_PIPELINE,
            subject_id=lead.lead_id,
            correlation_id=lead.correlation_id,
            available_at=now + self._lease if waits else now,
            claimed_by=self._worker if waits else None,
            attempts=1 if waits else 0,
        )
        with self._transactions.begin() as within:
            self._leads.add(lead, within)
            self._outbox.add(entry, within)
            for key in self._claim_keys(lead.details):
                until = now + self._window
                self._claims.take(key, lead.lead_id, now=now, until=until, within=within)

    def _stored_or_duplicate(self, lead: Lead, now: datetime) -> Lead:
        """What stood in the way: the same person's other lead, or this very lead."""
        for key in self._claim_keys(lead.details):
            holder = self._claims.holder(key, now)
            if holder not in (None, lead.lead_id):
                raise DuplicateLead(str(holder))
        if stored := self._stored(lead.lead_id):
            return stored
        raise Conflict("Another lead of this person ended just now. Send it again.")

    def _stored(self, lead_id: str) -> Lead | None:
        try:
            return self._leads.get(lead_id)
        except NotFound:
            return None

    def _faults(self, details: NewLead, known: MutableMapping[str, bool]) -> Iterator[Fault]:
        if details.occurred_at and details.occurred_at > self._clock() + CLOCK_SKEW:
            yield Fault("/occurred_at", "must not be in the future", "future")
        if campaign_id := details.campaign_id:
            if campaign_id not in known:
                known[campaign_id] = self._campaign_exists(campaign_id)
            if not known[campaign_id]:
                yield Fault("/campaign_id", "there is no such campaign", "unknown_campaign")

    def _campaign_exists(self, campaign_id: str) -> bool:
        try:
            self._campaigns.get(campaign_id)
        except NotFound:
            return False
        return True

    def _claim_keys(self, details: NewLead) -> list[str]:
        if not self._window:
            return []
        given = {"email": details.email, "external_id": details.external_id}
        return [claim_key(kind, text) for kind, text in given.items() if text]


def claim_key(kind: str, text: str) -> str:
    """The key under which a person's enquiry is claimed: a hash, so that it tells nothing of them.

    E-mail addresses differ by neither case nor Unicode form; external ids are taken as they are.
    """
    plain = unicodedata.normalize("NFKC", text).casefold() if kind == "email" else text
    return hashlib.sha256(f"{kind}:{plain}".encode()).hexdigest()
