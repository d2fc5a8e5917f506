"""What somebody should do next about a lead, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from baton.leads.advice import CampaignAdvice
from baton.leads.engagement import Channel, EngagementPlan, SequenceStep
from baton.leads.lead import Lead, NewLead
from baton.leads.reading.noted import noted_of

SHOWN_STEPS = 3
"""How many steps of a sequence are spelled out; the rest is summed up in one line."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def next_actions(
    lead: Lead, plan: EngagementPlan, advice: CampaignAdvice | None = None
) -> tuple[str, ...]:
    """The next steps of a plan with their times on the person's wall, then what a person must agree to.

    A lead whose sequence was stopped, or who may not be contacted, is left alone, and that is said.
    """
    return (*_to_answer(lead, plan), *_outreach(lead, plan), *_to_agree(advice))


def answer_at_once(lead: Lead, plan: EngagementPlan | None) -> tuple[str, ...]:
    """That somebody answers a lead that no sequence is for; nothing without such a plan."""
    return (f"Answer {who(lead.details)} today: {plan.suppressed}",) if plan else ()


def decide(escalation_id: str) -> tuple[str, ...]:
    """The next action for a lead that waits for a person."""
    return (f"Decide case {escalation_id}",)


def who(details: NewLead) -> str:
    """The person, as one would say it: by name, else by company, own id, or address."""
    name = " ".join(part for part in (details.first_name, details.last_name) if part)
    if name:
        return name
    if details.company:
        return f"the contact at {details.company}"
    if details.external_id:
        return f"the person with your id {details.external_id}"
    return str(details.email or details.phone)


def wall_time(moment: datetime, timezone: str) -> str:
    """A moment as a clock in ``timezone`` shows it, for example ``Mon 2026-03-02 10:00``."""
    local = moment.astimezone(ZoneInfo(timezone))
    return f"{_DAYS[local.weekday()]} {local:%Y-%m-%d %H:%M}"


def _to_answer(lead: Lead, plan: EngagementPlan) -> tuple[str, ...]:
    """What the first text says that the team answers, if nobody calls about it."""
    noted = noted_of(lead.details.message)
    if lead.stopped or not plan.steps or plan.channel is Channel.CALL:
        return ()
    person, language = who(lead.details), plan.language
    if noted.questions:
        return (f"Answer {person} in writing ({language}): {' '.join(noted.questions)}",)
    if noted.only_states:
        return (f"Read what {person} wrote, and answer in writing ({language})",)
    return ()


def _outreach(lead: Lead, plan: EngagementPlan) -> tuple[str, ...]:
    person = who(lead.details)
    if lead.stopped:
        return (f"Leave {person} alone: {lead.stopped.reason}",)
    if not plan.steps:
        return (f"Do not contact {person}: {plan.suppressed or 'no step is planned'}",)
    shown = [_step(step, person, plan.timezone) for step in plan.steps[:SHOWN_STEPS]]
    if rest := plan.steps[SHOWN_STEPS:]:
        more = "1 more step" if len(rest) == 1 else f"{len(rest)} more steps"
        last = max(step.at for step in rest)
        shown.append(f"Then {more} until {wall_time(last, plan.timezone)}")
    return tuple(shown)


def _step(step: SequenceStep, person: str, timezone: str) -> str:
    when = f"{wall_time(step.at, timezone)} ({timezone})"
    said = f" “{step.content.subject}”" if step.content.subject else ""
    match step.channel:
        case Channel.CALL:
            done = f"Call {person} on {when}"
        case Channel.EMAIL:
            done = f"E-mail {person}{said} on {when}"
        case Channel.SMS:
            done = f"Text {person} on {when}"
        case Channel.CRM_TASK:
            done = f"Reach {person} through your own system{said} on {when}"
    told = f"{done}: {step.purpose}" if step.purpose else done
    return f"{told} (Baton does not: {step.not_sent})" if step.not_sent else told


def _to_agree(advice: CampaignAdvice | None) -> tuple[str, ...]:
    """The optimiser's proposals that are too big to be made without a person."""
    if advice is None:
        return ()
    return tuple(
        f"Look at the campaign: {proposal.text}"
        for proposal in advice.proposals
        if not proposal.within_limits
    )
