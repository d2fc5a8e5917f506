"""What callers see of leads where it differs from what is kept."""

from typing import Self

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.effects.effect import Effect, EffectId, EffectState, KindName, Note, Purpose
from baton.http.parameters import NextCursor
from baton.leads.assessment import Category, Temperature
from baton.leads.engagement import Strategy
from baton.leads.interaction import Interaction
from baton.leads.lead import IgnoredField, Lead, LeadStatus, lead_path
from baton.leads.outlook import StepOutlook
from baton.leads.steps import StepReference
from baton.messaging.handoff import Handoff


class LeadReceipt(Contract):
    """A lead that is stored and will be processed; ``href`` is where its report appears."""

    lead_id: Ulid
    status: LeadStatus
    correlation_id: str
    href: str
    ignored: tuple[IgnoredField, ...] = ()

    @classmethod
    def of(cls, lead: Lead) -> Self:
        """The receipt for a lead."""
        return cls(
            lead_id=lead.lead_id,
            status=lead.status,
            correlation_id=lead.correlation_id,
            href=lead_path(lead.lead_id),
            ignored=lead.ignored,
        )


class LeadSummary(Contract):
    """A lead in a listing; the whole of it is at ``href``."""

    lead_id: Ulid
    version: int
    status: LeadStatus
    received_at: UtcDatetime
    updated_at: UtcDatetime
    external_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    source: str | None = None
    campaign_id: Ulid | None = None
    category: Category | None = None
    temperature: Temperature | None = None
    score: float | None = None
    strategy: Strategy | None = None
    next_action: str | None = None
    escalation_id: Ulid | None = None
    processing_ms: int | None = None
    href: str

    @classmethod
    def of(cls, lead: Lead) -> Self:
        """The summary of a lead."""
        report, details = lead.report, lead.details
        return cls(
            lead_id=lead.lead_id,
            version=lead.version,
            status=lead.status,
            received_at=lead.received_at,
            updated_at=lead.updated_at,
            external_id=details.external_id,
            first_name=details.first_name,
            last_name=details.last_name,
            company=details.company,
            source=details.source,
            campaign_id=details.campaign_id,
            category=report.category if report else None,
            temperature=report.temperature if report else None,
            score=report.assessment.score if report else None,
            strategy=report.plan.strategy if report and report.plan else None,
            next_action=report.next_actions[0] if report and report.next_actions else None,
            escalation_id=report.escalation_id if report else None,
            processing_ms=report.processing_ms if report else None,
            href=lead_path(lead.lead_id),
        )


class LeadPage(Contract):
    """Leads, the newest first."""

    items: tuple[LeadSummary, ...]
    next_cursor: str | None = NextCursor


class OutcomeList(Contract):
    """What was reported about a lead, the oldest first."""

    items: tuple[Interaction, ...]


class HandoffPage(Contract):
    """A lead's handoffs, each with the context that went with it, by their ids."""

    items: tuple[Handoff, ...]
    next_cursor: str | None = NextCursor


class EffectView(Contract):
    """One outward act, from its plan to what became of it. ``reason`` is why it is where it is, and
    ``story`` how it came there. Whom it reaches and what it says is in the lead.
    """

    effect_id: EffectId
    kind: KindName
    purpose: Purpose
    state: EffectState
    reason: str | None = None
    step: int | None = None
    template: str | None = None
    campaign_id: Ulid | None = None
    planned_at: UtcDatetime
    due_at: UtcDatetime | None = Field(
        default=None, description="when it is looked at next; absent if nothing more is done"
    )
    attempts: int
    receipt: str | None = Field(default=None, description="the provider's id of it")
    settled_at: UtcDatetime | None = None
    cost_micros: int = Field(description="in millionths of a US dollar")
    story: tuple[Note, ...] = ()

    @classmethod
    def of(cls, effect: Effect) -> Self:
        """The effect without the person's keys and what belongs to the workers."""
        own = {name: getattr(effect, name) for name in cls.model_fields if hasattr(effect, name)}
        reference = StepReference.of(effect)
        return cls(
            **own,
            step=reference.step or None,
            template=reference.template,
            campaign_id=reference.campaign_id,
        )


class EffectPage(Contract):
    """What went out for a lead, and what did not, the first planned first; and on the first page
    ``plan``: what becomes of each step of its plan as things stand.
    """

    items: tuple[EffectView, ...]
    plan: tuple[StepOutlook, ...] = ()
    next_cursor: str | None = NextCursor
