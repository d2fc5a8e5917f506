"""The conversions of journeys divided among channels, by four methods with their bounds. Pure.

None of the four says what a channel caused: only an experiment does. Side by side they say how much
hangs on the rule, and their bounds how much on chance: journeys are drawn again, each kind as often as
a Poisson count with its own mean (the Poisson bootstrap: N. Chamandy et al., Google technical report,
2012).
"""

import math
from collections.abc import Callable, Sequence
from random import Random

from baton.campaigns.parts.performance import Attribution, Credit, Ranged
from functions.campaigns.analytics.journeys import (
    Credits,
    Journey,
    grouped,
    last_touch,
    position_based,
)
from functions.campaigns.analytics.markov import by_removal
from functions.campaigns.analytics.shapley import EXACT_CHANNELS, by_shapley

Method = Callable[[Sequence[Journey]], Credits]

METHODS: dict[str, Method] = {
    "last_touch": last_touch,
    "position_based": position_based,
    "markov": by_removal,
    "shapley": lambda journeys: by_shapley(journeys).credits,
}

RESAMPLES = 60
_MOST_KINDS = 500
_MOST_COALITIONS = 5_000
"""Kinds of journeys, and sets of channels within theirs, up to which they are drawn again: beyond, it
would take many seconds.
"""

_TAIL = 0.1
_SMALL_MEAN = 30.0


def attributions(journeys: Sequence[Journey], *, seed: str) -> tuple[Attribution, ...]:
    """Every method's credits; their bounds hold 80 % of what other leads like these would have given,
    and are absent where there are too many kinds of journeys to draw them again.
    """
    kinds = grouped(journeys)
    if not kinds:
        return ()
    drawn = _drawn_again(kinds, seed)
    return tuple(
        Attribution(method=name, credits=_credits(method, kinds, drawn))
        for name, method in METHODS.items()
    )


def note_on(journeys: Sequence[Journey]) -> str:
    """What must be known to read the credits."""
    widest = max((len(set(one.touches)) for one in journeys), default=0)
    sampled = (
        f" Shapley values of journeys over more than {EXACT_CHANNELS} channels are sampled."
        if widest > EXACT_CHANNELS
        else ""
    )
    return (
        "Touches are those that were observed of known leads: the campaign that brought them, and what"
        " they did about messages. Ads that people saw without becoming leads are not among them, and"
        f" credit is no cause: compare with experiments where there are any.{sampled}"
    )


def _credits(
    method: Method, kinds: Sequence[Journey], drawn: Sequence[Sequence[Journey]]
) -> tuple[Credit, ...]:
    found = method(kinds)
    again = [method(one) for one in drawn if one]
    return tuple(
        Credit(channel=channel, conversions=_ranged(own, [one.get(channel, 0.0) for one in again]))
        for channel, own in found.items()
    )


def _ranged(value: float, again: list[float]) -> Ranged:
    if not again:
        return Ranged(value=value)
    again.sort()
    tail = int(_TAIL * len(again))
    return Ranged(
        value=value, low=min(value, again[tail]), high=max(value, again[len(again) - 1 - tail])
    )


def _drawn_again(kinds: Sequence[Journey], seed: str) -> list[tuple[Journey, ...]]:
    coalitions = sum(1 << len(met) for met in {frozenset(one.touches) for one in kinds})
    if len(kinds) > _MOST_KINDS or coalitions > _MOST_COALITIONS:
        return []
    chance = Random(f"{seed}/journeys")  # noqa: S311
    return [
        tuple(
            Journey(one.touches, one.converted, count)
            for one in kinds
            if (count := _poisson(one.count, chance))
        )
        for _ in range(RESAMPLES)
    ]


def _poisson(mean: float, chance: Random) -> float:
    """A count; of a large mean, its normal limit."""
    if mean > _SMALL_MEAN:
        return float(max(0, round(chance.gauss(mean, math.sqrt(mean)))))
    count, time = 0, chance.expovariate(1.0)
    while time < mean:
        count, time = count + 1, time + chance.expovariate(1.0)
    return float(count)
