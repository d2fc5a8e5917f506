"""How a scorecard does on leads that came after those that it was learned from, and how it would have
done had it been kept up to date. Pure.
"""

from collections.abc import Callable, Sequence
from itertools import chain, pairwise
from statistics import fmean

from baton.leads.base_rate import RIPE_DAYS, Day, base_rate
from baton.leads.scoring.points import log_odds, logistic
from functions.leads.training.figures import calibration_error, calibration_noise
from functions.leads.training.findings import POOR_CALIBRATION, Ageing, FeatureDrift, Kept
from functions.leads.training.leaks import auc

BY_CHANCE = 2.0
"""So many times the mean calibration error by chance may well be chance."""

FEWEST_LEADS = 100
"""Learning again for fewer leads than this is not tried."""

PARTS = (2, 4, 8)
"""Into so many parts the latest leads are cut, before each of which it is learned again."""

MOST_CELLS = 80_000_000
"""Learning again is tried while it looks at no more cells, all parts together."""

_STEPS = 50
_MOST_DIGITS = 5

Learning = Callable[[int, int], Sequence[float]]
"""What is expected of the latest leads from one place to another by a scorecard that was learned from
all leads before them.
"""


def ageing_of(
    rates: Sequence[float],
    converted: Sequence[bool],
    *,
    moved: Sequence[FeatureDrift],
    usual: float,
    learned_from: int,
    cells: int,
    days: float | None,
    again: Learning,
) -> Ageing:
    """How expected rates of the latest leads, the oldest first, stand beside what became of them.

    ``moved`` are features that drifted; ``usual`` is the conversion rate of the ``learned_from`` leads
    before, of so many ``cells``; ``days`` is how long the latest took to come. Only if something has
    changed, it is learned ``again`` to see what that would have helped. Outcomes are taken to be known
    at once.
    """
    kept = [_kept("left as it is", rates, converted)]
    steady = _is_steady(rates, converted)
    if not steady:
        shifted = moving_rates(rates, converted, usual, learned_from)
        kept.append(_kept("its usual rate moved by recorded outcomes", shifted, converted))
        for parts in PARTS:
            if len(rates) >= parts * FEWEST_LEADS and parts * cells <= MOST_CELLS:
                fresh = _learned_again(len(rates), parts, again)
                every = round(len(rates) / parts)
                how = f"every {every:,} leads{_time(days, parts)}"
                kept.append(_kept(how, fresh, converted, every))
    return Ageing(
        leads=len(rates),
        days=round(days, 1) if days else None,
        converted=round(sum(converted) / len(converted), _MOST_DIGITS),
        steady=steady,
        kept=tuple(kept),
        moved=tuple(moved),
    )


def moving_rates(
    rates: Sequence[float], converted: Sequence[bool], usual: float, learned_from: int
) -> list[float]:
    """The rates with the usual rate moved, as triage does it, by the outcomes of the leads before."""
    moved: list[float] = []
    cuts = sorted({round(len(rates) * step / _STEPS) for step in range(_STEPS + 1)})
    for start, end in pairwise(cuts):
        seen = Day(age=RIPE_DAYS, came=start, converted=sum(converted[:start]))
        shift = log_odds(base_rate(usual, learned_from, [seen])) - log_odds(usual)
        moved += [logistic(log_odds(_inside(rate)) + shift) for rate in rates[start:end]]
    return moved


def _learned_again(leads: int, parts: int, again: Learning) -> list[float]:
    cuts = [round(leads * part / parts) for part in range(parts + 1)]
    return list(chain.from_iterable(again(start, end) for start, end in pairwise(cuts)))


def _is_steady(rates: Sequence[float], converted: Sequence[bool]) -> bool:
    """Whether in every band about as many leads converted as were expected, but for chance."""
    ece = calibration_error(rates, converted)
    return ece <= POOR_CALIBRATION or ece <= BY_CHANCE * calibration_noise(rates)


def _kept(
    how: str, rates: Sequence[float], converted: Sequence[bool], every: int | None = None
) -> Kept:
    return Kept(
        how=how,
        every=every,
        expected=round(fmean(rates), _MOST_DIGITS),
        ece=round(calibration_error(rates, converted), _MOST_DIGITS),
        auc=round(auc(rates, converted), _MOST_DIGITS),
    )


def _time(days: float | None, parts: int) -> str:
    return f" (about {days / parts:,.0f} days)" if days and days >= parts else ""


def _inside(rate: float) -> float:
    return min(1 - 1e-12, max(1e-12, rate))
