"""Where leads come to: each is checked against what is known, and received or refused."""

from collections.abc import MutableSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from baton.core.clock import Clock
from baton.core.errors import Erased, InvalidInput, NotFound
from baton.leads.container import Leads
from baton.leads.lead import Lead, NewLead
from baton.leads.lead_intake import IntakeStatus, LeadIntake
from baton.leads.lead_repository import LeadRepository
from baton.privacy.subject_repository import WORDS
from functions.platform.api.http_errors import DuplicateLead

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


@dataclass(frozen=True, slots=True)
class Arrival:
    """A lead at the desk, with the id it will have.

    ``taken_over``: an earlier attempt may have stored it. ``waits``: the caller waits for the
    result, so its pipeline belongs to this worker until the lease ends.
    """

    details: NewLead
    lead_id: str
    correlation_id: str
    taken_over: bool = False
    waits: bool = False


class LeadService:
    """Takes leads in for the API."""

    def __init__(
        self, *, intake: LeadIntake, leads: LeadRepository, clock: Clock, worker: str
    ) -> None:
        self._intake = intake
        self._leads = leads
        self._clock = clock
        self._worker = worker

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The desk with its real parts."""
        return cls(
            intake=LeadIntake.of(platform),
            leads=platform.area(Leads).leads,
            clock=platform.clock,
            worker=platform.worker,
        )

    def receive(self, arrival: Arrival, campaigns: MutableSet[str] | None = None) -> Lead:
        """Stores a lead and the order to process it; gives the lead as it is stored.

        ``campaigns`` remembers within a batch which campaigns there are. Raises ``InvalidInput``
        for a future date or an unknown campaign, ``DuplicateLead``, and ``Erased`` for what a person
        asked before they were erased.
        """
        if arrival.taken_over and (stored := self._stored(arrival.lead_id)):
            return stored
        now = self._clock()
        known = set() if campaigns is None else campaigns
        if faults := list(self._intake.faults(arrival.details, now, known)):
            raise InvalidInput(faults)
        lead = Lead(
            lead_id=arrival.lead_id,
            received_at=now,
            updated_at=now,
            correlation_id=arrival.correlation_id,
            details=arrival.details,
        )
        received = self._intake.receive(lead, claimed_by=self._worker if arrival.waits else None)
        if received.standing is IntakeStatus.DUPLICATE:
            raise DuplicateLead(received.lead_id)
        if received.standing is IntakeStatus.ERASED:
            raise Erased(WORDS)
        return lead if received.standing is IntakeStatus.NEW else self._leads.get(lead.lead_id)

    def _stored(self, lead_id: str) -> Lead | None:
        try:
            return self._leads.get(lead_id)
        except NotFound:
            return None
