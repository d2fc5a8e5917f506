"""What shifting budget is worth, on channels whose true response is known. Simulated from fixed seeds.

Every account has three to five channels of one budget. What a channel's day brings is a Poisson count
around its true curve, whose day differs from others by some percent more; spend differs from the budget
by a tenth. The curves come from four families, two of which the fit does not know, and the best channel
is up to some eight times as good as the worst. All begin with an equal split of two weeks, then three
loops of a week each follow: look at what was seen, shift, spend.

The oracle knows the curves. The figure is the true expected return of a day at the budgets that a way of
allocating ends with, as a share of the oracle's.
"""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from baton.campaigns.allocation import allocate
from baton.campaigns.channel_budgets import AllocationTask, ChannelBudget, ShiftLimits
from baton.campaigns.response_curves import Observation
from tests.benchmarks.report import Section, at_least

ACCOUNTS = 100
LOOPS = 3
FIRST_DAYS, LOOP_DAYS = 14, 7
TOTAL = 300_00
LIMITS = ShiftLimits(max_shift=0.5, reach=2.0)
TARGET = 95.0
_GRID = 600
_START = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel's true curve: leads of a day by spend in cents, concave."""

    name: str
    most: float
    half: float
    family: str

    def at(self, spend: float) -> float:
        """The leads expected of a day."""
        u = spend / self.half
        match self.family:
            case "hill":
                return self.most * u / (1 + u)
            case "exponential":
                return self.most * (1 - math.exp(-u))
            case "logarithm":
                return self.most * math.log1p(u) / 2
            case _:
                return self.most * math.pow(u, 0.6) / 2


Budgets = Mapping[str, int]
History = dict[str, list[Observation]]
Way = Callable[[Sequence[Channel], History, Budgets, int], Budgets]


def run() -> list[Section]:
    """Steady accounts, and ones in which the best channel loses two thirds of its return half way."""
    steady = Section("Allocation: channels with a known response", note=_NOTE)
    changed = Section(
        "Allocation: the best channel falls to a third after the second week",
        note="As above, from what was true before to what is true now; the oracle knows the change.",
    )
    for section, falls in ((steady, False), (changed, True)):
        for name, way in WAYS.items():
            shares = sorted(100 * _reached(seed, way, falls=falls) for seed in range(ACCOUNTS))
            mean = sum(shares) / ACCOUNTS
            if way is _ours:
                section.figures.append(at_least(f"{name}, mean", mean, "% of oracle", TARGET))
            else:
                section.add(f"{name}, mean", mean, "% of oracle")
            section.add(f"{name}, worst tenth", shares[ACCOUNTS // 10], "% of oracle")
    return [steady, changed]


_NOTE = (
    f"{ACCOUNTS} accounts of 3 to 5 channels; {FIRST_DAYS} days of an equal split, then {LOOPS} loops of"
    f" {LOOP_DAYS} days. At most {LIMITS.max_shift:.0%} of the budget moves in a loop, to at most"
    f" {LIMITS.reach:g} times the spend that was seen. Four families of curves, two unknown to the fit."
)


def account(chance: random.Random) -> list[Channel]:
    """Channels drawn by chance."""
    families = ("hill", "exponential", "logarithm", "power")
    return [
        Channel(
            f"channel-{number}",
            most=math.exp(chance.uniform(math.log(6), math.log(40))),
            half=TOTAL * math.exp(chance.uniform(math.log(0.1), math.log(1.0))),
            family=chance.choice(families),
        )
        for number in range(chance.randint(3, 5))
    ]


def _reached(seed: int, way: Way, *, falls: bool) -> float:
    """The share of the oracle's return that a way of allocating ends with."""
    chance = random.Random(f"account {seed}")
    channels = account(chance)
    budgets: Budgets = _equal(channels, {}, {}, seed)
    history: History = {one.name: [] for one in channels}
    _spend(channels, budgets, history, FIRST_DAYS, chance)
    if falls:
        best = max(channels, key=lambda one: one.at(budgets[one.name]))
        fallen = Channel(best.name, best.most / 3, best.half, best.family)
        channels = [fallen if one is best else one for one in channels]
        _spend(channels, budgets, history, LOOP_DAYS, chance)
    for _ in range(LOOPS):
        budgets = way(channels, history, budgets, seed)
        _spend(channels, budgets, history, LOOP_DAYS, chance)
    return _return(channels, budgets) / _return(channels, _oracle(channels, {}, {}, seed))


def _spend(
    channels: Sequence[Channel],
    budgets: Budgets,
    history: History,
    days: int,
    chance: random.Random,
) -> None:
    """Lets days pass."""
    for _ in range(days):
        day = _START + timedelta(days=len(history[channels[0].name]))
        for one in channels:
            spend = round(budgets[one.name] * chance.uniform(0.9, 1.1))
            mean = one.at(spend) * chance.gammavariate(25, 1 / 25)
            leads = _poisson(mean, chance)
            history[one.name].append(Observation(day=day, spend=spend, value=leads, events=leads))


def _poisson(mean: float, chance: random.Random) -> int:
    """A count, by the arrivals within one unit of time."""
    count, time = 0, chance.expovariate(1.0)
    while time < mean:
        count, time = count + 1, time + chance.expovariate(1.0)
    return count


def _return(channels: Sequence[Channel], budgets: Budgets) -> float:
    return math.fsum(one.at(budgets[one.name]) for one in channels)


def _equal(channels: Sequence[Channel], _h: History, _b: Budgets, _seed: int) -> Budgets:
    return {one.name: TOTAL // len(channels) for one in channels}


def _by_last_return(
    channels: Sequence[Channel], history: History, budgets: Budgets, _seed: int
) -> Budgets:
    """In proportion to what each channel's last week brought for its spend."""
    returns = {}
    for one in channels:
        days = history[one.name][-LOOP_DAYS:]
        spend = sum(day.spend for day in days)
        returns[one.name] = sum(day.value for day in days) / spend if spend else 0.0
    whole = sum(returns.values())
    if not whole:
        return budgets
    return {name: math.floor(TOTAL * own / whole) for name, own in returns.items()}


def _ours(channels: Sequence[Channel], history: History, budgets: Budgets, seed: int) -> Budgets:
    return _allocated(channels, history, budgets, seed, LIMITS)


def _ours_in_small_steps(
    channels: Sequence[Channel], history: History, budgets: Budgets, seed: int
) -> Budgets:
    return _allocated(channels, history, budgets, seed, ShiftLimits())


def _allocated(
    channels: Sequence[Channel],
    history: History,
    budgets: Budgets,
    seed: int,
    limits: ShiftLimits,
) -> Budgets:
    task = AllocationTask(
        currency="USD",
        total=sum(budgets.values()),
        channels=tuple(
            ChannelBudget(
                channel_id=one.name, budget=budgets[one.name], history=tuple(history[one.name])
            )
            for one in channels
        ),
        limits=limits,
    )
    days = len(history[channels[0].name])
    return {one.channel_id: one.after for one in allocate(task, seed=f"{seed}/{days}").shares}


def _oracle(channels: Sequence[Channel], _h: History, _b: Budgets, _seed: int) -> Budgets:
    """Small steps, each to the channel where it brings most: the best there is for concave curves."""
    budgets, step = dict.fromkeys((one.name for one in channels), 0), TOTAL // _GRID
    for _ in range(_GRID):
        best = max(
            channels, key=lambda one: one.at(budgets[one.name] + step) - one.at(budgets[one.name])
        )
        budgets[best.name] += step
    return budgets


WAYS: Mapping[str, Way] = {
    "by expected marginal return": _ours,
    "the same, a fifth of the budget a loop (the default)": _ours_in_small_steps,
    "equal split": _equal,
    "in proportion to the last return on spend": _by_last_return,
}
