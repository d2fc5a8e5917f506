"""What a report needs, read together: campaigns with their reviews, cases, changes and days."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b

from baton.campaigns.campaign import Campaign, CampaignStatus
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.report import (
    CampaignReport,
    ReportedCampaign,
    ReportedCase,
    ReportStatus,
    begun_at,
)
from baton.core.errors import NotFound
from baton.escalation.case import Escalation
from baton.escalation.repository import EscalationRepository
from functions.campaigns.reporting.weeks import weeks_of

DAYS = 28
"""What a report looks back on, as the optimiser's rules do (``rules.yaml``, ``window_days``)."""

WITH_CHARTS = 40
"""How many campaigns get charts: those that need a person first. A page of 40 has about 1 MB."""

PAGE = 100

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def review_id_of(report_id: str, campaign_id: str) -> str:
    """The id of a campaign's review for a report: the same whenever it is asked for, so that a
    repeated step repeats no review. A ULID of the report's moment, its rest a hash of both ids."""
    digest = blake2b(f"{report_id}\n{campaign_id}".encode(), digest_size=10).digest()
    number = int.from_bytes(digest, "big")
    rest = "".join(_CROCKFORD[number >> shift & 31] for shift in range(75, -1, -5))
    return report_id[:10] + rest


class Gathering:
    """Reads what is kept of all running campaigns."""

    def __init__(self, campaigns: CampaignRepository, escalations: EscalationRepository) -> None:
        self._campaigns = campaigns
        self._escalations = escalations

    def page(self, cursor: str | None) -> tuple[tuple[Campaign, ...], str | None]:
        """Running campaigns, and the cursor of the next page."""
        found = self._campaigns.page(status=CampaignStatus.ACTIVE, cursor=cursor, limit=PAGE)
        return found.items, found.cursor

    def report(
        self, report_id: str, failures: Mapping[str, str], *, now: datetime, time_zone: str
    ) -> CampaignReport:
        """The report on the campaigns that ran when it was begun. ``failures`` are the reviews that
        did not come to an end, why by campaign."""
        started = begun_at(report_id)
        until = now.date()
        since = until - timedelta(days=DAYS - 1)
        every = [
            self._reported(one, failures.get(one.campaign_id), since)
            for one in self._running()
            if one.created_at <= started or one.last_review
        ]
        every.sort(key=_first_what_needs_people)
        dated = [self._with_days(one, since, until) for one in every]
        days = ((one.currency, day) for one in dated for day in one.days)
        this_week, last_week = weeks_of(days, until)
        return CampaignReport(
            report_id=report_id,
            status=ReportStatus.READY,
            started_at=started,
            made_at=now,
            time_zone=time_zone,
            since=since,
            until=until,
            campaigns=(*dated[:WITH_CHARTS], *every[WITH_CHARTS:]),
            this_week=this_week,
            last_week=last_week,
        )

    def _running(self) -> Iterator[Campaign]:
        cursor: str | None = None
        while True:
            items, cursor = self.page(cursor)
            yield from items
            if cursor is None:
                return

    def _reported(self, one: Campaign, failure: str | None, since: date) -> ReportedCampaign:
        begin = datetime.combine(since, time(), UTC)
        details = one.details
        return ReportedCampaign(
            campaign_id=one.campaign_id,
            name=details.name,
            platform=details.platform,
            status=details.status,
            currency=details.daily_budget.currency,
            review=one.last_review,
            failure=failure,
            case=self._case(one),
            taken=tuple(change for change in one.accepted if change.at >= begin),
        )

    def _case(self, one: Campaign) -> ReportedCase | None:
        if one.last_review is None or one.last_review.escalation_id is None:
            return None
        try:
            case = self._escalations.get(one.last_review.escalation_id)
        except NotFound:
            return None  # erased since
        return _of_case(case)

    def _with_days(self, one: ReportedCampaign, since: date, until: date) -> ReportedCampaign:
        days = self._campaigns.metrics(one.campaign_id, since, until)
        return one.model_copy(update={"days": days})


def _of_case(case: Escalation) -> ReportedCase:
    decision = case.decision
    return ReportedCase(
        escalation_id=case.escalation_id,
        status=case.status,
        opened_at=case.opened_at,
        expires_at=case.expires_at,
        reminded_at=case.reminded_at,
        reason=case.reason,
        recommendations=case.recommendations,
        verdict=decision.verdict if decision else None,
        decided_by=decision.decided_by if decision else None,
        decided_at=decision.at if decision else None,
    )


def _first_what_needs_people(one: ReportedCampaign) -> tuple[int, int, str]:
    return one.urgency, -(one.review.totals.spend if one.review else 0), one.name
