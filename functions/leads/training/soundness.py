"""Whether a scorecard is to be taken at its word: its bands rise, and its rates are right. Pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from baton.leads.scoring.points import Z_95, log_odds, points_of, wilson
from functions.leads.training.figures import calibration_error, calibration_noise
from functions.leads.training.findings import POOR_CALIBRATION, Ageing

MOST_CONVERT = 0.5
_EDGES = (float("-inf"), 40.0, 50.0, 60.0, 70.0, float("inf"))
_NAMES = ("below 40", "40 to 50", "50 to 60", "60 to 70", "70 and more")


class Band(NamedTuple):
    """Leads with scores in a range, and the share of them that converted; 0 without leads."""

    name: str
    leads: int
    rate: float


def bands_of(rates: Sequence[float], usual: float, converted: Sequence[bool]) -> tuple[Band, ...]:
    """Leads and their conversion rate by score: below 40, by ten to 70, from 70 on.

    ``rates`` are the expected ones, and ``usual`` that at which the score is 50.
    """
    scores = [50 + points_of(log_odds(rate) - log_odds(usual)) for rate in rates]
    made = []
    for name, (low, high) in zip(_NAMES, pairwise(_EDGES), strict=True):
        inside = [won for score, won in zip(scores, converted, strict=True) if low <= score < high]
        made.append(Band(name, len(inside), sum(inside) / len(inside) if inside else 0.0))
    return tuple(made)


def doubts(
    latest: Sequence[float],
    won: Sequence[bool],
    bands: Sequence[Band],
    usual: float,
    ageing: Ageing,
) -> tuple[str, ...]:
    """Why a person should not take a scorecard at its word, in sentences.

    ``latest`` are the expected rates of the latest leads, ``won`` whether they converted; ``usual`` is
    the conversion rate of all leads.
    """
    return tuple(_doubts(latest, won, bands, usual, ageing))


def _doubts(
    latest: Sequence[float],
    won: Sequence[bool],
    bands: Sequence[Band],
    usual: float,
    ageing: Ageing,
) -> Iterator[str]:
    if usual > MOST_CONVERT:
        yield (
            f"More than half of the leads converted ({usual:.1%}). If that is not so, the outcome is "
            "read the wrong way round: name the texts that mean converted"
        )
    ece = calibration_error(latest, won)
    if ece > POOR_CALIBRATION:
        chance = calibration_noise(latest)
        yield (
            f"Poor calibration: the expected rates of the latest leads are off by {ece:.3f} on average "
            f"(ECE; up to {POOR_CALIBRATION} is fine, and {chance:.3f} is usual by chance with "
            f"{len(won):,} leads). Take rates with care; scores still say which lead is better"
        )
    filled = [band for band in bands if band.leads]
    for low, high in pairwise(filled):
        if high.rate <= low.rate:
            yield (
                f"The bands do not rise: of the leads with a score of {high.name}, {high.rate:.1%} "
                f"converted, of those {low.name} {low.rate:.1%}{_by_chance(low, high)}"
            )
    if not ageing.steady:
        yield ageing.advice


def _by_chance(low: Band, high: Band) -> str:
    """What is said of two bands that may well rise, and only have too few leads to show it."""
    floor = wilson(round(low.rate * low.leads), low.leads, Z_95)[0]
    ceiling = wilson(round(high.rate * high.leads), high.leads, Z_95)[1]
    few = f" ({low.leads} and {high.leads} leads)"
    return f"; with so few leads that may be chance{few}" if ceiling >= floor else few
