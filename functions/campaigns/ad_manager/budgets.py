"""What each platform may spend a day, exact to the smallest unit. Pure."""

from collections.abc import Mapping, Sequence

from baton.campaigns.allocation import allocate
from baton.campaigns.brief import Platform
from baton.campaigns.campaign import DailyMetrics
from baton.campaigns.channel_budgets import (
    Allocation,
    AllocationGoal,
    AllocationTask,
    ChannelBudget,
)
from baton.campaigns.response_curves import Observation
from baton.core.errors import Unprocessable
from baton.core.money import Money


def launched(
    total: Money, minimums: Mapping[Platform, int], seed: str
) -> tuple[dict[Platform, int], list[Platform]]:
    """The daily budgets of platforms that begin, and those that ``total`` does not reach for.

    The platform with the highest minimum is left out first, until the rest fits.
    """
    wanted, left_out = dict(minimums), []
    while wanted:
        task = AllocationTask(
            currency=total.currency,
            total=total.amount,
            channels=tuple(
                ChannelBudget(channel_id=platform.value, budget=0, minimum=least)
                for platform, least in wanted.items()
            ),
        )
        try:
            shares = allocate(task, seed=seed).shares
        except Unprocessable:
            dearest = max(wanted, key=lambda platform: (wanted[platform], platform.value))
            left_out.append(dearest)
            del wanted[dearest]
            continue
        return {Platform(one.channel_id): one.after for one in shares}, left_out
    return {}, left_out


def channel(
    platform: Platform,
    budget: int,
    minimum: int,
    days: Sequence[DailyMetrics],
    *,
    held: bool,
    most_moved: int,
) -> ChannelBudget:
    """A platform as the allocation takes it: its budget moves by ``most_moved`` at most. Corrections
    leave at least no spend of a day.
    """
    history = tuple(
        Observation(
            day=one.day,
            spend=max(one.spend, 0),
            value=float(one.leads),
            events=max(float(one.leads), 0.0),
        )
        for one in days
    )
    return ChannelBudget(
        channel_id=platform.value,
        budget=budget,
        minimum=max(min(minimum, budget), budget - most_moved),
        maximum=budget + most_moved,
        held=held,
        history=history,
    )


def shifted(channels: Sequence[ChannelBudget], currency: str, seed: str) -> Allocation:
    """Where the budget of all channels is better spent."""
    total = sum(one.budget for one in channels)
    task = AllocationTask(
        currency=currency, total=total, channels=tuple(channels), aim=AllocationGoal.LEADS
    )
    return allocate(task, seed=seed)


def in_steps(budgets: Mapping[Platform, int], steps: Mapping[Platform, int]) -> dict[Platform, int]:
    """The budgets in whole steps of their platforms. What a coarser step cannot take goes to the first
    platform with the finest one, so that the sum stays; only if none is fine enough it is left over.
    """
    made = {one: amount - amount % steps[one] for one, amount in budgets.items()}
    rest = sum(budgets.values()) - sum(made.values())
    if made:
        finest = min(made, key=lambda one: (steps[one], one.value))
        made[finest] += rest - rest % steps[finest]
    return made
