"""What a handoff must know of leads (requirement A5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from baton.leads.contact_history import History
from baton.leads.container import Leads
from baton.leads.conversation import conversation_of, message_turn, situation_of
from baton.leads.handoff.agreement import contradictions_in, differences
from baton.leads.handoff.fields import CAMPAIGN, HISTORY, fields_of
from baton.leads.handoff.needs import needs
from baton.leads.handoff.recall import episodes_like, temperature_of, walks_of
from baton.leads.interaction_repository import InteractionRepository
from baton.leads.lead import Lead
from baton.leads.lead_repository import LeadRepository
from baton.leads.person_keys import person_of
from baton.memory.handoff_subject import (
    HandoffContext,
    HandoffSubject,
    Json,
    Needs,
    RecordKind,
    Source,
)
from baton.persistence.transaction import Transaction

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

_MOST_INTERACTIONS = 1_000


def handed_over(platform: "Platform") -> "LeadHandoffs":
    """See ``baton.memory.handoff_subject.RecordKind``."""
    parts = platform.area(Leads)
    return LeadHandoffs(parts.leads, parts.interactions)


@dataclass(frozen=True, slots=True)
class LeadHandoffs:
    """See ``baton.memory.handoff_subject.HandoffRecords``."""

    leads: LeadRepository
    interactions: InteractionRepository

    @property
    def needs(self) -> Mapping[str, Needs]:
        """See ``HandoffRecords``."""
        return needs()

    def subject(
        self, record: Lead, said: Mapping[str, Any], *, just_received: bool = False
    ) -> HandoffSubject:
        """See ``HandoffRecords``. Of what was said the ``temperature`` is part of the situation."""
        lead_id, details = record.lead_id, record.details
        history = _no_history if just_received else partial(self._history, lead_id)
        situation = situation_of(details, temperature_of(said.get("temperature")))
        return HandoffSubject(
            record_id=lead_id,
            conversation_id=conversation_of(lead_id),
            opening=message_turn(record),
            person=person_of(lead_id, details),
            asked_at=details.occurred_at or record.received_at,
            fields=fields_of(details),
            just_received=just_received,
            sources={HISTORY: Source("interactions", history)},
            references={CAMPAIGN: details.campaign_id},
            episodes=episodes_like(situation, details),
            walks=walks_of(situation, details),
            contradictions=partial(contradictions_in, details),
            differences=partial(differences, details),
        )

    def hold(self, record_id: str, within: Transaction) -> None:
        """See ``HandoffRecords``."""
        self.leads.hold(record_id, within)

    def _history(self, lead_id: str) -> Json:
        return History.of(self.interactions.of(lead_id, limit=_MOST_INTERACTIONS)).to_json()


def _no_history() -> Json:
    """That of a lead which nobody knows of yet: interactions are kept under its id."""
    return History().to_json()


HANDOFF_CONTEXT = HandoffContext(records={"lead": RecordKind(Lead, handed_over)})
