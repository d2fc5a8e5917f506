"""What is believed of variants, by the primary metric's sums. Pure."""

import math
from collections.abc import Mapping, Sequence

from baton.experiments.metric import Goal, Metric, MetricKind
from baton.experiments.metric_reading import Arms
from baton.statistics.bayes import (
    NormalPosterior,
    Posterior,
    VariantPosterior,
    beliefs,
    rate_posterior,
)
from baton.statistics.differences import of_means, of_ratios, standardised
from baton.statistics.moments import Sums


def believed_of(
    primary: Metric, arms: Arms, units_by_phase: Sequence[Mapping[str, int]]
) -> dict[str, VariantPosterior]:
    """What is believed of the primary metric, over the phases in which all variants have units; empty
    while there are none, or no variance.
    """
    common = [place for place, units in enumerate(units_by_phase) if all(units.values())]
    common = common if len(units_by_phase) > 1 else [0]
    sizes = [float(sum(units_by_phase[place].values())) for place in common]
    posteriors: dict[str, Posterior] = {}
    for name, sums in arms.items():
        own = [sums[primary.name][place] for place in common]
        found = _posterior(primary, own, sizes)
        if found is None:
            return {}
        posteriors[name] = found
    return beliefs(posteriors, lowest=primary.goal is Goal.DECREASE)


def _posterior(metric: Metric, own: Sequence[Sums], sizes: Sequence[float]) -> Posterior | None:
    """What is believed of a variant's figure, with the phases weighted alike for all variants."""
    if metric.kind is MetricKind.RATE and len(own) == 1:
        return rate_posterior(own[0].successes, own[0].units)
    if not own or min(one.units for one in own) <= 1:
        return None
    make = of_ratios if metric.kind is MetricKind.RATIO else of_means
    figure = standardised([make(one, one).treated for one in own], sizes)
    if not figure.error_square > 0:
        return None
    return NormalPosterior(figure.value, math.sqrt(figure.error_square))
