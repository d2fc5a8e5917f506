"""How well a campaign does, 0 to 1, with its parts, bounds and what is missing (requirement D5). Pure.

A part is 0.7 times how many times its benchmark is reached, at most 1: so a score of 0.7 is what others
reach. What is unknown counts nothing in the score, and anything from 0 to 1 in its bounds.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from baton.campaigns.parts.performance import ScorePart
from baton.campaigns.spend_pace import SpendPace, paced
from functions.campaigns.analytics.channels import MEASURES, Channel, Ratio
from functions.campaigns.analytics.rules import Weights

AT_BENCHMARK = 0.7

_NAMES = {
    "cost_per_lead": "cost per lead",
    "conversion_rate": "conversion rate",
    "click_through_rate": "click-through rate",
    "lead_quality": "lead quality",
    "pace": "pace",
}
_BROUGHT = tuple(MEASURES)
"""Parts that say what the ads brought: with none of them, nothing is known of the campaign."""


@dataclass(frozen=True, slots=True)
class ScoreInputs:
    """What a campaign is judged by. ``quality`` is the average of the people found, 0 to 1; ``pace`` is
    ``None`` before the campaign's first day has ended, or where its money cannot be compared.
    """

    channels: Sequence[Channel]
    quality: float | None
    pace: SpendPace | None
    today: date


@dataclass(frozen=True, slots=True)
class Score:
    """``value`` is ``None`` while it is unknown; ``why`` says what it is made of, or why it is not."""

    value: float | None
    low: float
    high: float
    why: str
    parts: tuple[ScorePart, ...]
    ratios: tuple[tuple[str, Ratio], ...]
    """Every channel's, by the part's name."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not known, in words."""
        return tuple(
            f"{_NAMES[part.name]}: {part.text}" for part in self.parts if part.score is None
        )


def score_of(inputs: ScoreInputs, weights: Weights) -> Score:
    """The score; bounds hold it with 80 % probability if parts err by themselves, and are widened by
    what is missing.
    """
    ratios = [
        (name, found)
        for name, measure in MEASURES.items()
        for channel in inputs.channels
        if (found := measure(channel, inputs.today))
    ]
    parts = [_measured(name, weights, ratios, inputs.channels) for name in MEASURES]
    parts += [_quality(inputs.quality, weights), _pace(inputs.pace, weights)]
    if all(part.score is None or not part.weight for part in parts if part.name in _BROUGHT):
        why = "What the ads brought is unknown: no cost, click or conversion can be judged."
        return Score(None, 0.0, 1.0, why, tuple(parts), tuple(ratios))
    value, low, high = _combined(parts)
    known = ", ".join(
        f"{_NAMES[part.name]} {part.score:.2f}" for part in parts if part.score is not None
    )
    return Score(value, low, high, f"From {known}.", tuple(parts), tuple(ratios))


def _combined(parts: Sequence[ScorePart]) -> tuple[float, float, float]:
    known = [(part, part.score) for part in parts if part.score is not None and part.weight > 0]
    weight = math.fsum(part.weight for part, _ in known)
    if weight <= 0:
        return 0.0, 0.0, 1.0
    value = math.fsum(part.weight * score for part, score in known) / weight
    below = math.hypot(*(part.weight * (score - part.low) for part, score in known)) / weight
    above = math.hypot(*(part.weight * (part.high - score) for part, score in known)) / weight
    low = weight * max(0.0, value - below)
    high = weight * min(1.0, value + above) + max(0.0, 1 - weight)
    return value, min(low, value), max(min(1.0, high), value)


def _measured(
    name: str,
    weights: Weights,
    ratios: Sequence[tuple[str, Ratio]],
    channels: Sequence[Channel],
) -> ScorePart:
    """The channels' ratios, each by what it counts; their errors are their own."""
    own = [ratio for part, ratio in ratios if part == name]
    weight = getattr(weights, name)
    total = math.fsum(ratio.weight for ratio in own)
    if total <= 0:
        return ScorePart(name=name, weight=weight, text=_unknown(name, channels))
    value = math.fsum(ratio.weight * ratio.value for ratio in own) / total
    below = math.hypot(*(ratio.weight * (ratio.value - ratio.low) for ratio in own)) / total
    above = math.hypot(*(ratio.weight * (ratio.high - ratio.value) for ratio in own)) / total
    missing = [one.name for one in channels if one.name not in {ratio.channel for ratio in own}]
    text = f"{value:.2f} times the benchmark over {', '.join(ratio.channel for ratio in own)}"
    return ScorePart(
        name=name,
        weight=weight,
        score=_scaled(value),
        low=_scaled(value - below),
        high=_scaled(value + above),
        text=f"{text}; not known for {', '.join(missing)}." if missing else f"{text}.",
    )


def _scaled(ratio: float) -> float:
    return min(1.0, max(0.0, AT_BENCHMARK * ratio))


def _unknown(name: str, channels: Sequence[Channel]) -> str:
    if not channels:
        return "no channel has any days."
    silent = [one.name for one in channels if one.results is None]
    if name != "click_through_rate" and silent:
        return (
            f"{', '.join(silent)} reports no leads or conversions: either none came, or nothing reports"
            " them."
        )
    if name == "click_through_rate":
        return "nothing was shown yet."
    return "there is no benchmark that it can be compared with, or nothing was spent."


def _quality(quality: float | None, weights: Weights) -> ScorePart:
    if quality is None:
        return ScorePart(
            name="lead_quality", weight=weights.lead_quality, text="no one found was rated."
        )
    return ScorePart(
        name="lead_quality",
        weight=weights.lead_quality,
        score=quality,
        low=quality,
        high=quality,
        text=f"{quality:.2f} on average, of the people found; whom ads brought is not rated here.",
    )


def _pace(pace: SpendPace | None, weights: Weights) -> ScorePart:
    """1 for an even pace, less by as much as spend is ahead or behind."""
    found = paced(pace) if pace else None
    if found is None or found.ahead is None:
        text = "the campaign has not spent a whole day, or its money cannot be compared."
        return ScorePart(name="pace", weight=weights.pace, text=text)
    score = min(1.0, max(0.0, 1 - abs(found.ahead)))
    return ScorePart(
        name="pace", weight=weights.pace, score=score, low=score, high=score, text=found.text
    )
