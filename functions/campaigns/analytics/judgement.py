"""What analytics says of a run: enough data or not, score, channels, attribution, advice. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from baton.campaigns.brief import Brief
from baton.campaigns.parts.performance import ExperimentResult, PerformancePart
from baton.campaigns.spend_pace import SpendPace
from functions.campaigns.analytics.advice import advice_on
from functions.campaigns.analytics.attribution import attributions, note_on
from functions.campaigns.analytics.channels import Channel
from functions.campaigns.analytics.enough import DataCheck, check_data
from functions.campaigns.analytics.journeys import Journey
from functions.campaigns.analytics.returns import aim_of, performances
from functions.campaigns.analytics.rules import Scoring
from functions.campaigns.analytics.scoring import ScoreInputs, score_of

MOST_ADVICE = 20


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a judgement goes by: ``channels`` with their days from ``since`` on, which is when what runs
    now began, to ``today``, the day that it is on the platforms; what was ``spent`` since the campaign
    began, ``None`` if its money cannot be compared; the average ``quality`` of people found; the leads'
    ``journeys``, ``None`` if they cannot be read; and what ``experiments`` of its campaigns say.
    """

    brief: Brief
    channels: Sequence[Channel]
    since: date
    today: date
    spent: int | None
    quality: float | None
    journeys: Sequence[Journey] | None
    experiments: tuple[ExperimentResult, ...] = ()


def judged(
    evidence: Evidence, scoring: Scoring, now: datetime
) -> tuple[PerformancePart, DataCheck]:
    """The part of the run, and whether there was enough to judge by. Once the campaign is over, what
    there is must do.
    """
    check = check_data([one.days for one in evidence.channels], scoring.enough)
    today = evidence.today
    told = {"judged_at": now, "since": evidence.since, "until": today}
    if not check.is_enough and today <= evidence.brief.ends_on:
        return PerformancePart(why=check.text, missing=("enough data",), **told), check
    pace = pace_of(evidence.brief, evidence.spent, today)
    inputs = ScoreInputs(evidence.channels, evidence.quality, pace, today)
    score = score_of(inputs, scoring.weights)
    channels = performances(evidence.channels, evidence.brief.budget.currency)
    advice = advice_on(score, evidence.channels, channels, aim_of(evidence.channels))
    part = PerformancePart(
        score=score.value,
        low=score.low,
        high=score.high,
        why=score.why if check.is_enough else f"{score.why} {check.text}"[:500],
        enough_data=check.is_enough,
        parts=score.parts,
        missing=(*score.missing, *_unread(evidence.journeys)),
        channels=channels,
        advice=advice[:MOST_ADVICE],
        experiments=evidence.experiments,
        **_attributed(evidence),
        **told,
    )
    return part, check


def pace_of(brief: Brief, spent: int | None, today: date) -> SpendPace | None:
    """The brief's budget over its days, of which today is to come; ``None`` before the first has
    ended."""
    passed = min((today - brief.starts_on).days, brief.days)
    if spent is None or passed < 1:
        return None
    return SpendPace(
        budget=brief.budget.amount,
        spent=max(0, spent),
        days=brief.days,
        days_left=brief.days - passed,
    )


def _attributed(evidence: Evidence) -> dict[str, object]:
    journeys = evidence.journeys or ()
    if not journeys:
        return {}
    return {
        "journeys": round(sum(one.count for one in journeys)),
        "attribution": attributions(journeys, seed=evidence.since.isoformat()),
        "attribution_note": note_on(journeys),
    }


def _unread(journeys: Sequence[Journey] | None) -> tuple[str, ...]:
    if journeys is None:
        return ("attribution: the facts of touches cannot be read.",)
    return () if journeys else ("attribution: no touch of a lead was observed.",)
