"""Whether a step's text may go out, and whether it may still be changed. Pure.

A text is changed only as long as nobody can have reserved its effect: well before its time, or while
it waits for a person. The reservation has the lead, with the plan in it, as a condition, so what was
sent is what the plan says, whoever comes first.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from baton.leads.campaign_card import CampaignCard
from baton.leads.engagement import Channel, SequenceStep
from baton.leads.lead import Lead
from baton.leads.steps import OF_USE_FOR

WRITTEN = frozenset({Channel.EMAIL, Channel.SMS})
"""The channels by which a person reads our text as it is. The others tell employees."""

LAST_CHANGE = timedelta(minutes=2)
"""How long before its time a step's text is settled; clocks differ by less."""


def must_be_approved(step: SequenceStep, campaign: CampaignCard | None) -> bool:
    """Whether the step goes out only once a person has approved its text."""
    required = campaign is not None and campaign.needs_approval
    return required and step.channel in WRITTEN


def refused(step: SequenceStep) -> str | None:
    """Why the step never goes out, if a person said so."""
    if step.approval is None or step.approval.approved:
        return None
    return f"{step.approval.by} refused the text"


def waits(step: SequenceStep, campaign: CampaignCard | None) -> str | None:
    """What the step waits for, if it does."""
    if step.approval is None and must_be_approved(step, campaign):
        return "its text waits for a person's approval"
    return None


def settled(step: SequenceStep, campaign: CampaignCard | None, now: datetime) -> str | None:
    """Why the step's text may not be changed any more, if so."""
    if step.channel not in WRITTEN:
        return "it is not a text to the person"
    if step.at > now + LAST_CHANGE:
        return None
    if refused(step):
        return "it was refused, and its time has come"
    if not waits(step, campaign):
        return "it has gone out, or is about to"
    return "it is too late for it" if now > step.at + OF_USE_FOR else None


def steps_of(lead: Lead) -> tuple[SequenceStep, ...]:
    """The steps of the lead's plan, if it has one."""
    plan = lead.report.plan if lead.report else None
    return plan.steps if plan else ()


def with_steps(lead: Lead, changed: Mapping[int, SequenceStep], now: datetime) -> Lead:
    """The lead's next version, with other steps in the place of those of their numbers."""
    if lead.report is None or lead.report.plan is None:
        return lead
    steps = tuple(changed.get(step.number, step) for step in lead.report.plan.steps)
    plan = lead.report.plan.model_copy(update={"steps": steps})
    report = lead.report.model_copy(update={"plan": plan})
    return lead.next_version(now, report=report)
