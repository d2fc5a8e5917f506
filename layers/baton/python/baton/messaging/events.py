"""The events on the bus: their names, and the payloads their messages carry."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Literal

from baton.campaigns.campaign import ReviewOutcome
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.message import Message
from baton.escalation.case import CaseSubject, Verdict
from baton.leads.assessment import Category, Temperature
from baton.leads.files.file_import import RowStatus
from baton.leads.interaction import InteractionKind
from baton.leads.lead import LeadStatus
from baton.runtime.agent_status import AgentStatus

SOURCE = "baton"
"""The EventBridge source of everything Baton publishes."""


class EventName(StrEnum):
    """EventBridge detail types."""

    LEAD_PROCESSED = "lead.processed"
    OUTCOME_RECORDED = "outcome.recorded"
    CAMPAIGN_METRICS_RECORDED = "campaign.metrics_recorded"
    CAMPAIGN_REVIEWED = "campaign.reviewed"
    ESCALATION_OPENED = "escalation.opened"
    ESCALATION_DECIDED = "escalation.decided"
    ESCALATION_REMINDED = "escalation.reminded"
    FILE_PROCESSED = "file.processed"
    DATA_REQUESTED = "data.requested"
    """somebody asks an agent, or all of them, how they are"""
    DATA_PROVIDED = "data.provided"
    LANGUAGE_BUDGET_ALERT = "language.budget_alert"


class LeadProcessed(Contract):
    """A lead came to the end of its pipeline (no personal data)."""

    lead_id: Ulid
    status: LeadStatus
    score: float
    category: Category
    temperature: Temperature
    campaign_id: Ulid | None = None


class OutcomeRecorded(Contract):
    """An outcome was recorded for a lead."""

    lead_id: Ulid
    kind: InteractionKind
    campaign_id: Ulid | None = None


class CampaignMetricsRecorded(Contract):
    """New daily metrics of a campaign are in; the optimiser looks at them."""

    campaign_id: Ulid


class EscalationOpened(Contract):
    """A case waits for a person."""

    escalation_id: Ulid
    subject: CaseSubject
    subject_id: Ulid


class EscalationDecided(Contract):
    """A person decided a case."""

    escalation_id: Ulid
    subject: CaseSubject
    subject_id: Ulid
    verdict: Verdict


class EscalationReminded(Contract):
    """A case has waited long, and expires at ``expires_at`` unless a person decides it."""

    escalation_id: Ulid
    subject: CaseSubject
    subject_id: Ulid
    expires_at: UtcDatetime


class CampaignReviewed(Contract):
    """The optimiser reviewed a campaign. ``escalation_id`` is the case about it, if there is one."""

    campaign_id: Ulid
    review_id: Ulid
    outcome: ReviewOutcome
    escalation_id: Ulid | None = None


class FileProcessed(Contract):
    """A file of leads came to its end. ``refused`` says why nothing of it could be read, if so; the
    summary under ``results_key`` tells the rest. An import that is not ``complete`` has rows that
    failed by a fault of ours.
    """

    import_id: Ulid
    key: str
    complete: bool
    rows: int
    counts: dict[RowStatus, int]
    refused: tuple[str, ...] = ()
    results_key: str


class DataRequest(Contract):
    """A question to one agent or to all; they answer with their ``AgentStatus``."""

    about: Literal["status"] = "status"


class LanguageBudgetAlert(Contract):
    """The day's budget for language models is nearly spent; at the limit no model is called."""

    day: date
    committed_usd: float
    limit_usd: float


PAYLOADS: Mapping[EventName, type[Contract]] = {
    EventName.LEAD_PROCESSED: LeadProcessed,
    EventName.OUTCOME_RECORDED: OutcomeRecorded,
    EventName.CAMPAIGN_METRICS_RECORDED: CampaignMetricsRecorded,
    EventName.CAMPAIGN_REVIEWED: CampaignReviewed,
    EventName.ESCALATION_OPENED: EscalationOpened,
    EventName.ESCALATION_DECIDED: EscalationDecided,
    EventName.ESCALATION_REMINDED: EscalationReminded,
    EventName.FILE_PROCESSED: FileProcessed,
    EventName.DATA_REQUESTED: DataRequest,
    EventName.DATA_PROVIDED: AgentStatus,
    EventName.LANGUAGE_BUDGET_ALERT: LanguageBudgetAlert,
}
"""What the message of each event carries."""


def payload_of(event: EventName, message: Message) -> Contract:
    """A message's payload as its event has it. Raises ``pydantic.ValidationError``.

    Who sends checks before anything is kept or published, who receives before anything is done.
    """
    return PAYLOADS[event].model_validate(message.payload)
