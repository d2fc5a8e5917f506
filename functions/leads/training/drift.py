"""Whether leads, or what becomes of them, have changed since a scorecard was learned. Pure."""

import math
from collections import Counter
from collections.abc import Sequence

from baton.leads.scoring.lead_values import Values
from baton.leads.scoring.points import Scoring
from baton.leads.scoring.scorecard import CategoryTable, NumberTable, TrainedScorecard
from functions.leads.training.figures import calibration_error
from functions.leads.training.findings import CalibrationDrift, Drift, FeatureDrift, State

WATCHED, ALARMING = 0.1, 0.25
"""Population stability index: below the first nothing has changed, from the second on much has
(Siddiqi, "Credit Risk Scorecards", 2006, chapter 9).
"""

FEWEST_LEADS = 50
GROUPS = 10
CERTAIN = 2.5758293035489004
"""The normal distribution's 99.5 % quantile."""

_LEAST_SHARE = 1e-4


def drift_of(
    scorecard: TrainedScorecard, leads: Sequence[Values], converted: Sequence[bool] | None = None
) -> Drift:
    """How recent leads, at least one, differ from those that a scorecard was learned from."""
    scoring = Scoring(scorecard)
    places = zip(*map(scoring.places, leads), strict=True)
    found = [
        _feature(scoring, table, Counter(held))
        for table, held in zip(scorecard.tables, places, strict=True)
    ]
    found.sort(key=lambda one: -one.psi)
    calibration = _calibration(scoring, leads, converted) if converted is not None else None
    return Drift(
        scorecard=scorecard.version,
        leads=len(leads),
        features=tuple(found),
        calibration=calibration,
    )


def stability_index(expected: Sequence[float], actual: Sequence[float]) -> float:
    """The sum of ``(a - e) ln(a / e)`` over the groups' shares; shares below 0.0001 count as that.

    Siddiqi 2006; it is Jeffreys' divergence (Jeffreys, Proc. R. Soc. A 186, 1946).
    """
    total = 0.0
    for before, after in zip(expected, actual, strict=True):
        known, now = max(before, _LEAST_SHARE), max(after, _LEAST_SHARE)
        total += (now - known) * math.log(now / known)
    return total


def chance_index(groups: int, leads: int, learned_from: int) -> float:
    """What the index exceeds by chance once in two hundred times, about, if nothing has changed.

    Times ``1 / (1/n + 1/m)`` it is chi-squared with ``groups - 1`` degrees of freedom (Yurdakul,
    "Statistical Properties of Population Stability Index", 2018), here by its normal approximation.
    """
    freedom = max(1, groups - 1)
    quantile = freedom + CERTAIN * math.sqrt(2 * freedom)
    return quantile * (1 / leads + 1 / learned_from)


def _feature(
    scoring: Scoring, table: NumberTable | CategoryTable, counted: Counter[int]
) -> FeatureDrift:
    leads = counted.total()
    groups = _groups(table)
    expected = [sum(table.shares[place] for place in group) for group in groups]
    actual = [sum(counted[place] for place in group) / leads for group in groups]
    psi = stability_index(expected, actual)
    chance = chance_index(len(groups), leads, scoring.scorecard.leads)
    return FeatureDrift(feature=table.name, psi=round(psi, 4), state=_state(psi, chance, leads))


def _state(psi: float, chance: float, leads: int) -> State:
    if leads < FEWEST_LEADS:
        return State.UNKNOWN
    if psi >= max(ALARMING, chance):
        return State.ALARM
    return State.WATCH if psi >= max(WATCHED, chance) else State.STEADY


def _groups(table: NumberTable | CategoryTable) -> list[list[int]]:
    """A table's places in at most ten groups and missing: neighbours of a number to about a tenth of
    the leads each; of a category the nine most frequent, and the rest.
    """
    places = range(len(table.shares) - 1)
    missing = [len(table.shares) - 1]
    if not isinstance(table, NumberTable):
        often = sorted(places, key=lambda place: -table.shares[place])
        return [*([place] for place in often[: GROUPS - 1]), often[GROUPS - 1 :], missing]
    groups: list[list[int]] = [[]]
    held = 0.0
    for place in places:
        if groups[-1] and held >= 1 / GROUPS:
            groups.append([])
            held = 0.0
        groups[-1].append(place)
        held += table.shares[place]
    return [*groups, missing]


def _calibration(
    scoring: Scoring, leads: Sequence[Values], converted: Sequence[bool]
) -> CalibrationDrift:
    """Calibration in the large, as a z test (Spiegelhalter, Statistics in Medicine 5, 1986)."""
    rates = [scoring.expected_rate(scoring.points(lead)) for lead in leads]
    expected = sum(rates)
    spread = math.sqrt(sum(rate * (1 - rate) for rate in rates)) or 1.0
    z = (sum(converted) - expected) / spread
    state = State.ALARM if abs(z) >= CERTAIN else State.STEADY
    return CalibrationDrift(
        leads=len(leads),
        converted=sum(converted),
        expected=round(expected, 2),
        z=round(z, 3),
        ece=round(calibration_error(rates, converted), 5),
        state=state if len(leads) >= FEWEST_LEADS else State.UNKNOWN,
    )
