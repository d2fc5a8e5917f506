"""Budgets of channels: what there is, what may be done, and what is to be. Amounts are in minor units of
one currency, for a day.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from baton.campaigns.response_curves import Observation
from baton.core.contract import Contract
from baton.core.money import Currency

MOST_CHANNELS = 100
MOST_DAYS = 400

Amount = Annotated[int, Field(ge=0, le=10**15)]
ChannelId = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class AllocationGoal(StrEnum):
    """What is to be as much as possible."""

    LEADS = "leads"
    CONVERSIONS = "conversions"
    REVENUE = "revenue"


class ChannelBudget(Contract):
    """A channel, for example a campaign on one platform, with its present ``budget`` a day.

    ``minimum`` and ``maximum`` bound what it may get. What is ``held`` keeps its budget, whatever its
    bounds are. ``history`` is what its days brought, in the unit of the task's aim.
    """

    channel_id: ChannelId
    budget: Amount
    minimum: Amount = 0
    maximum: Amount | None = None
    held: bool = False
    history: tuple[Observation, ...] = Field(default=(), max_length=MOST_DAYS)

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        if self.maximum is not None and self.maximum < self.minimum:
            raise ValueError("maximum must not be below minimum")
        return self


class ShiftLimits(Contract):
    """How far one change may go.

    ``max_shift`` is the share of what is not held that may move from channel to channel (0 to 1), and
    ``reach`` how many times the highest spend of a day that was seen a channel may get by it.
    """

    max_shift: float = Field(default=0.2, ge=0, le=1)
    reach: float = Field(default=1.5, ge=1, le=10)


class AllocationTask(Contract):
    """``total`` to be divided among ``channels``, held ones included."""

    currency: Currency
    total: Amount
    channels: tuple[ChannelBudget, ...] = Field(min_length=1, max_length=MOST_CHANNELS)
    aim: AllocationGoal = AllocationGoal.LEADS
    limits: ShiftLimits = ShiftLimits()

    @model_validator(mode="after")
    def _names_channels_once(self) -> Self:
        if len({one.channel_id for one in self.channels}) < len(self.channels):
            raise ValueError("channels must not name a channel twice")
        return self


class Expected(Contract):
    """A figure and the bounds that hold it with 80 % probability."""

    value: float
    low: float
    high: float


class ChannelShare(Contract):
    """What a channel gets, and why.

    ``margin`` is what its next minor unit a day brings at what it spends at present, ``None`` where that
    is not known. ``changed_on`` is the first day after it last changed by itself: earlier days do not
    count any more.
    """

    channel_id: ChannelId
    before: Amount
    after: Amount
    held: bool = False
    margin: Expected | None = None
    changed_on: date | None = None
    reason: str


class Allocation(Contract):
    """``shares`` by channel, sorted by id; their ``after`` add up to ``total``.

    ``moved`` is how much goes from channel to channel, beside what all of them get more or less.
    ``gain`` is what a day is expected to bring more by it, in the unit of ``aim``, counted no further
    than spend was seen; ``None`` where nothing is known.
    """

    currency: Currency
    total: Amount
    aim: AllocationGoal
    shares: tuple[ChannelShare, ...]
    moved: Amount
    gain: Expected | None = None
    text: str
