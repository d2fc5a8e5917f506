"""The usual conversion rate, as recorded outcomes move it from one training to the next. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

RIPE_DAYS = 30
"""After so many days a lead that has not converted is taken not to."""

MOST_PRIOR_LEADS = 500.0
"""The history counts as at most so many leads, so that news can move the rate."""


class Day(NamedTuple):
    """Leads that came ``age`` days ago (0: today), and how many of them have converted by now;
    ``answered`` are those that clicked, replied or converted, 0 if that was not asked for.
    """

    age: int
    came: int
    converted: int
    answered: int = 0


def base_rate(before: float, leads: int, days: Iterable[Day]) -> float:
    """The usual rate: the history's (``before``, of ``leads`` leads), moved by what came since.

    A lead that has not converted counts for the part of the thirty days that it has had: the actuarial
    estimate for those who are still watched (Cutler and Ederer, Journal of Chronic Diseases 8, 1958,
    699-712). The history is the prior of a beta distribution, whose mean this is, so the rate stays
    strictly between 0 and 1.
    """
    weight = min(MOST_PRIOR_LEADS, float(leads))
    converted, watched = weight * before, weight
    for day in days:
        won = min(day.came, day.converted)
        converted += won
        watched += won + (day.came - won) * min(1.0, (day.age + 0.5) / RIPE_DAYS)
    return converted / watched
