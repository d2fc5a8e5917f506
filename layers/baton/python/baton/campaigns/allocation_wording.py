"""Why a channel gets what it gets, in words. Pure."""

from baton.campaigns.channel_budgets import AllocationGoal, ChannelBudget, Expected
from baton.campaigns.response_curves import ResponseCurve
from baton.core.amounts import minor_digits

_FOR = 100
"""Major units of spend that the words give leads and conversions for: a unit brings hundredths."""


def amount(minor_units: float, currency: str) -> str:
    """An amount, for example ``USD 1,250.00`` for 125000."""
    digits = minor_digits(currency)
    return f"{currency} {minor_units / 10**digits:,.{digits}f}"


def margin_text(margin: Expected, aim: AllocationGoal, currency: str) -> str:
    """What the next money brings, for example ``the next USD 100.00 a day bring 1.2 leads``."""
    if aim is AllocationGoal.REVENUE:
        spend, factor, unit = 1, 1.0, currency
    else:
        spend, factor, unit = _FOR, float(_FOR * 10 ** minor_digits(currency)), aim.value
    value, low, high = (one * factor for one in (margin.value, margin.low, margin.high))
    begins = f"the next {amount(spend * 10 ** minor_digits(currency), currency)} a day"
    return f"{begins} are expected to bring {value:.3g} {unit} ({low:.3g} to {high:.3g} at 80 %)"


def reason_of(
    channel: ChannelBudget,
    after: int,
    curve: ResponseCurve | None,
    margin: Expected | None,
    told: tuple[AllocationGoal, str],
) -> str:
    """The reason of one channel's share; ``told`` are the aim and the currency."""
    aim, currency = told
    if channel.held:
        return "Held: its budget stays as it is."
    moves = f"{amount(channel.budget, currency)} to {amount(after, currency)} a day"
    if curve is None or not curve.days:
        return f"{moves}: nothing of it was seen yet, so it gets its share and a trial."
    says = margin_text(margin, aim, currency) if margin else "its margin is not known at this spend"
    since = f", by its days since {curve.since}, when it had changed" if curve.changed else ""
    edge = _edge(channel, after)
    return f"{moves}: {says}{since}{edge}."


def summary_of(moved: int, gain: Expected | None, aim: AllocationGoal, currency: str) -> str:
    """The allocation in words, with what it takes for granted."""
    if gain is None:
        return "Nothing tells one channel from another yet, so all keep their proportion."
    unit = currency if aim is AllocationGoal.REVENUE else aim.value
    scale = 10.0 ** -minor_digits(currency) if aim is AllocationGoal.REVENUE else 1.0
    value, low, high = (one * scale for one in (gain.value, gain.low, gain.high))
    return (
        f"{amount(moved, currency)} a day move from channel to channel. Expected: {value:+.3g} {unit}"
        f" a day ({low:+.3g} to {high:+.3g} at 80 %), if days go on as those seen and spend brings less"
        " the more of it there is; nothing is counted beyond the highest spend that was seen."
    )


def _edge(channel: ChannelBudget, after: int) -> str:
    if channel.maximum is not None and after == channel.maximum:
        return "; it is at its maximum"
    if after == channel.minimum and after > 0:
        return "; it is at its minimum"
    return ""
