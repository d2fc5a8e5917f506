"""What became of an effect, as a decision for the trace."""

from collections.abc import Sequence

from baton.core.contract import SubjectName
from baton.core.masking import mask
from baton.effects.effect import Effect, EffectState
from baton.runtime.decision import DecisionRecord


def effect_decision(
    effect: Effect,
    about: SubjectName,
    what: str,
    *,
    inputs: Sequence[str] = (),
    made_by: str | None = None,
) -> DecisionRecord | None:
    """How an effect of a subject stands, with its whole story as the reason; the later status takes
    the place of the one before. ``None`` if it was not judged yet, is under way, or is about nothing.
    """
    if effect.subject_id is None or effect.state is EffectState.RESERVED or not effect.story:
        return None
    return DecisionRecord(
        about=about,
        subject_id=effect.subject_id,
        once=effect.effect_id,
        what=f"{what}: {_progress(effect)}",
        why=tuple(
            mask(f"{note.state}: {note.text}")
            for note in effect.story
            if note.state is not EffectState.RESERVED
        ),
        inputs=(f"effect/{effect.effect_id}", *inputs),
        made_by=made_by,
        cost_usd=effect.cost_micros / 1_000_000 if effect.state is EffectState.DONE else 0,
        at=effect.story[-1].at,
    )


def _progress(effect: Effect) -> str:
    if effect.state is EffectState.PLANNED and effect.due_at:
        return f"put off until {effect.due_at:%Y-%m-%d %H:%M}Z"
    if effect.state is EffectState.UNKNOWN and effect.due_at is None:
        return "unknown, and a person must look"
    return effect.state.value
