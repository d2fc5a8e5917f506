"""Attribution by what each channel adds to sets of others. Pure.

The leads that met exactly a set T of channels converted at some rate. How much of it each channel of T
has is its Shapley value in the game whose coalitions S are worth the rate of the leads that met exactly
S (L. Shapley, Contributions to the Theory of Games II, 1953, p. 307; for attribution: B. Dalessandro,
C. Perlich, O. Stitelman and F. Provost, ADKDD 2012). So a channel that comes along, and adds nothing to
leads that met the others alone, gets nothing; the order of touches plays no part.

Few leads met most sets. A set's rate is therefore drawn towards its share of T's rate by size, with the
weight of ``PRIOR_LEADS``: of what was hardly seen, all channels of T are held to add alike.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from functions.campaigns.analytics.journeys import Credits, Journey, channels_in

EXACT_CHANNELS = 12
"""Sets of more channels are sampled: 2^12 coalitions take some milliseconds, 2^20 a minute."""

SAMPLES = 2_000
PRIOR_LEADS = 10.0
MOST_SETS = 200
"""Sets whose values are computed, those that most leads met; what the others brought is divided evenly,
as it nearly would be for the few leads of each.
"""

Game = Callable[[frozenset[str]], float]
"""What a coalition is worth; nothing for the empty one."""


@dataclass(frozen=True, slots=True)
class Values:
    """Shapley values, which add up to the whole's worth, with their standard errors of sampling (0 if
    they are exact).
    """

    values: Mapping[str, float]
    errors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ShapleyCredits:
    """Conversions by channel, and the standard errors that sampling leaves in them."""

    credits: Credits
    errors: Mapping[str, float]


def by_shapley(journeys: Sequence[Journey], *, seed: str = "shapley") -> ShapleyCredits:
    """The conversions by channel. A channel with which fewer convert may get less than nothing."""
    leads: defaultdict[frozenset[str], float] = defaultdict(float)
    converted: defaultdict[frozenset[str], float] = defaultdict(float)
    for one in journeys:
        leads[frozenset(one.touches)] += one.count
        converted[frozenset(one.touches)] += one.count if one.converted else 0.0
    given = dict.fromkeys(channels_in(journeys), 0.0)
    squares = dict.fromkeys(given, 0.0)
    ranked = sorted(leads, key=lambda met: (-leads[met], sorted(met)))
    for place, met in enumerate(ranked):
        game = _rates(met, leads, converted)
        even = Values(dict.fromkeys(met, game(met) / len(met)), dict.fromkeys(met, 0.0))
        found = shapley_values(game, met, seed=seed) if place < MOST_SETS else even
        for channel in met:
            given[channel] += leads[met] * found.values[channel]
            squares[channel] += (leads[met] * found.errors[channel]) ** 2
    return ShapleyCredits(given, {channel: math.sqrt(own) for channel, own in squares.items()})


def shapley_values(game: Game, players: frozenset[str], *, seed: str = "shapley") -> Values:
    """Exact for up to ``EXACT_CHANNELS`` players, else the mean over ``SAMPLES`` drawn orders (J.
    Castro, D. Gomez and J. Tejada, Computers & Operations Research 36, 2009, p. 1726).
    """
    if len(players) <= EXACT_CHANNELS:
        return _exact(game, sorted(players))
    return _sampled(game, sorted(players), seed)


def _rates(
    met: frozenset[str],
    leads: Mapping[frozenset[str], float],
    converted: Mapping[frozenset[str], float],
) -> Game:
    whole = converted.get(met, 0.0) / leads[met]

    @cache
    def worth(coalition: frozenset[str]) -> float:
        if coalition == met:
            return whole
        if not coalition:
            return 0.0
        expected = whole * len(coalition) / len(met)
        own, came = leads.get(coalition, 0.0), converted.get(coalition, 0.0)
        return (came + PRIOR_LEADS * expected) / (own + PRIOR_LEADS)

    return worth


def _exact(game: Game, players: Sequence[str]) -> Values:
    """The mean of what a player adds, over all coalitions by size."""
    size = len(players)
    worth = [
        game(frozenset(one for place, one in enumerate(players) if mask >> place & 1))
        for mask in range(1 << size)
    ]
    weights = [
        math.factorial(own) * math.factorial(size - own - 1) / math.factorial(size)
        for own in range(size)
    ]
    values = {
        player: math.fsum(
            weights[mask.bit_count()] * (worth[mask | 1 << place] - worth[mask])
            for mask in range(1 << size)
            if not mask >> place & 1
        )
        for place, player in enumerate(players)
    }
    return Values(values, dict.fromkeys(players, 0.0))


def _sampled(game: Game, players: Sequence[str], seed: str) -> Values:
    chance = Random(f"{seed}/{'/'.join(players)}")  # noqa: S311
    sums, squares = dict.fromkeys(players, 0.0), dict.fromkeys(players, 0.0)
    for _ in range(SAMPLES):
        met: frozenset[str] = frozenset()
        before = 0.0
        for player in chance.sample(players, len(players)):
            met |= {player}
            added = game(met) - before
            before += added
            sums[player] += added
            squares[player] += added * added
    values = {player: own / SAMPLES for player, own in sums.items()}
    errors = {
        player: math.sqrt(max(0.0, squares[player] / SAMPLES - values[player] ** 2) / SAMPLES)
        for player in players
    }
    return Values(values, errors)
