"""What the optimiser says about one lead (requirement A4): words and suggestions, nothing is changed.

A cold lead asks whether its campaign reaches the right people; one that is likely to convert shows
whom to look for. What the lead's own fields say is quoted as it came, and chooses nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from baton.campaigns.campaign import Campaign, Change, Proposal, ReviewOutcome
from functions.campaigns.optimizer.judgement import Judgement
from functions.campaigns.optimizer.models import CampaignAdvice, LeadTraits

_COLD = "cold"
"""The temperature of a lead that will hardly buy, as its triage says it."""

_GLANCE_SECONDS = 60
"""Less time than this on the site is a glance."""

_OUTCOMES = {
    ReviewOutcome.HEALTHY: "meets its benchmarks",
    ReviewOutcome.NOT_ENOUGH_DATA: "has too few figures to be judged",
    ReviewOutcome.PROPOSE_CHANGE: "should be changed",
    ReviewOutcome.ASK_PERSON: "misses several benchmarks at once; review it, and a person is asked",
}


@dataclass(frozen=True, slots=True)
class LeadSignals:
    """What is known of the lead from those who had it before. Unknown is ``None``."""

    score: float | None
    temperature: str | None
    potential: float | None

    @classmethod
    def in_context(cls, context: Mapping[str, Any]) -> "LeadSignals":
        """The signals that a handoff's context tells; what is not of its kind is not known."""
        temperature = context.get("temperature")
        return cls(
            score=_number(context.get("score")),
            temperature=temperature if isinstance(temperature, str) else None,
            potential=_number(context.get("conversion_potential")),
        )


def advise(
    lead: LeadTraits,
    signals: LeadSignals,
    looked_at: tuple[Campaign, Judgement] | None,
    *,
    promising_above: float,
) -> CampaignAdvice:
    """Advice on a lead, and on its campaign if there is one to look at.

    ``promising_above`` is the conversion potential, 0 to 100, above which people like the lead are
    worth looking for.
    """
    sentences: list[str] = []
    proposals: tuple[Proposal, ...] = ()
    if looked_at:
        campaign, judgement = looked_at
        sentences += _on_campaign(campaign, judgement)
        proposals = judgement.proposals
    elif lead.campaign_id:
        sentences.append("The lead names a campaign that is not registered: register it.")
    if signals.temperature == _COLD:
        sentences += _on_cold(lead, signals)
    if signals.potential is not None and signals.potential > promising_above:
        look_alike = _look_alike(lead, signals.potential)
        sentences.append(look_alike.reason)
        proposals = (*proposals, look_alike)
    return CampaignAdvice(
        campaign_id=looked_at[0].campaign_id if looked_at else None,
        outcome=looked_at[1].outcome if looked_at else None,
        proposals=proposals,
        text=" ".join(sentences) or "There is nothing to change for this lead.",
    )


def _on_campaign(campaign: Campaign, judgement: Judgement) -> Iterator[str]:
    yield f"The campaign {campaign.details.name} {_OUTCOMES[judgement.outcome]}."
    yield from (finding.text for finding in judgement.findings if finding.triggered)


def _on_cold(lead: LeadTraits, signals: LeadSignals) -> Iterator[str]:
    score = "" if signals.score is None else f" with score {signals.score:.0f}"
    if lead.source:
        yield (
            f"The lead is cold{score} and came from {lead.source}: if leads from there stay cold,"
            " exclude the audiences there that do not fit, or spend less on it."
        )
    else:
        yield f"The lead is cold{score}: record where leads come from, or no targeting can be corrected."
    seconds = lead.activity.seconds_on_site
    if seconds is not None and seconds < _GLANCE_SECONDS:
        yield "It hardly looked at the site: check that the page keeps what the advertisement promises."
    if not lead.campaign_id:
        yield "It names no campaign: send campaign_id with leads, and their campaign is looked at."


def _look_alike(lead: LeadTraits, potential: float) -> Proposal:
    traits = _traits(lead)
    alike = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in traits.items())
    return Proposal(
        change=Change.AB_TEST,
        text=(
            "Test a look-alike audience against the present one"
            + (f", of people like this lead ({alike})." if alike else ".")
        ),
        parameters=traits,
        within_limits=False,
        reason=(
            f"A conversion potential of {potential:.0f} shows whom to look for; a person must agree to"
            " a new audience."
        ),
    )


def _traits(lead: LeadTraits) -> dict[str, float | int | str]:
    """What can be looked for in others: nothing that tells who the person is."""
    traits = {
        "source": lead.source,
        "country": lead.country,
        "industry": lead.industry,
        "job_title": lead.job_title,
        "interest": lead.interest,
        "company_size": lead.company_size,
    }
    return {name: value for name, value in traits.items() if value is not None}


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
