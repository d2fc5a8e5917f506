"""A plan's steps as effects. Pure."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from pydantic import ConfigDict, Field

from baton.core.contract import Contract
from baton.effects.effect import Effect, Purpose
from baton.leads.engagement import EngagementPlan, SequenceStep
from baton.leads.lead import Lead, NewLead
from baton.leads.person_keys import contact_keys_of
from baton.leads.send_rules import SendRules
from baton.leads.will import KINDS, wrote_to_us

OWNER = "leads"
"""The owner of steps' effects: outreach carries them out."""

OF_USE_FOR = timedelta(days=3)
"""How long after its time a step is better than none."""


class StepReference(Contract):
    """Which step an effect carries out: the ``parameters`` of its effect. ``sequence`` names the plan,
    ``template`` what the step's text was made of.
    """

    model_config = ConfigDict(extra="ignore")

    sequence: str | None = None
    step: int = Field(default=0, ge=0)
    template: str | None = None
    campaign_id: str | None = None

    @classmethod
    def of(cls, effect: Effect) -> "StepReference":
        """The step of an effect; 0 and nothing else if it is of none."""
        return cls.model_validate(effect.parameters)


def sequence_of(lead: Lead) -> str | None:
    """The name of the sequence that the lead's plan is; ``None`` without a plan.

    It follows from when and how the person is contacted: another plan is another sequence, and what
    a step says may change until it is said.
    """
    plan = lead.report.plan if lead.report else None
    if plan is None or not plan.steps:
        return None
    told = ";".join(f"{step.number} {step.channel} {step.at.isoformat()}" for step in plan.steps)
    return f"{lead.lead_id}.{sha256(told.encode()).hexdigest()[:12]}"


def step_effect(lead: Lead, number: int, rules: SendRules) -> Effect | None:
    """The effect of a step of the lead's plan; ``None`` if the plan has no such step.

    The same step of the same sequence has the same key. A sequence that waits for its person is later by
    the days it waits.
    """
    sequence, step = sequence_of(lead), _step(lead, number)
    if step is None or sequence is None:
        return None
    kind, at = KINDS[step.channel], step.at + timedelta(days=lead.delayed_days)
    reference = StepReference(
        sequence=sequence,
        step=number,
        template=step.content.template,
        campaign_id=lead.details.campaign_id,
    )
    return Effect(
        effect_id=f"{sequence}.{number}",
        kind=kind,
        purpose=purpose_of(number, lead.details),
        owner=OWNER,
        subject_id=lead.lead_id,
        person_keys=contact_keys_of(lead.lead_id, lead.details),
        parameters=reference.to_json(),
        correlation_id=lead.correlation_id,
        cost_micros=rules.cost_of(kind),
        planned_at=at,
        due_at=at,
        expires_at=at + OF_USE_FOR,
    )


def next_effect(lead: Lead, after: int, rules: SendRules) -> Effect | None:
    """The effect of the plan's first step after a number that can be sent; ``None`` if there is none."""
    plan = lead.report.plan if lead.report else None
    numbers = (step.number for step in plan.steps if step.not_sent is None) if plan else ()
    following = next((number for number in numbers if number > after), None)
    return None if following is None else step_effect(lead, following, rules)


def purpose_of(number: int, details: NewLead) -> Purpose:
    """Why a step reaches the person: the first answers who wrote to us, all others are marketing."""
    return Purpose.ANSWER if number == 1 and wrote_to_us(details) else Purpose.MARKETING


def with_ways_that_are_off(
    plan: EngagementPlan, off: Callable[[str], str | None]
) -> EngagementPlan:
    """The plan, with what is ``off`` in this deployment told by each step that goes that way."""
    steps = tuple(
        step.model_copy(update={"not_sent": step.not_sent or off(KINDS[step.channel])})
        for step in plan.steps
    )
    return plan.model_copy(update={"steps": steps})


def step_of(lead: Lead, effect: Effect) -> SequenceStep | None:
    """The step that an effect carries out, if the lead's plan is still the one it is of."""
    reference = StepReference.of(effect)
    same = reference.sequence is not None and reference.sequence == sequence_of(lead)
    return _step(lead, reference.step) if same else None


def due_by(effect: Effect, now: datetime) -> bool:
    """Whether an effect is to be looked at."""
    return effect.due_at is not None and effect.due_at <= now


def _step(lead: Lead, number: int) -> SequenceStep | None:
    plan = lead.report.plan if lead.report else None
    return next((one for one in plan.steps if one.number == number), None) if plan else None
