"""How good the context of a handoff is, and what of it goes along. Pure: everything comes in.

    completeness = weights of the fields that are present / weights of the fields that apply
    quality = (0.30 completeness + 0.32 freshness + 0.20 agreement + 0.18 confidence)
              x 0.5 for every required field that is missing

All parts are 0 to 1. ``freshness`` halves every 90 days since the person asked; ``agreement`` is 1
minus what the contradictions cost, at least 0; ``confidence`` is the source agent's. The weights are
chosen for the threshold of 0.7: a fresh record without contradictions passes with little known about it
and an unsure source; a missing required field, a very old record, or several contradictions with an
unsure source never pass.

What a memory knows is one more field that is present, and what one knows nothing of does not apply, so
that a new customer is no worse off than before there were memories. A memory that does not answer is a
field that is missing: it lowers the quality, but never below the threshold a context that would pass
without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from baton.memory.context import MEMORY
from baton.memory.handoff_subject import Contradiction, HandoffSubject, Json, Needs
from functions.platform.handoff.memories import Remembered

_COMPLETENESS, _FRESHNESS, _AGREEMENT, _CONFIDENCE = 0.30, 0.32, 0.20, 0.18
_MISSING_REQUIRED = 0.5
_HALF_LIFE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read, by field, without what the sources do not have or could not say. ``memory`` is
    ``None`` if the receiver asks for nothing that is remembered.
    """

    read: Mapping[str, Json] = field(default_factory=dict)
    memory: Remembered | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Completeness and quality, 0 to 1, and the fields that nobody could supply."""

    completeness: float
    quality: float
    missing: tuple[str, ...]


def judge(
    asked: Needs,
    subject: HandoffSubject,
    *,
    said: Mapping[str, Any],
    gathered: Gathered,
    contradictions: tuple[Contradiction, ...],
    now: datetime,
    threshold: float = 0.7,
) -> Judgement:
    """The quality of a context by the formula above. ``said`` are the source agent's words."""
    there = present_fields(subject, said, gathered)
    known = gathered.memory.fields if gathered.memory else frozenset[str]()
    unheard = gathered.memory.unheard if gathered.memory else frozenset[str]()
    required = _applying(asked.required, subject)
    weights = _applying({**asked.helpful, **asked.required}, subject)
    recalled = {name: weight for name, weight in asked.remembered.items() if name in known}
    silent = {name: weight for name, weight in asked.remembered.items() if name in unheard}

    def quality(completeness: float) -> float:
        return quality_of(
            completeness=completeness,
            freshness=freshness_of(subject.asked_at, now),
            agreement=agreement_of(contradictions),
            confidence=_share(said.get("confidence")),
            missing_required=len(set(required) - there),
        )

    present = sum(recalled.values()) + sum(weights[name] for name in weights if name in there)
    asked_of_all = sum(weights.values()) + sum(recalled.values())
    completeness = present / (asked_of_all + sum(silent.values()))
    without_silent = quality(present / asked_of_all)
    judged = max(quality(completeness), min(without_silent, threshold))
    missing = (*(name for name in weights if name not in there), *silent)
    return Judgement(round(completeness, 4), round(judged, 4), missing)


def quality_of(
    *,
    completeness: float,
    freshness: float,
    agreement: float,
    confidence: float,
    missing_required: int,
) -> float:
    """The formula above, 0 to 1."""
    base = (
        _COMPLETENESS * completeness
        + _FRESHNESS * freshness
        + _AGREEMENT * agreement
        + _CONFIDENCE * confidence
    )
    return min(1.0, float(base * _MISSING_REQUIRED**missing_required))


def freshness_of(asked_at: datetime, now: datetime) -> float:
    """1 for a person who has just asked, half of it for every 90 days since."""
    return float(0.5 ** (max(now - asked_at, timedelta()) / _HALF_LIFE))


def agreement_of(contradictions: tuple[Contradiction, ...]) -> float:
    """1 minus the costs, at least 0."""
    return max(0.0, 1.0 - sum(one.cost for one in contradictions))


def present_fields(
    subject: HandoffSubject, said: Mapping[str, Any], gathered: Gathered
) -> frozenset[str]:
    """The fields that are there: read, in the record, or said by the source agent, whose word does not
    count for the first two.
    """
    to_read = (*subject.sources, *subject.references)
    found = {**subject.fields, **{name: name in gathered.read for name in to_read}}
    words = {name for name, value in said.items() if value not in (None, "", [], {})}
    return frozenset({name for name, is_there in found.items() if is_there} | (words - set(found)))


def carried(
    asked: Needs,
    said: Mapping[str, Any],
    gathered: Gathered,
    contradictions: tuple[Contradiction, ...],
) -> dict[str, Any]:
    """What goes along with the handoff: no more than the receiver asked for, and no personal data."""
    context = {name: said[name] for name in asked.passes if said.get(name) is not None}
    context |= gathered.read
    if gathered.memory is not None:
        context[MEMORY] = gathered.memory.context.to_json()
    if contradictions:
        context["contradictions"] = [one.text for one in contradictions]
    return context


def _applying(weights: Mapping[str, float], subject: HandoffSubject) -> dict[str, float]:
    return {name: weight for name, weight in weights.items() if subject.applies(name)}


def _share(value: Any) -> float:
    """A number from 0 to 1; a source that does not say how sure it is counts as unsure."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(min(max(value, 0.0), 1.0))
