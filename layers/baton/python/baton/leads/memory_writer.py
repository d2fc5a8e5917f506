"""What an outcome teaches about its person: a turn of the conversation, and what stays after it."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from baton.leads.conversation import SUCCESS, must_not_be_first, outcome_turn
from baton.leads.engagement import SequenceStep
from baton.leads.interaction import Interaction, InteractionKind
from baton.leads.lead import Lead
from baton.leads.person_keys import person_of
from baton.leads.response_counter import answered
from baton.memory.long_term import LongTermMemory
from baton.memory.person import Fact
from baton.memory.short_term import ShortTermMemory
from baton.persistence.transaction import Transaction

ACTED = (InteractionKind.CLICKED, InteractionKind.REPLIED, InteractionKind.CONVERTED)
"""Outcomes by which a person shows what reaches them."""

ZONE_CONFIDENCE = {"lead": 1.0, "country": 0.5}
"""How sure a plan's time zone is, by where it is from; the default says nothing of the person."""

LASTING = ("company", "company_size", "job_title", "industry", "country", "city", "interest")
"""What a lead tells of itself that is worth knowing beyond it."""


class MemoryWriter:
    """Keeps in short-term and long-term memory what an outcome says."""

    def __init__(self, short_term: ShortTermMemory, long_term: LongTermMemory) -> None:
        self._short_term = short_term
        self._long_term = long_term

    def keep(
        self, lead: Lead, interaction: Interaction, said_at: datetime | None, within: Transaction
    ) -> None:
        """Keeps it in the transaction that keeps the outcome. ``said_at`` is when it happened, if the
        caller said so. Raises ``AlreadyExists`` for an outcome with its lead's id; the commit raises
        ``StaleVersion`` if something newer came in between.
        """
        plan = lead.report.plan if lead.report else None
        step = answered(plan, interaction) if plan else None
        must_not_be_first(lead.lead_id, interaction.interaction_id)
        self._short_term.append(outcome_turn(lead, interaction, step), within)
        person = person_of(lead.lead_id, lead.details)
        if facts := profile(lead, interaction):
            self._long_term.learn(person, facts, within)
        if facts := preferences(lead, interaction, step, said_at):
            self._long_term.prefer(person, facts, within)
        if interaction.kind is InteractionKind.CONVERTED:
            self._long_term.count_purchase(
                person,
                interaction.interaction_id,
                at=interaction.occurred_at,
                value=interaction.value,
                within=within,
            )


def profile(lead: Lead, interaction: Interaction) -> Mapping[str, Fact]:
    """What is known of a person who acted or opted out: what the lead said, since it came."""
    facts = {}
    if interaction.kind in (*ACTED, InteractionKind.OPTED_OUT):
        told = lead.details.model_dump(mode="json", include=set(LASTING), exclude_none=True)
        facts = {
            name: Fact(value=value, at=lead.received_at, source="lead")
            for name, value in told.items()
        }
    if interaction.kind is InteractionKind.OPTED_OUT:
        channel = interaction.channel.value if interaction.channel else "all"
        facts["opted_out"] = _observed(channel, interaction, 1.0)
    return facts


def preferences(
    lead: Lead, interaction: Interaction, step: SequenceStep | None, said_at: datetime | None
) -> Mapping[str, Fact]:
    """By which channel and at which hour of their day the person acted, if they did; as sure as the
    outcome is far on the way to a conversion.
    """
    if interaction.kind not in ACTED:
        return {}
    sure, facts = SUCCESS[interaction.kind], {}
    channel = interaction.channel or (step.channel if step else None)
    if channel:
        facts["channel"] = _observed(channel.value, interaction, sure)
    plan = lead.report.plan if lead.report else None
    if plan is None or plan.timezone_source not in ZONE_CONFIDENCE:
        return facts
    zone_sure = ZONE_CONFIDENCE[plan.timezone_source]
    facts["timezone"] = _observed(plan.timezone, interaction, zone_sure)
    if said_at:
        hour = said_at.astimezone(ZoneInfo(plan.timezone)).hour
        facts["hour"] = _observed(hour, interaction, sure * zone_sure)
    return facts


def _observed(value: object, interaction: Interaction, confidence: float) -> Fact:
    return Fact(
        value=value,
        at=interaction.occurred_at,
        source="api",
        confidence=confidence,
    )
