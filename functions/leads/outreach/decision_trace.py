"""What became of each effect, and by which rules, for the decision trace."""

from collections.abc import Iterable, Iterator
from hashlib import blake2s

from baton.core.contract import SubjectName
from baton.core.masking import mask
from baton.effects.effect import Effect, EffectState
from baton.effects.rules import SendRules
from baton.runtime.decision import DecisionRecord


def trace_entry(effects: Iterable[Effect], rules: str) -> Iterator[DecisionRecord]:
    """One decision for each effect that was judged: as it stands, with its whole story as the reason.
    The later standing takes the place of the one before. Nothing of what is of no lead or campaign.
    """
    for effect in effects:
        if effect.state is EffectState.RESERVED or not effect.story:
            continue
        if effect.lead_id:
            yield _told(effect, "lead", effect.lead_id, rules)
        elif effect.campaign_id:
            yield _told(effect, "campaign", effect.campaign_id, rules)


def version_of(rules: SendRules) -> str:
    """The name of these very rules: the same while none of them is changed."""
    text = rules.model_dump_json().encode()
    return f"send rules {blake2s(text, digest_size=4).hexdigest()}"


def _told(effect: Effect, about: SubjectName, subject_id: str, rules: str) -> DecisionRecord:
    step = f" of step {effect.step}" if effect.step else ""
    campaign = (f"campaign/{effect.campaign_id}",) if effect.campaign_id else ()
    return DecisionRecord(
        about=about,
        subject_id=subject_id,
        once=effect.effect_id,
        what=f"{effect.kind}{step} ({effect.purpose}): {_standing(effect)}",
        why=tuple(
            mask(f"{note.state}: {note.text}")
            for note in effect.story
            if note.state is not EffectState.RESERVED
        ),
        inputs=(f"effect/{effect.effect_id}", f"lead/{effect.lead_id}", *campaign)
        if effect.lead_id
        else (f"effect/{effect.effect_id}", *campaign),
        made_by=rules,
        cost_usd=effect.cost_micros / 1_000_000 if effect.state is EffectState.DONE else 0,
        at=effect.story[-1].at,
    )


def _standing(effect: Effect) -> str:
    if effect.state is EffectState.PLANNED and effect.due_at:
        return f"put off until {effect.due_at:%Y-%m-%d %H:%M}Z"
    if effect.state is EffectState.UNKNOWN and effect.due_at is None:
        return "unknown, and a person must look"
    return effect.state.value
