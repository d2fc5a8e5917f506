"""What is asked of an advertising platform, and what it tells, in Baton's own words and units."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from baton.campaigns.brief import Language
from baton.core.contract import Contract, UtcDatetime
from baton.core.money import Currency, Money

Line = Annotated[str, StringConstraints(min_length=1, max_length=600)]
ExternalId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9:_.-]{1,100}$")]
"""A platform's id of something of its own."""

Link = Annotated[str, StringConstraints(pattern=r"^https://[^\s\"<>]{1,1000}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,120}$")]

_MOST_TITLE = 100


class AdGoal(StrEnum):
    """What a campaign is to bring."""

    LEADS = "leads"
    TRAFFIC = "traffic"
    AWARENESS = "awareness"


class AdCreative(Contract):
    """One ad: platforms take as many of its headlines and texts as they show.

    ``key`` is ours, and is kept with the ad on the platform, so that it is found again.
    """

    key: Key
    headlines: tuple[Line, ...] = Field(min_length=1, max_length=15)
    texts: tuple[Line, ...] = Field(min_length=1, max_length=4)
    link: Link


class AdAudience(Contract):
    """Who is to see it: countries (ISO 3166 alpha-2), search words, and people's job titles."""

    countries: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], ...] = Field(
        min_length=1, max_length=25
    )
    keywords: tuple[Annotated[str, StringConstraints(min_length=1, max_length=80)], ...] = Field(
        default=(), max_length=50
    )
    titles: tuple[Annotated[str, StringConstraints(min_length=1, max_length=80)], ...] = Field(
        default=(), max_length=10
    )


class CampaignKey(Contract):
    """Our key of a campaign with the title that people know it by; both stand in its name on the
    platform, which therefore is the same in every attempt.
    """

    value: Key
    title: Annotated[str, StringConstraints(min_length=1, max_length=200)]

    @property
    def name(self) -> str:
        """The campaign's name on the platform, at most 223 characters."""
        return f"{self.title[:_MOST_TITLE].strip()} | {self.value}"


class CampaignPlan(Contract):
    """A campaign as it is to be created, paused. ``bid`` is the most that a click may cost; without
    it the platform bids. ``beneficiary`` is who is advertised for (the EU's Digital Services Act).
    ``languages`` are those of the ads, and of the people that they are shown to.
    """

    key: CampaignKey
    goal: AdGoal = AdGoal.LEADS
    daily_budget: Money
    bid: Money | None = None
    starts_on: date
    ends_on: date | None = None
    audience: AdAudience
    languages: tuple[Language, ...] = Field(default=("en",), min_length=1, max_length=8)
    creatives: tuple[AdCreative, ...] = Field(min_length=1, max_length=20)
    beneficiary: Annotated[str, StringConstraints(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("ends_on must not be before starts_on")
        if self.bid and self.bid.currency != self.daily_budget.currency:
            raise ValueError("bid must be in the currency of daily_budget")
        if len({one.key for one in self.creatives}) < len(self.creatives):
            raise ValueError("creatives must have different keys")
        return self


class Account(Contract):
    """The account that ads are booked in. ``minimum`` is the least daily budget of a campaign, if the
    platform tells one. ``closed`` says why nothing runs in it, if so.
    """

    currency: Currency
    minimum: Money | None = None
    closed: str | None = None


class PlatformStatus(StrEnum):
    """Whether a campaign runs on its platform."""

    PAUSED = "paused"
    ACTIVE = "active"
    REMOVED = "removed"


class PlatformCampaign(Contract):
    """A campaign as its platform has it now. ``whole`` is false while parts of it are missing, as when
    its creation broke off; then creating it again adds what is missing.
    """

    external_id: ExternalId
    status: PlatformStatus
    daily_budget: Money | None = None
    bid: Money | None = None
    whole: bool = True


class DayReading(Contract):
    """A day of a campaign as its platform reports it; money in minor units of the account's currency,
    ``None`` for what the platform does not tell.
    """

    day: date
    impressions: int
    clicks: int
    spend: int
    conversions: float | None = None
    leads: float | None = None
    revenue: int | None = None


class Readings(Contract):
    """The days that a platform reports, the oldest first. A day that is not among them is unknown, not
    zero; ``doubt`` says why there may be more than is shown. ``told_on`` is the platform's own date.
    """

    currency: Currency
    days: tuple[DayReading, ...] = ()
    doubt: str | None = None
    told_on: date | None = None


class PlanFault(Contract):
    """What a platform would not take of a plan: a JSON pointer into it, and words."""

    pointer: str
    text: str


class AdChangeEntry(Contract):
    """Something that Baton changed on the campaign's advertising platform, by the effect ``effect_id``.

    Amounts are in minor units of the campaign's currency. ``creative`` was added instead of
    ``retires``. ``undo`` says what takes it back (``baton.campaigns.ads.effects.undo_of``).
    """

    effect_id: str
    kind: str
    at: UtcDatetime
    before: int | None = None
    after: int | None = None
    creative: str | None = None
    retires: tuple[str, ...] = ()
    undo: str


MOST_AD_CHANGES = 60
"""That a campaign keeps, the latest ones."""
