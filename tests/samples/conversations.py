"""Conversations as reception, assembly and the outcome desk leave them, ready to be consolidated."""

from datetime import timedelta
from typing import Any

from baton.leads.container import Leads
from baton.leads.conversation import decision_turn, outcome_turn
from baton.leads.interaction import Interaction, InteractionKind
from baton.leads.lead import Lead, LeadReport, LeadStatus
from baton.leads.person_keys import person_of
from tests.samples.pipeline import AnyPlatform, a_lead, a_plan, an_assembly_task

DAY = timedelta(hours=24)


def converse(
    platform: AnyPlatform,
    *outcomes: InteractionKind,
    step: int | None = 1,
    **details: Any,
) -> Lead:
    """A processed lead with its turns and outcomes, all of now."""
    now = platform.clock()
    number = platform.new_id()
    person = {
        "email": f"{number.lower()}@example.com",
        "industry": "education",
        "source": "google",
        "interest": "evening course",
        "message": "Call me, I am Anna Berg.",
    }
    received = a_lead(platform.new_id(), now, **{**person, **details})
    task = an_assembly_task(received, plan=a_plan(now))
    report = LeadReport(
        category=task.category,
        temperature=task.temperature,
        assessment=task.assessment,
        plan=task.plan,
        processing_ms=40,
    )
    lead = received.model_copy(update={"status": LeadStatus.PROCESSED, "report": report})
    with platform.transactions.begin() as within:
        platform.area(Leads).leads.add(lead, within)
        platform.short_term.append(decision_turn(lead, platform.new_id()), within)
    for outcome in outcomes:
        happen(platform, lead, outcome, step)
    return lead


def happen(platform: AnyPlatform, lead: Lead, kind: InteractionKind, step: int | None = 1) -> None:
    """One outcome, of now."""
    now = platform.clock()
    interaction = Interaction(
        lead_id=lead.lead_id,
        interaction_id=platform.new_id(),
        kind=kind,
        occurred_at=now,
        recorded_at=now,
        step=step,
    )
    plan = lead.report.plan if lead.report else None
    answered = plan.steps[step - 1] if plan and step else None
    with platform.transactions.begin() as within:
        platform.area(Leads).interactions.add(interaction, within)
        platform.short_term.append(outcome_turn(lead, interaction, answered), within)


def subject_of(lead: Lead) -> str:
    """The person's key."""
    return person_of(lead.lead_id, lead.details)
