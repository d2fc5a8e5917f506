"""A day's budget over channels, by what the next unit of spend is expected to bring. Pure.

Fractional Thompson sampling (W. R. Thompson, Biometrika 25, 1933, p. 285): every part of the budget goes
where one draw of all channels' curves would have it, so that what is less known is tried in proportion
to the chance that it is better. Then the whole moves from where it is towards that, no further than the
limits let it. All amounts are whole minor units; they add up exactly, and neither the order of channels
nor anything but the arguments changes them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from baton.campaigns.allocation_wording import amount, reason_of, summary_of
from baton.campaigns.budget_shares import ShareBounds, best_split, proportional, rounded
from baton.campaigns.channel_budgets import (
    Allocation,
    AllocationTask,
    ChannelBudget,
    ChannelShare,
    Expected,
)
from baton.campaigns.response_curves import CONFIDENCE, Curve, ResponseCurve
from baton.campaigns.response_fitting import fit_curves
from baton.core.errors import Unprocessable

DRAWS = 24
"""Parts into which the budget is divided for sampling."""

_GAIN_DRAWS = 8
"""Times as many draws say what the shift is worth: they are cheap, as nothing is optimised."""

ALL_HELD = "Every channel is held, so nothing moves."


def allocate(task: AllocationTask, *, seed: str, draws: int = DRAWS) -> Allocation:
    """What every channel is to get from now on; the same ``seed`` and task give the same.

    Raises ``Unprocessable`` if what is held and the bounds leave no way to spend the total exactly.
    """
    channels = sorted(task.channels, key=lambda one: one.channel_id)
    free = [one for one in channels if not one.held]
    rest = _rest(task, channels, free)
    curves = fit_curves({one.channel_id: one.history for one in channels})
    start = proportional(rest, _weights(free), _rooms(free, rest)) if free else []
    after = _shifted(task, free, start, curves, (seed, draws)) if curves and free else start
    budgets = dict(zip((one.channel_id for one in free), after, strict=True))
    moved = sum(max(0, one - before) for one, before in zip(after, start, strict=True))
    gain = _gain(free, start, after, curves, (seed, _GAIN_DRAWS * draws))
    return Allocation(
        currency=task.currency,
        total=task.total,
        aim=task.aim,
        shares=tuple(
            _share(task, one, budgets.get(one.channel_id, one.budget), curves.get(one.channel_id))
            for one in channels
        ),
        moved=moved,
        gain=gain,
        text=summary_of(moved, gain, task.aim, task.currency) if free else ALL_HELD,
    )


def _rest(
    task: AllocationTask, channels: Sequence[ChannelBudget], free: Sequence[ChannelBudget]
) -> int:
    """What there is for channels that are not held, if they can take exactly that."""
    held = sum(one.budget for one in channels if one.held)
    rest = task.total - held
    least = sum(one.minimum for one in free)
    most = sum(rest if one.maximum is None else one.maximum for one in free)
    says = f"{amount(task.total, task.currency)} a day cannot be divided:"
    if rest < least:
        taken = f"{amount(held, task.currency)} held and {amount(least, task.currency)} of minimums"
        raise Unprocessable(f"{says} {taken} are more. Raise the total, or lower what is held.")
    if rest > most:
        taken = f"{amount(held, task.currency)} held and {amount(most, task.currency)} of maximums"
        raise Unprocessable(f"{says} {taken} are less. Lower the total, or raise a maximum.")
    return rest


def _rooms(free: Sequence[ChannelBudget], rest: int) -> list[ShareBounds]:
    return [ShareBounds(one.minimum, rest if one.maximum is None else one.maximum) for one in free]


def _weights(free: Sequence[ChannelBudget]) -> list[float]:
    """In which proportion channels stand now; one without a budget comes after all that have one."""
    return [float(max(one.budget, 1)) for one in free]


def _shifted(
    task: AllocationTask,
    free: Sequence[ChannelBudget],
    start: Sequence[int],
    curves: Mapping[str, ResponseCurve],
    sampling: tuple[str, int],
) -> list[int]:
    """The budgets after the shift; ``start`` is what they are without one."""
    rest = sum(start)
    rooms = [
        _reachable(one, at, rest // len(free), task.limits.reach)
        for one, at in zip(free, start, strict=True)
    ]
    target = _sampled(
        rest, [(one.channel_id, curves[one.channel_id]) for one in free], rooms, sampling
    )
    pairs = list(zip(start, target, strict=True))
    wished = math.fsum(max(0.0, to - at) for at, to in pairs)
    allowed = max(
        0.0, task.limits.max_shift * rest - len(free)
    )  # rounding moves less than a unit each
    part = min(1.0, allowed / wished) if wished > 0 else 0.0
    return rounded(rest, [at + part * (to - at) for at, to in pairs], rooms)


def _reachable(channel: ChannelBudget, start: int, even: int, reach: float) -> ShareBounds:
    """What a channel may get by this change: not far beyond what was seen of it, but at least what its
    proportion gives it. Of a channel that was never seen, an even share may be tried.
    """
    seen = max((one.spend for one in channel.history), default=0) or even
    highest = max(start, math.ceil(reach * max(seen, channel.budget)))
    most = highest if channel.maximum is None else min(highest, channel.maximum)
    return ShareBounds(channel.minimum, max(start, most))


def _sampled(
    rest: int,
    channels: Sequence[tuple[str, ResponseCurve]],
    rooms: Sequence[ShareBounds],
    sampling: tuple[str, int],
) -> list[float]:
    """Where the draws would have the budget, on average."""
    seed, draws = sampling
    drawn = [_drawn(channel_id, curve, seed, draws) for channel_id, curve in channels]
    splits = [best_split(rest, curves, rooms) for curves in zip(*drawn, strict=True)]
    return [math.fsum(own) / draws for own in zip(*splits, strict=True)]


def _drawn(channel_id: str, curve: ResponseCurve, seed: str, draws: int) -> list[Curve]:
    """Curves of one channel; each channel has its own source of chance, whoever else there is."""
    chance = Random(f"{seed}/{channel_id}")  # noqa: S311
    return curve.draws(chance, draws)


@dataclass(frozen=True, slots=True)
class _Move:
    """A channel's spend before and after, neither beyond what was seen of it."""

    curves: Sequence[Curve]
    before: float
    after: float

    def gain(self, draw: int) -> float:
        curve = self.curves[draw]
        return curve.at(self.after) - curve.at(self.before)


def _gain(
    free: Sequence[ChannelBudget],
    start: Sequence[int],
    after: Sequence[int],
    curves: Mapping[str, ResponseCurve],
    sampling: tuple[str, int],
) -> Expected | None:
    """What the shift is expected to bring a day, from draws that did not choose it."""
    if not curves or not free:
        return None
    seed, draws = sampling
    moves = [
        _Move(
            _drawn(one.channel_id, curve := curves[one.channel_id], f"{seed}/gain", draws),
            min(before, curve.highest),
            min(to, curve.highest),
        )
        for one, before, to in zip(free, start, after, strict=True)
    ]
    gains = sorted(math.fsum(move.gain(draw) for move in moves) for draw in range(draws))
    tail = round(draws * (1 - CONFIDENCE) / 2)
    mean = math.fsum(gains) / draws
    return Expected(value=mean, low=min(mean, gains[tail]), high=max(mean, gains[-1 - tail]))


def _share(
    task: AllocationTask, channel: ChannelBudget, after: int, curve: ResponseCurve | None
) -> ChannelShare:
    margin = _margin(channel, curve)
    return ChannelShare(
        channel_id=channel.channel_id,
        before=channel.budget,
        after=after,
        held=channel.held,
        margin=margin,
        changed_on=curve.since if curve and curve.changed else None,
        reason=reason_of(channel, after, curve, margin, (task.aim, task.currency)),
    )


def _margin(channel: ChannelBudget, curve: ResponseCurve | None) -> Expected | None:
    """What the next unit brings, at the present budget or the highest spend seen if that is less."""
    if curve is None or not curve.days:
        return None
    spend = min(channel.budget, curve.highest)
    if spend <= 0:
        return None
    found = curve.marginal_at(spend)
    return Expected(value=found.value, low=found.low, high=found.high)
