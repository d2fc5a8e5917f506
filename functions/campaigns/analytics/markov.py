"""Attribution by removal in a chain of touches. Pure.

Journeys are taken for a Markov chain of first order from a start through channels to a conversion or to
nothing. What a channel is worth is what is lost of the chance to convert if every way into it leads to
nothing instead (E. Anderl, I. Becker, F. von Wangenheim and J. Schumann, International Journal of
Research in Marketing 33, 2016, p. 457). The losses are scaled to add up to the conversions.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from functions.campaigns.analytics.journeys import (
    Credits,
    Journey,
    channels_in,
    conversions_in,
    last_touch,
)

START, CONVERTED, LOST = "(start)", "(converted)", "(lost)"

Chain = Mapping[str, Mapping[str, float]]
"""From each state to the next ones, by probability."""

_SINGULAR = 1e-12


def by_removal(journeys: Sequence[Journey]) -> Credits:
    """The conversions by channel; where no removal costs any, as without conversions, the last touch
    counts.
    """
    chain, channels = chain_of(journeys), channels_in(journeys)
    effects = {channel: removal_effect(chain, channel) for channel in channels}
    total, conversions = math.fsum(effects.values()), conversions_in(journeys)
    if total <= 0:
        return last_touch(journeys)
    return {channel: conversions * effect / total for channel, effect in effects.items()}


def chain_of(journeys: Sequence[Journey]) -> Chain:
    """The steps that journeys took, as probabilities."""
    counts: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in journeys:
        states = (START, *one.touches, CONVERTED if one.converted else LOST)
        for state, following in pairwise(states):
            counts[state][following] += one.count
    return {
        state: {following: own / math.fsum(row.values()) for following, own in row.items()}
        for state, row in counts.items()
    }


def removal_effect(chain: Chain, channel: str) -> float:
    """What share of the conversions is lost without a channel, 0 to 1."""
    whole = conversion_chance(chain)
    return 1 - conversion_chance(chain, without=channel) / whole if whole > 0 else 0.0


def conversion_chance(chain: Chain, *, without: str | None = None) -> float:
    """The chance to get from the start to a conversion, by solving (I - Q) x = r of the absorbing chain
    (J. Kemeny and J. Snell, Finite Markov Chains, 1960, theorem 3.3.7).
    """
    states = [START, *sorted(state for state in chain if state not in (START, without))]
    places = {state: place for place, state in enumerate(states)}
    rows: list[list[float]] = []
    for state in states:
        row = [0.0] * len(states)
        for following, chance in chain.get(state, {}).items():
            if following in places:
                row[places[following]] -= chance
        row[places[state]] += 1
        rows.append([*row, chain.get(state, {}).get(CONVERTED, 0.0)])
    return _solved(rows)[0]


def _solved(rows: list[list[float]]) -> list[float]:
    """Gauss-Jordan elimination with partial pivoting; the last column is the right side."""
    size = len(rows)
    for column in range(size):
        pivot = max(range(column, size), key=lambda place: abs(rows[place][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        top = rows[column][column]
        if abs(top) < _SINGULAR:
            raise ValueError("the chain has states that lead nowhere")
        rows[column] = [value / top for value in rows[column]]
        for place in range(size):
            factor = rows[place][column]
            if place != column and factor:
                rows[place] = [
                    value - factor * above
                    for value, above in zip(rows[place], rows[column], strict=True)
                ]
    return [row[-1] for row in rows]
