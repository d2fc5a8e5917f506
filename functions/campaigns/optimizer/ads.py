"""A campaign's ads beside each other, small ones drawn towards the whole. Pure.

An ad that was hardly seen is neither as good nor as bad as it looks: it is expected to do as the
campaign does, until it has shown otherwise.
"""

from collections.abc import Mapping, Sequence

from baton.campaigns.campaign import AdMetrics, AdResult, DailyMetrics, Figures
from baton.statistics.shrinkage import BetaPrior, fit_beta_prior

SHOWN = 10
"""How many ads a review names: those with the most spend, which are those that matter."""

Sums = Mapping[str, Figures]
"""An ad's figures by its name."""


def ads_in(days: Sequence[DailyMetrics]) -> dict[str, Figures]:
    """What every ad had over the days of which its impressions and clicks are known."""
    parts: dict[str, list[AdMetrics]] = {}
    for day in days:
        for ad in day.ads:
            if ad.impressions is not None and ad.clicks is not None:
                parts.setdefault(ad.ad, []).append(ad)
    return {name: _sum(own) for name, own in parts.items()}


def ad_results(ads: Sums) -> tuple[AdResult, ...]:
    """Every ad that was shown, the most spent on first, then by name."""
    shown = {name: own for name, own in ads.items() if own.impressions > 0}
    clicks = fit_beta_prior({name: _clicked(own) for name, own in shown.items()})
    leads = fit_beta_prior({name: _led(own) for name, own in shown.items()})
    found = [_result(name, own, clicks, leads) for name, own in shown.items()]
    return tuple(sorted(found, key=lambda one: (-one.spend, one.ad)))


def weakest_creative(found: Sequence[AdResult]) -> str | None:
    """The ad that is expected to be clicked least; ``None`` unless there are two to choose from."""
    if len(found) <= 1:
        return None
    return min(found, key=lambda one: one.expected_ctr).ad


def cheapest_and_dearest(found: Sequence[AdResult]) -> tuple[str, str] | None:
    """The ads whose leads are expected to cost least and most; ``None`` if they are not two."""
    costs = {one.ad: one.expected_cpl for one in found if one.expected_cpl is not None}
    if len(set(costs.values())) <= 1:
        return None
    return min(costs, key=lambda ad: costs[ad]), max(costs, key=lambda ad: costs[ad])


def _result(name: str, own: Figures, clicks: BetaPrior, leads: BetaPrior) -> AdResult:
    """A lead's cost is the cost of an impression over the leads that one is expected to bring."""
    rate = leads.expected(*_led(own))
    return AdResult(
        ad=name,
        impressions=own.impressions,
        spend=own.spend,
        ctr=own.clicks / own.impressions,
        expected_ctr=clicks.expected(*_clicked(own)),
        cpl=own.spend / own.leads if own.leads > 0 else None,
        expected_cpl=own.spend / own.impressions / rate if rate > 0 and own.spend > 0 else None,
    )


def _clicked(own: Figures) -> tuple[int, int]:
    """Clicks out of impressions, of which some come on later days."""
    return min(max(own.clicks, 0), own.impressions), own.impressions


def _led(own: Figures) -> tuple[int, int]:
    """Leads out of impressions; more than one a time cannot be told from one."""
    return min(max(round(own.leads), 0), own.impressions), own.impressions


def _sum(parts: Sequence[AdMetrics]) -> Figures:
    return Figures(
        **{name: sum(getattr(part, name) for part in parts) for name in Figures.model_fields}
    )
