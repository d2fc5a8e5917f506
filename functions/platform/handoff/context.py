"""How good the context of a handoff is, and what of it goes along. Pure: everything comes in.

    completeness = weights of the fields that are present / weights of the fields that apply
    quality = (0.30 completeness + 0.32 freshness + 0.20 agreement + 0.18 confidence)
              x 0.5 for every required field that is missing

All parts are 0 to 1. ``freshness`` halves every 90 days since the person asked; ``agreement`` is that
of agreement.py; ``confidence`` is triage's. The weights are chosen for the threshold of 0.7: a fresh
lead without contradictions passes with little known about it and an unsure triage; a missing required
field, a very old lead, or several contradictions with an unsure triage never pass.

What a memory knows is one more field that is present, and what one knows nothing of does not apply, so
that a new customer is no worse off than before there were memories. A memory that does not answer is a
field that is missing: it lowers the quality, but never below the threshold a context that would pass
without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from baton.campaigns.campaign import Campaign
from baton.leads.contact_history import History
from baton.leads.lead import Lead, NewLead
from baton.memory.context import MEMORY, MemoryName
from functions.platform.handoff.agreement import Contradiction, agreement_of
from functions.platform.handoff.memories import FIELDS, Remembered

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_COMPLETENESS, _FRESHNESS, _AGREEMENT, _CONFIDENCE = 0.30, 0.32, 0.20, 0.18
_MISSING_REQUIRED = 0.5
_HALF_LIFE = timedelta(days=90)

HISTORY, CAMPAIGN = "history", "campaign"
"""The fields that are read from a source."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a receiver asks for: weights by field, and the source's words that go along."""

    required: Mapping[str, float]
    helpful: Mapping[str, float]
    remembered: Mapping[str, float]
    passes: tuple[str, ...]

    @property
    def memories(self) -> tuple[MemoryName, ...]:
        """The memories that know what is asked for."""
        return tuple(memory for name, memory in FIELDS.items() if name in self.remembered)

    def read_for(self, details: NewLead) -> tuple[str, ...]:
        """The fields that have to be read for this lead."""
        asked = {*self.required, *self.helpful}
        applies = {HISTORY: True, CAMPAIGN: details.campaign_id is not None}
        return tuple(name for name, it_does in applies.items() if it_does and name in asked)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the sources gave; ``None`` for what they do not have or could not say."""

    history: History | None = None
    campaign: Campaign | None = None
    memory: Remembered | None = None
    """``None`` if the receiver asks for nothing that is remembered"""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Completeness and quality, 0 to 1, and the fields that nobody could supply."""

    completeness: float
    quality: float
    missing: tuple[str, ...]


@cache
def needs() -> dict[str, Needs]:
    """Every receiver's needs, as ``needs.yaml`` declares them."""
    text = files(__package__).joinpath("needs.yaml").read_text(encoding="utf-8")
    return {
        receiver: Needs(one["required"], one["helpful"], one["remembered"], tuple(one["passes"]))
        for receiver, one in yaml.load(text, Loader=_Loader).items()  # noqa: S506
    }


def judge(
    asked: Needs,
    lead: Lead,
    *,
    said: Mapping[str, Any],
    gathered: Gathered,
    contradictions: tuple[Contradiction, ...],
    now: datetime,
    threshold: float = 0.7,
) -> Judgement:
    """The quality of a context by the formula above. ``said`` are the source agent's words."""
    there = present_fields(lead.details, said, gathered)
    known = gathered.memory.fields if gathered.memory else frozenset[str]()
    unheard = gathered.memory.unheard if gathered.memory else frozenset[str]()
    required = _applying(asked.required, lead.details)
    weights = _applying({**asked.helpful, **asked.required}, lead.details)
    recalled = {name: weight for name, weight in asked.remembered.items() if name in known}
    silent = {name: weight for name, weight in asked.remembered.items() if name in unheard}

    def quality(completeness: float) -> float:
        return quality_of(
            completeness=completeness,
            freshness=freshness_of(lead, now),
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


def freshness_of(lead: Lead, now: datetime) -> float:
    """1 for a person who has just asked, half of it for every 90 days since."""
    age = now - (lead.details.occurred_at or lead.received_at)
    return float(0.5 ** (max(age, timedelta()) / _HALF_LIFE))


def present_fields(details: NewLead, said: Mapping[str, Any], gathered: Gathered) -> frozenset[str]:
    """The fields of ``needs.yaml`` that are there: read, in the lead, or said by the source."""
    activity = details.activity
    found = {
        HISTORY: gathered.history is not None,
        CAMPAIGN: gathered.campaign is not None,
        "contact": bool(details.email or details.phone or details.external_id),
        "name": bool(details.first_name or details.last_name),
        "company": bool(details.company),
        "place": bool(details.timezone or details.country),
        "interest": bool(details.interest or details.message),
        "activity": any(
            one is not None
            for one in (activity.visits, activity.seconds_on_site, activity.pages_per_visit)
        ),
        "origin": bool(details.source or details.campaign_id),
    }
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
    if gathered.history is not None:
        context[HISTORY] = gathered.history.to_json()
    if gathered.campaign is not None:
        details = gathered.campaign.details
        context[CAMPAIGN] = {
            "campaign_id": gathered.campaign.campaign_id,
            "name": details.name,
            "platform": details.platform,
            "status": details.status.value,
        }
    if gathered.memory is not None:
        context[MEMORY] = gathered.memory.context.to_json()
    if contradictions:
        context["contradictions"] = [one.text for one in contradictions]
    return context


def _applying(weights: Mapping[str, float], details: NewLead) -> dict[str, float]:
    return {
        name: weight
        for name, weight in weights.items()
        if name != CAMPAIGN or details.campaign_id is not None
    }


def _share(value: Any) -> float:
    """A number from 0 to 1; a source that does not say how sure it is counts as unsure."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(min(max(value, 0.0), 1.0))
