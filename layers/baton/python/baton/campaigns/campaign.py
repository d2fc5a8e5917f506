"""A campaign, its daily metrics, and what the optimiser finds in them."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from baton.campaigns.ads.model import AdChangeEntry, CampaignPlan
from baton.campaigns.brief import ApprovalMode, Brief, Title
from baton.campaigns.reported_figures import Credited, Earned, Minor, Whole
from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned
from baton.core.money import Currency, Money

SUBJECT = "campaign"
"""What cases and decisions about campaigns call them."""

MOST_ADS = 200
"""Of a day, named one by one."""


AdKind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A kind of ad, as ``benchmarks.yaml`` names them; others are measured by the general thresholds."""


class CampaignStatus(StrEnum):
    """Whether a campaign runs."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class NewCampaign(Contract):
    """A campaign as a caller registers it. ``daily_budget`` fixes the campaign's currency."""

    name: Title
    platform: Title = Field(description="where it runs, as google, linkedin, email")
    ad_kind: AdKind | None = Field(
        default=None, description="what it is measured by, as search, display, feed"
    )
    status: CampaignStatus = CampaignStatus.ACTIVE
    daily_budget: Money
    starts_on: date | None = None
    ends_on: date | None = None
    external_id: Title | None = None
    parent_id: Ulid | None = Field(
        default=None, description="the campaign whose run made this one, for one platform"
    )
    approval: ApprovalMode = Field(
        default=ApprovalMode.NONE, description="of e-mails and text messages, by a person"
    )

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("ends_on must not be before starts_on")
        return self


class Results(Contract):
    """What a platform counts. ``spend`` and ``revenue`` are in minor units of one currency.

    Every figure is taken as platforms report it: ``leads`` and ``conversions`` may be fractions, clicks
    come on days after their impressions, and corrections and credits are negative. Of a fraction of a
    minor unit (12.345 EUR as 1234.5) the nearest whole one is kept, halves away from zero, as of the
    micros that platforms are read in. ``null``, or nothing, says that a platform has no such figure:
    nothing is judged by a day's impressions or clicks that are not known; without leads, conversions
    or revenue there were none. What was spent must be said.
    """

    spend: Minor
    leads: Credited = 0
    conversions: Credited = 0
    revenue: Earned = 0


class Figures(Results):
    """What a platform counts of what it showed."""

    impressions: Whole
    clicks: Whole


class AdMetrics(Results):
    """One ad's part of a day; ``ad`` is its name, the same every day."""

    ad: Title
    impressions: Whole | None = None
    clicks: Whole | None = None


class DailyMetrics(Results):
    """One day of a campaign, as its platform reports it; a later report for the day replaces it.

    ``ads`` may say which ads it came from. They need not be all, and need not add up: a correction or a
    credit may be of the day and of no ad.
    """

    day: date
    impressions: Whole | None = None
    clicks: Whole | None = None
    ads: tuple[AdMetrics, ...] = Field(default=(), max_length=MOST_ADS)

    @model_validator(mode="after")
    def _each_ad_once(self) -> Self:
        if len({ad.ad for ad in self.ads}) < len(self.ads):
            raise ValueError("ads must not name an ad twice")
        return self


class Totals(Contract):
    """Metrics summed over ``days`` days; money in minor units of ``currency``. Impressions and clicks
    are ``None`` if no day tells them.
    """

    days: int = Field(ge=0)
    currency: Currency
    impressions: int | None = None
    clicks: int | None = None
    spend: int = 0
    leads: int | float = 0
    conversions: int | float = 0
    revenue: int = 0


Interval = tuple[float, float | None]
"""From and to, both included; ``None`` where there is no upper end."""

Parameters = dict[str, float | int | str]


class Change(StrEnum):
    """What the optimiser can do about a campaign (requirement A8)."""

    TARGETING_ADJUSTMENT = "targeting_adjustment"
    CREATIVE_REFRESH = "creative_refresh"
    BID_OPTIMIZATION = "bid_optimization"
    AB_TEST = "ab_test"


class Finding(Contract):
    """A rule that was looked at; money is in minor units of the campaign's currency.

    ``value`` is ``None`` if it cannot be computed, ``threshold`` if there is none for the campaign's
    currency. ``triggered`` is false when the sample is below ``minimum_sample``, and ``text`` says
    so. It is true only if all of ``interval``, which holds the true value with ``confidence`` (two
    sides, 0 to 1), lies on the wrong side of ``threshold``.
    """

    rule: str
    metric: str
    value: float | None = None
    threshold: float | None = None
    interval: Interval | None = None
    confidence: float | None = Field(default=None, gt=0, lt=1)
    sample: int
    minimum_sample: int
    triggered: bool
    text: str


class Measure(Contract):
    """One figure of a campaign beside the account's other campaigns; money is in minor units.

    ``metric`` is ``ctr``, ``cpc``, ``cpl``, ``cpa``, ``conversion_rate`` or ``roas``. ``interval``
    holds the true value with ``confidence``. ``benchmark`` is what the ``campaigns`` others make of
    it together, and ``expected`` what to expect of this one: its own value drawn towards the
    benchmark, the more the less it has been seen.
    """

    metric: str
    value: float | None = None
    interval: Interval | None = None
    confidence: float = Field(gt=0, lt=1)
    benchmark: float | None = None
    expected: float | None = None
    campaigns: int = Field(default=0, ge=0)
    text: str


class AdResult(Contract):
    """An ad among its campaign's ads over the review's days; costs are in minor units.

    ``ctr`` and ``cpl`` are its own; the expected ones are drawn towards the campaign's, the more the
    less the ad was seen. ``None`` is what cannot be computed.
    """

    ad: str
    impressions: int
    spend: int
    ctr: float | None = None
    expected_ctr: float
    cpl: float | None = None
    expected_cpl: float | None = None


class Gain(Contract):
    """What a change is worth if it brings ``metric`` from where it is to ``target``.

    ``per_day`` is in minor units of ``currency``; ``interval`` is the same from both ends of the
    metric's interval. ``text`` states the assumption and the formula.
    """

    metric: str
    target: float
    per_day: float = Field(ge=0)
    interval: tuple[float, float]
    currency: Currency
    text: str


class Proposal(Contract):
    """A change with its size, its reason and whether it may be made without a person.

    ``gain`` is what it is worth, by which proposals are ranked.
    """

    change: Change
    text: str
    parameters: Parameters = Field(default_factory=dict)
    within_limits: bool
    reason: str
    gain: Gain | None = None


class ReviewOutcome(StrEnum):
    """What a review ends with."""

    HEALTHY = "healthy"
    NOT_ENOUGH_DATA = "not_enough_data"
    PROPOSE_CHANGE = "propose_change"
    ASK_PERSON = "ask_person"


class CampaignReview(Contract):
    """The optimiser's verdict on one campaign.

    ``proposals`` come with the largest gain first. ``measures`` set the campaign's figures beside
    the account's, and ``ads`` its ads beside each other, the most spent on first. ``rules`` names the
    version that was used. ``escalation_id`` is the case that a person has, or decided lately, about
    the campaign; not every review that names it has opened it. ``measured_by`` says which benchmark
    the thresholds come from.
    """

    review_id: Ulid
    campaign_id: Ulid
    at: UtcDatetime
    totals: Totals
    outcome: ReviewOutcome
    findings: tuple[Finding, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    measures: tuple[Measure, ...] = ()
    ads: tuple[AdResult, ...] = ()
    escalation_id: Ulid | None = None
    rules: str | None = None
    measured_by: str | None = None


class Undo(Contract):
    """What takes one change back: the same parameters the other way, and in words."""

    change: Change
    parameters: Parameters = Field(default_factory=dict)
    text: str


class AcceptedChange(Contract):
    """An entry of a campaign's change log: what was agreed to, by whom, and what takes it back.

    A person agreed in the case ``escalation_id``; or the optimiser did within its limits, after the
    review ``review_id``. ``applied_at`` is when the platform took it over, ``None`` until then.
    """

    escalation_id: Ulid | None = None
    review_id: Ulid | None = None
    proposals: tuple[Proposal, ...]
    undo: tuple[Undo, ...] = ()
    decided_by: str
    at: UtcDatetime
    applied_at: UtcDatetime | None = None


class Campaign(Versioned):
    """A campaign as it is kept. One with a ``brief`` has runs; ``ad_plan`` is what Baton makes of it on
    its platform, and ``ad_changes`` what it did there.
    """

    campaign_id: Ulid
    created_at: UtcDatetime
    updated_at: UtcDatetime
    details: NewCampaign
    brief: Brief | None = None
    last_review: CampaignReview | None = None
    accepted: tuple[AcceptedChange, ...] = ()
    ad_plan: CampaignPlan | None = None
    ad_changes: tuple[AdChangeEntry, ...] = ()
