"""What each channel brought, and what its next money would bring (diminishing returns). Pure."""

from collections.abc import Mapping, Sequence

from baton.campaigns.allocation_wording import margin_text
from baton.campaigns.channel_budgets import AllocationGoal, Expected
from baton.campaigns.parts.performance import ChannelPerformance, Ranged
from baton.campaigns.response_curves import ResponseCurve
from baton.campaigns.response_fitting import conversions_of, fit_curves, leads_of
from baton.core.wording import counted
from functions.campaigns.analytics.channels import Channel

_HISTORIES = {AllocationGoal.LEADS: leads_of, AllocationGoal.CONVERSIONS: conversions_of}


def performances(channels: Sequence[Channel], currency: str) -> tuple[ChannelPerformance, ...]:
    """Every channel by name. Margins are of those in ``currency``, in what most of them report."""
    aim = aim_of(channels)
    curves = _curves(channels, currency, aim)
    return tuple(
        _performance(channel, curves.get(channel.name), aim)
        for channel in sorted(channels, key=lambda one: one.name)
    )


def aim_of(channels: Sequence[Channel]) -> AllocationGoal:
    """Leads if any channel reports them, else conversions."""
    return (
        AllocationGoal.LEADS
        if any(one.results == "leads" for one in channels)
        else AllocationGoal.CONVERSIONS
    )


def _curves(
    channels: Sequence[Channel], currency: str, aim: AllocationGoal
) -> Mapping[str, ResponseCurve]:
    """From all days, as spend varied over them; only of channels that report what is counted: what
    nobody reports is not nothing.
    """
    return fit_curves(
        {
            one.name: _HISTORIES[aim](one.history)
            for one in channels
            if one.currency == currency and one.results == aim.value
        }
    )


def _performance(
    channel: Channel, curve: ResponseCurve | None, aim: AllocationGoal
) -> ChannelPerformance:
    sums = {
        name: sum(getattr(day, name) or 0 for day in channel.days)
        for name in ("impressions", "clicks", "spend", "leads", "conversions", "revenue")
    }
    margin = _margin(curve)
    return ChannelPerformance(
        channel=channel.name,
        campaign_id=channel.campaign.campaign_id,
        currency=channel.currency,
        days=len(channel.days),
        **sums,
        margin=margin,
        elasticity=curve.elasticity if curve and margin else None,
        text=_text(channel, curve, margin, aim),
    )


def _margin(curve: ResponseCurve | None) -> Ranged | None:
    """At the mean spend of a day, which was seen."""
    if curve is None or not curve.days:
        return None
    found = curve.marginal_at(min(curve.mean_spend, curve.highest))
    return Ranged(value=found.value, low=found.low, high=found.high)


def _text(
    channel: Channel, curve: ResponseCurve | None, margin: Ranged | None, aim: AllocationGoal
) -> str:
    if curve is None or margin is None:
        return f"What its next money brings is not known. {channel.yardstick}"[:500]
    bounds = Expected(value=margin.value, low=margin.low or 0.0, high=margin.high or 0.0)
    says = margin_text(bounds, aim, channel.currency)
    return (
        f"At its mean spend {says}: a percent more of spend brings {curve.elasticity:.2f} percent more,"
        f" as seen on {counted(curve.days, 'day')}; nothing is said beyond the spend seen."
        f" {channel.yardstick}"
    )[:500]
