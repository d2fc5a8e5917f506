"""The report on all running campaigns, and where its files lie (requirement G9)."""

from datetime import UTC, date, datetime
from enum import StrEnum

from pydantic import Field

from baton.campaigns.campaign import (
    AcceptedChange,
    CampaignReview,
    CampaignStatus,
    DailyMetrics,
    ReviewOutcome,
)
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.money import Currency
from baton.escalation.case import EscalationStatus, Verdict

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

JSON_LIMIT = 5_500_000
"""The most bytes a report may have: a function's answer ends at 6 MB."""


class ReportStatus(StrEnum):
    """How far a report is."""

    UNDER_WAY = "under_way"
    READY = "ready"


class ReportedCase(Contract):
    """What a person was asked about a campaign, and what they said."""

    escalation_id: Ulid
    status: EscalationStatus
    opened_at: UtcDatetime
    expires_at: UtcDatetime
    reminded_at: UtcDatetime | None = None
    reason: str
    recommendations: tuple[str, ...] = ()
    verdict: Verdict | None = None
    decided_by: str | None = None
    decided_at: UtcDatetime | None = None


class WeekTotals(Contract):
    """What all running campaigns of a currency had together in a week; money in minor units. ``days``
    are those of which anything was reported.
    """

    currency: Currency
    spend: int
    leads: int | float
    conversions: int | float
    revenue: int
    days: int = Field(ge=0, le=7)


class ReportedCampaign(Contract):
    """One campaign in a report.

    ``failure`` says why this report's review of it did not come to its end; ``review`` is then the
    last one before. ``taken`` are the changes agreed to within the report's days. ``days`` are there
    for the campaigns that are shown with charts.
    """

    campaign_id: Ulid
    name: str
    platform: str
    status: CampaignStatus
    currency: Currency
    review: CampaignReview | None = None
    failure: str | None = None
    case: ReportedCase | None = None
    taken: tuple[AcceptedChange, ...] = ()
    days: tuple[DailyMetrics, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether a person still has to decide about it."""
        return self.case is not None and self.case.status is EscalationStatus.OPEN

    @property
    def is_decided(self) -> bool:
        """Whether the person that its last review asked has decided."""
        return self.case is not None and self.case.verdict is not None

    @property
    def urgency(self) -> int:
        """0 for what needs a person first, up to 4 for what needs nobody."""
        if self.asks:
            return 0
        if self.failure:
            return 1
        if self.is_decided:
            return 3
        outcome = self.review.outcome if self.review else ReviewOutcome.NOT_ENOUGH_DATA
        if outcome in (ReviewOutcome.ASK_PERSON, ReviewOutcome.PROPOSE_CHANGE):
            return 2
        return 3 if outcome is ReviewOutcome.NOT_ENOUGH_DATA else 4


class CampaignReport(Contract):
    """The report: those who need a person first. While it is ``under_way`` it has no campaigns.

    ``time_zone`` (IANA) is the one its times are written in for people; here all are in UTC. The
    campaigns' days are from ``since`` to ``until``. ``this_week`` are the seven whole days before the
    report, ``last_week`` the seven before those.
    """

    report_id: Ulid
    status: ReportStatus
    started_at: UtcDatetime
    made_at: UtcDatetime | None = None
    time_zone: str = "Etc/UTC"
    since: date | None = None
    until: date | None = None
    campaigns: tuple[ReportedCampaign, ...] = Field(default=())
    this_week: tuple[WeekTotals, ...] = ()
    last_week: tuple[WeekTotals, ...] = ()


def begun_at(report_id: str) -> datetime:
    """When a report was begun: the moment in its ULID (github.com/ulid/spec), to the millisecond.

    Raises ``ValueError`` for an id of a moment after the year 9999.
    """
    milliseconds = 0
    for digit in report_id[:10]:
        milliseconds = milliseconds * 32 + _CROCKFORD.index(digit)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def report_key(report_id: str, form: str) -> str:
    """The key of a report's file, ``form`` being ``json`` or ``html``: the id alone leads to it."""
    return f"reports/{begun_at(report_id).date().isoformat()}/{report_id}.{form}"
