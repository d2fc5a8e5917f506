"""How good probabilities are, on leads that were not learned from. Pure."""

import math
from collections.abc import Sequence

from baton.leads.scoring.scorecard import CalibrationBand, Figures
from functions.leads.training.leaks import auc

BANDS = 10
_SMALLEST = 1e-12


def figures_of(how: str, rates: Sequence[float], converted: Sequence[bool]) -> Figures:
    """The figures of expected rates beside what became of the leads."""
    return Figures(
        how=how,
        leads=len(rates),
        converted=sum(converted),
        auc=round(auc(rates, converted), 5) if 0 < sum(converted) < len(rates) else 0.5,
        brier=round(brier(rates, converted), 5),
        ece=round(calibration_error(rates, converted), 5),
        log_loss=round(sum(log_losses(rates, converted)) / len(rates), 5),
    )


def brier(rates: Sequence[float], converted: Sequence[bool]) -> float:
    """The mean squared error of the rates (Brier, Monthly Weather Review 78, 1950, 1-3)."""
    squares = ((rate - won) ** 2 for rate, won in zip(rates, converted, strict=True))
    return sum(squares) / len(rates)


def log_losses(rates: Sequence[float], converted: Sequence[bool]) -> list[float]:
    """The logarithmic loss of every rate, in nats (Good, JRSS B 14, 1952, 107-114)."""
    return [
        -math.log(max(_SMALLEST, rate if won else 1.0 - rate))
        for rate, won in zip(rates, converted, strict=True)
    ]


def calibration_bands(
    rates: Sequence[float], converted: Sequence[bool]
) -> tuple[CalibrationBand, ...]:
    """Ten bands of equal width of expected rates, with what became of their leads."""
    leads, won, expected = [0] * BANDS, [0] * BANDS, [0.0] * BANDS
    for rate, outcome in zip(rates, converted, strict=True):
        band = min(BANDS - 1, int(rate * BANDS))
        leads[band] += 1
        won[band] += outcome
        expected[band] += rate
    return tuple(
        CalibrationBand(
            low=band / BANDS,
            high=(band + 1) / BANDS,
            leads=leads[band],
            converted=won[band],
            expected=round(expected[band] / leads[band], 5) if leads[band] else 0.0,
        )
        for band in range(BANDS)
    )


def calibration_error(rates: Sequence[float], converted: Sequence[bool]) -> float:
    """The expected calibration error over ten bands of equal width, 0 to 1.

    Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning",
    AAAI 2015: the bands' gaps between mean rate and share converted, weighted by their leads.
    """
    gaps, won, seen = [0.0] * BANDS, [0] * BANDS, 0
    for rate, outcome in zip(rates, converted, strict=True):
        band = min(BANDS - 1, int(rate * BANDS))
        gaps[band] += rate
        won[band] += outcome
        seen += 1
    return sum(abs(gap - yes) for gap, yes in zip(gaps, won, strict=True)) / seen


def calibration_noise(rates: Sequence[float]) -> float:
    """The calibration error that chance alone brings about if all rates are right, on average.

    A band's gap is about normally distributed; its mean absolute value is the square root of 2/pi
    times its standard deviation.
    """
    spreads = [0.0] * BANDS
    for rate in rates:
        spreads[min(BANDS - 1, int(rate * BANDS))] += rate * (1 - rate)
    return sum(math.sqrt(2 / math.pi * spread) for spread in spreads) / len(rates)
