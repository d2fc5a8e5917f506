"""A lead's conversation: what the person said, what was decided, and what came of it, as turns.

The keys in a turn's ``data`` are those of episodes and of knowledge, so that consolidation finds what
repeats: ``situation`` (``education/warm/google``: industry, temperature and source) and ``action``
(``nurture/nurture_welcome``: strategy and template). They name nobody.

What the person said first stands in the lead, and is no item of short-term memory beside it: whoever
reads the conversation is told it from there (``message_turn``).
"""

from collections.abc import Sequence
from typing import Any

from baton.core.contract import Ulid
from baton.core.errors import AlreadyExists
from baton.core.message import PERSON
from baton.leads.assessment import Temperature
from baton.leads.engagement import EngagementPlan, SequenceStep
from baton.leads.interaction import Interaction, InteractionKind
from baton.leads.lead import Lead, NewLead
from baton.leads.person_keys import person_of
from baton.memory.keys import ANY, OTHER, key_of
from baton.memory.person import Turn

MESSAGE, DECISION, OUTCOME = "message", "decision", "outcome"
"""The kinds of a lead's turns."""

SUCCESS = {
    InteractionKind.BOUNCED: 0.0,
    InteractionKind.OPTED_OUT: 0.0,
    InteractionKind.DELIVERED: 0.0,
    InteractionKind.OPENED: 0.25,
    InteractionKind.CLICKED: 0.5,
    InteractionKind.REPLIED: 0.75,
    InteractionKind.CONVERTED: 1.0,
}
"""How far an outcome is on the way to a conversion: the company's own steps, all of one height. Only a
conversion is above the 0.8 from which a turn becomes an episode (requirement B5)."""


CONVERSATION_PREFIX = "lead-"
"""What stands before a lead's id in its conversation's name."""


def conversation_of(lead_id: str) -> str:
    """The conversation of a lead."""
    return f"{CONVERSATION_PREFIX}{lead_id}"


def lead_of(conversation_id: str) -> str | None:
    """The id of the lead whose conversation it would be, whether there is one; ``None`` if it is named
    like no lead's.
    """
    lead_id = conversation_id.removeprefix(CONVERSATION_PREFIX)
    return lead_id if lead_id != conversation_id else None


def situation_of(details: NewLead, temperature: Temperature) -> str:
    """The situation that a lead is in. What names the lead's person or company is ``other``."""
    names = (details.first_name, details.last_name, details.company)
    own = {word for name in names if name for word in key_of(name).split("_")} - {ANY, OTHER}
    keys = [key_of(text) for text in (details.industry, details.source)]
    industry, source = (OTHER if own & {*key.split("_")} else key for key in keys)
    return f"{industry}/{temperature.value}/{source}"


def action_of(plan: EngagementPlan, step: SequenceStep | None = None) -> str:
    """What is done by a step of a plan, else by its first one."""
    first = step or next(iter(plan.steps), None)
    return f"{plan.strategy.value}/{first.content.template if first else 'nothing'}"


def message_turn(lead: Lead) -> Turn:
    """What the person said when they came. It has the lead's id, which no other turn may have."""
    details = lead.details
    said = {"interest": details.interest, "source": details.source}
    return Turn(
        conversation_id=conversation_of(lead.lead_id),
        turn_id=lead.lead_id,
        speaker=PERSON,
        kind=MESSAGE,
        text=details.message or "",
        data={name: value for name, value in said.items() if value},
        at=lead.received_at,
        subject=person_of(lead.lead_id, details),
    )


def opening_with(lead: Lead, turns: Sequence[Turn]) -> Turn | None:
    """What the person said first, if these turns are those with which it goes into lasting memory:
    those that have what was decided.
    """
    return message_turn(lead) if any(turn.kind == DECISION for turn in turns) else None


def must_not_be_first(lead_id: str, turn_id: str) -> None:
    """Raises ``AlreadyExists`` for a turn that would have the id of what the person said first."""
    if turn_id == lead_id:
        raise AlreadyExists("There is already a turn with this id.")


def decision_turn(lead: Lead, turn_id: Ulid) -> Turn:
    """What was decided about a lead that has its report."""
    report = lead.report
    if report is None:
        raise ValueError(f"nothing was decided about the lead {lead.lead_id} yet")
    data: dict[str, Any] = {
        "status": lead.status.value,
        "category": report.category.value,
        "temperature": report.temperature.value,
        "score": report.assessment.score,
        "situation": situation_of(lead.details, report.temperature),
    }
    if plan := report.plan:
        data |= {"strategy": plan.strategy.value, "action": action_of(plan)}
        data |= {"channel": plan.channel.value if plan.channel else None, "steps": len(plan.steps)}
    return Turn(
        conversation_id=conversation_of(lead.lead_id),
        turn_id=turn_id,
        speaker="result_writer",
        kind=DECISION,
        text=f"A {report.temperature} lead ({report.category.words}) with {report.assessment.score:g} "
        f"of 100 points. {_decided(plan)}",
        data=data,
        at=lead.updated_at,
        subject=person_of(lead.lead_id, lead.details),
    )


def outcome_turn(lead: Lead, interaction: Interaction, step: SequenceStep | None) -> Turn:
    """What came of what was done; ``step`` is the one that it answers, if that is known.

    Its data has ``outcome``, ``channel`` and, of a lead with a plan, ``situation`` and ``action``.
    ``attempt`` is the same for all outcomes of one step, so that a step is counted once.
    """
    channel = interaction.channel or (step.channel if step else None)
    data: dict[str, Any] = {
        "outcome": interaction.kind.value,
        "occurred_at": interaction.to_json()["occurred_at"],
        "attempt": f"{lead.lead_id}#{step.number if step else '-'}",
        "channel": channel.value if channel else None,
    }
    report = lead.report
    if report and report.plan:
        data["situation"] = situation_of(lead.details, report.temperature)
        data["action"] = action_of(report.plan, step)
        data["strategy"] = report.plan.strategy.value
    ours = interaction.kind in (InteractionKind.DELIVERED, InteractionKind.BOUNCED)
    by = f" by {_words(channel)}" if channel else ""
    to = f", to {_words(step.content.template)}" if step else ""
    return Turn(
        conversation_id=conversation_of(lead.lead_id),
        turn_id=interaction.interaction_id,
        speaker="engagement" if ours else PERSON,
        kind=OUTCOME,
        text=f"{_words(interaction.kind).capitalize()}{by}{to}.",
        data=data,
        at=interaction.recorded_at,
        subject=person_of(lead.lead_id, lead.details),
        conversion_rate=SUCCESS.get(interaction.kind),
    )


def _decided(plan: EngagementPlan | None) -> str:
    if plan is None:
        return "A person decides how it goes on."
    if not plan.steps or plan.channel is None:
        return plan.suppressed or "Nothing is planned."
    first = plan.steps[0]
    return (
        f"{_words(plan.strategy).capitalize()} by {_words(plan.channel)} in {len(plan.steps)} steps, "
        f"the first ({_words(first.content.template)}) on {first.local_time} ({plan.timezone})."
    )


def _words(name: str) -> str:
    return name.replace("_", " ")
