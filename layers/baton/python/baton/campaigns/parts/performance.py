"""What analytics tells the others (requirement D5)."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime


class Reader(StrEnum):
    """Whom a piece of advice is for: an agent of the run, or a person."""

    LEAD_GENERATION = "lead_generation"
    CONTENT_CREATOR = "content_creator"
    AD_MANAGER = "ad_manager"
    PERSON = "person"


class AdviceAction(StrEnum):
    """What a piece of advice asks for."""

    REFRESH_AD_TEXTS = "refresh_ad_texts"
    STRENGTHEN_LANDING_PAGE = "strengthen_landing_page"
    SHIFT_BUDGET = "shift_budget"
    CHANGE_PACE = "change_pace"
    LOWER_BIDS = "lower_bids"
    NARROW_AUDIENCE = "narrow_audience"
    CHECK_TRACKING = "check_tracking"
    GO_ON = "go_on"


class Advice(Contract):
    """What to do next, for one reader, the most urgent first.

    ``channel`` is the platform it is about, ``None`` for all of them. ``assumption`` is what must hold
    for it to help.
    """

    reader: Reader
    move: AdviceAction
    channel: str | None = Field(default=None, max_length=40)
    text: str = Field(max_length=500)
    assumption: str = Field(max_length=500)


class Ranged(Contract):
    """A figure and the bounds that hold it with 80 % probability; no bounds where they are not known."""

    value: float
    low: float | None = None
    high: float | None = None


class ScorePart(Contract):
    """One part of the score: 0.7 is its benchmark or target, 1 the best there is. ``score`` is ``None``
    while it is unknown, and ``text`` says why.
    """

    name: str = Field(max_length=40)
    weight: float = Field(ge=0, le=1)
    score: float | None = Field(default=None, ge=0, le=1)
    low: float = Field(default=0, ge=0, le=1)
    high: float = Field(default=1, ge=0, le=1)
    text: str = Field(max_length=500)


class ChannelPerformance(Contract):
    """One platform's campaign. Money is in minor units of its currency; ``margin`` is what its next
    minor unit a day brings of what is counted, ``elasticity`` (0 to 1) how many percent more a percent
    more of spend brings. ``None`` is what is not known.
    """

    channel: str = Field(max_length=40)
    campaign_id: str
    currency: str
    days: int = Field(ge=0)
    impressions: int
    clicks: int
    spend: int
    leads: float
    conversions: float
    revenue: int
    margin: Ranged | None = None
    elasticity: float | None = None
    text: str = Field(max_length=500)


class Credit(Contract):
    """What part of the conversions a channel gets by one method."""

    channel: str = Field(max_length=40)
    conversions: Ranged


class Attribution(Contract):
    """The conversions divided among channels by one method; ``credits`` add up to all of them."""

    method: str = Field(max_length=40)
    credits: tuple[Credit, ...] = Field(max_length=40)


class ExperimentResult(Contract):
    """What an experiment of the campaign says: a cause, where attribution only divides credit."""

    experiment_id: Ulid
    name: str = Field(max_length=200)
    outcome: str = Field(max_length=40)
    text: str = Field(max_length=500)


class PerformancePart(Contract):
    """How well the campaign does. ``score`` is ``None`` while it is unknown, and ``why`` says why;
    ``low`` and ``high`` bound it, the wider the more is ``missing``. ``enough_data`` says whether it
    was worth judging. Counted were the days ``since`` to ``until``.
    """

    score: float | None = Field(default=None, ge=0, le=1)
    low: float = Field(default=0, ge=0, le=1)
    high: float = Field(default=1, ge=0, le=1)
    why: str = Field(default="", max_length=500)
    enough_data: bool = False
    judged_at: UtcDatetime | None = None
    since: date | None = None
    until: date | None = None
    parts: tuple[ScorePart, ...] = Field(default=(), max_length=10)
    missing: tuple[str, ...] = Field(default=(), max_length=50)
    channels: tuple[ChannelPerformance, ...] = Field(default=(), max_length=10)
    journeys: int = Field(default=0, ge=0, description="of leads, that attribution goes by")
    attribution: tuple[Attribution, ...] = Field(default=(), max_length=4)
    attribution_note: str = Field(default="", max_length=500)
    experiments: tuple[ExperimentResult, ...] = Field(default=(), max_length=5)
    advice: tuple[Advice, ...] = Field(default=(), max_length=50)

    def advice_for(self, reader: Reader) -> tuple[Advice, ...]:
        """What one agent is to do next."""
        return tuple(one for one in self.advice if one.reader is reader)
