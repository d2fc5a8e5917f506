"""What became of the first steps of plans, judged by the ledger and the mail service. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baton.effects.effect import EffectKind, EffectState
from baton.leads.lead import LeadStatus
from baton.leads.steps import OWNER

FIRST = 1

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The first steps of leads by kind and end; and what there should be none of."""

    ends: Counter[str]
    reasons: Counter[str]
    """why they were refused, failed or stay unknown"""
    lost: tuple[str, ...]
    """of a processed lead's plan but not in the ledger, ended without a reason, or done as a mail
    that the mail service never took"""
    doubled: tuple[str, ...]
    waiting: int


def waiting(effect: Item) -> bool:
    """Whether a first step has not ended yet. What is unknown has, under its name."""
    return _is_first(effect) and effect["state"] in (EffectState.PLANNED, EffectState.RESERVED)


def judge_steps(
    leads: Iterable[Item], effects: Iterable[Item], receipts: Collection[str]
) -> FirstSteps:
    """The verdict on the first steps of ``leads``; ``receipts`` are the mail service's ids of what it
    took.
    """
    by_lead: dict[str, list[Item]] = {}
    for effect in effects:
        if _is_first(effect):
            by_lead.setdefault(str(effect.get("subject_id")), []).append(effect)
    planned = {str(lead["lead_id"]) for lead in leads if _is_planned(lead)}
    found = {lead_id: by_lead.get(lead_id, []) for lead_id in planned}
    steps = [step for several in found.values() for step in several]
    ends = Counter(f"{step['kind']} {step['state']}" for step in steps)
    told = Counter(f"{step['state']}: {step['reason']}" for step in steps if _is_told(step))
    return FirstSteps(
        ends=ends,
        reasons=told,
        lost=tuple(_lost(found, receipts)),
        doubled=tuple(_doubled(found)),
        waiting=sum(map(waiting, steps)),
    )


def _is_first(effect: Item) -> bool:
    parameters = effect.get("parameters") or {}
    return effect.get("owner") == OWNER and parameters.get("step") == FIRST


def _is_planned(lead: Item) -> bool:
    plan = (lead.get("report") or {}).get("plan") or {}
    steps: Sequence[Item] = plan.get("steps") or ()
    return lead["status"] == LeadStatus.PROCESSED and bool(steps) and not steps[0].get("not_sent")


def _is_told(step: Item) -> bool:
    """Whether it ended otherwise than done, and says why."""
    return not waiting(step) and step["state"] != EffectState.DONE and bool(step.get("reason"))


def _lost(found: Mapping[str, Sequence[Item]], receipts: Collection[str]) -> Iterable[str]:
    for lead_id, steps in found.items():
        if not steps:
            yield f"{lead_id}: its first step is not in the ledger"
        for step in steps:
            if step["state"] == EffectState.DONE:
                if step["kind"] == EffectKind.EMAIL and step.get("receipt") not in receipts:
                    yield f"{step['effect_id']}: done, but the mail service has no such mail"
            elif not waiting(step) and not step.get("reason"):
                yield f"{step['effect_id']}: {step['state']} without a reason"


def _doubled(found: Mapping[str, Sequence[Item]]) -> Iterable[str]:
    for lead_id, steps in found.items():
        if len(steps) > 1:
            yield f"{lead_id}: {len(steps)} first steps"
    taken = Counter(
        step["receipt"] for steps in found.values() for step in steps if step.get("receipt")
    )
    yield from (f"{receipt} settled {times} steps" for receipt, times in taken.items() if times > 1)
