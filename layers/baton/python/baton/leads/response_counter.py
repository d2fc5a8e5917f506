"""Counts what an outcome says about hours, channels and variants, once (requirement A12)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from baton.leads.engagement import EngagementPlan, SequenceStep
from baton.leads.interaction import Interaction, InteractionKind
from baton.leads.lead import Lead
from baton.leads.person_keys import person_of
from baton.leads.response_repository import ResponseRepository
from baton.leads.responses import STAGES, WHOLE, Touch, hour_of_week, segment_of
from baton.persistence.transaction import Transaction

_SENDING = (InteractionKind.DELIVERED, InteractionKind.BOUNCED)
"""Outcomes that happen when a step is sent, not when the person looks at it."""


class ResponseCounter:
    """Adds outcomes to what is known of people's responses."""

    def __init__(self, responses: ResponseRepository) -> None:
        self._responses = responses

    def count(
        self, lead: Lead, interaction: Interaction, said_at: datetime | None, within: Transaction
    ) -> None:
        """Counts an outcome in the transaction that keeps it. ``said_at`` is when it happened, if
        the caller said so.

        What answers no step of the lead's plan, and what was counted already, changes nothing. The
        commit raises ``StaleVersion`` if another outcome of the same person came in between.
        """
        touched = touch_of(lead, interaction, said_at)
        if touched is None:
            return
        number, touch = touched
        key = f"{lead.lead_id}#{number}"
        change = self._responses.of(person_of(lead.lead_id, lead.details)).after(key, touch)
        if change is None:
            return
        after, counts = change
        self._responses.replace(after, within)
        if counts:
            for pool in (WHOLE, after.touches[key].segment):
                self._responses.add(pool, counts, of=lead.lead_id, within=within)


def touch_of(
    lead: Lead, interaction: Interaction, said_at: datetime | None = None
) -> tuple[int, Touch] | None:
    """The number of the step that an outcome answers, and what it says of it; ``None`` if there is
    no such step.

    Its hour is that of the sending: the reported one if the outcome is one of sending, else the
    planned one, on the person's clock.
    """
    report = lead.report
    if report is None or report.plan is None or interaction.kind not in STAGES:
        return None
    step = answered(report.plan, interaction)
    if step is None:
        return None
    sent_at = said_at if said_at and interaction.kind in _SENDING else step.at
    return step.number, Touch(
        stage=STAGES[interaction.kind],
        channel=step.channel,
        hour=hour_of_week(sent_at.astimezone(ZoneInfo(report.plan.timezone))),
        segment=segment_of(report.category, lead.details),
        template=step.content.template,
        variant=step.content.variant,
    )


def answered(plan: EngagementPlan, interaction: Interaction) -> SequenceStep | None:
    """The step that was named, else the last that was due by then through the same channel."""
    if interaction.step:
        return next((one for one in plan.steps if one.number == interaction.step), None)
    due = [
        step
        for step in plan.steps
        if step.at <= interaction.occurred_at and interaction.channel in (None, step.channel)
    ]
    return due[-1] if due else None
