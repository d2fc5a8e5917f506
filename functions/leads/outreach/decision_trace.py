"""What became of each step, and by which rules, for the decision trace."""

from collections.abc import Iterable, Iterator
from hashlib import blake2s

from baton.effects.effect import Effect
from baton.leads.customer_message import is_message
from baton.leads.send_rules import SendRules
from baton.leads.steps import OWNER, StepReference
from baton.runtime.decision import DecisionRecord
from baton.runtime.effect_decisions import effect_decision


def trace_entries(effects: Iterable[Effect], rules: str) -> Iterator[DecisionRecord]:
    """One decision for each step that was judged, in the story of its lead, and for each message."""
    for effect in effects:
        if effect.owner != OWNER:
            continue
        if is_message(effect):
            what = f"{effect.kind} ({effect.purpose})"
            if decision := effect_decision(effect, "recipient", what, made_by=rules):
                yield decision
            continue
        reference = StepReference.of(effect)
        step = f" of step {reference.step}" if reference.step else ""
        campaign = (f"campaign/{reference.campaign_id}",) if reference.campaign_id else ()
        decision = effect_decision(
            effect,
            "lead",
            f"{effect.kind}{step} ({effect.purpose})",
            inputs=(f"lead/{effect.subject_id}", *campaign),
            made_by=rules,
        )
        if decision:
            yield decision


def version_of(rules: SendRules) -> str:
    """The name of these very rules: the same while none of them is changed."""
    text = rules.model_dump_json().encode()
    return f"send rules {blake2s(text, digest_size=4).hexdigest()}"
