"""Routes of daily metrics: what a campaign's platform reports (requirements A7, A8)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from pydantic import ConfigDict, Field, RootModel, model_validator

from baton.campaigns.campaign import CampaignStatus, DailyMetrics
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.events import CAMPAIGN_METRICS_RECORDED, CampaignMetricsRecorded
from baton.campaigns.overspend import overspent
from baton.core.clock import Clock
from baton.core.contract import Contract, Ulid
from baton.core.errors import FieldError, InvalidInput
from baton.core.message import MessageType
from baton.core.observability import record
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document
from baton.messaging.announcements import announcement
from baton.messaging.outbox import Outbox, OutboxEntry
from baton.persistence.transaction import Transactions

PATH = "/api/v1/campaigns/<campaign_id>/metrics"
MOST_DAYS = 366
DAYS_A_TRANSACTION = 99
"""DynamoDB writes 100 items together; one of them is the announcement."""
FARTHEST_EAST = timedelta(hours=14)
"""Where a day begins first (UTC+14), it is not in the future when UTC has not reached it."""
DEFAULT_SPAN = timedelta(days=29)


def _or_a_single_one(schema: dict[str, Any]) -> None:
    days = {name: schema.pop(name) for name in ("type", "items", "minItems", "maxItems")}
    schema["anyOf"] = [days["items"], days]


class MetricsReport(RootModel[list[DailyMetrics]]):
    """One day, or a list of up to ``MOST_DAYS``."""

    model_config = ConfigDict(json_schema_extra=_or_a_single_one)
    root: list[DailyMetrics] = Field(min_length=1, max_length=MOST_DAYS)

    @model_validator(mode="before")
    @classmethod
    def _listed(cls, body: Any) -> Any:
        return body if isinstance(body, list) else [body]


class MetricsReceipt(Contract):
    """What was stored."""

    campaign_id: Ulid
    days: int
    since: date
    until: date


class MetricsList(Contract):
    """Days of a campaign, the oldest first."""

    campaign_id: Ulid
    items: tuple[DailyMetrics, ...]


class MetricsService:
    """Stores what platforms report, and has the optimiser look at it."""

    def __init__(
        self,
        *,
        campaigns: CampaignRepository,
        outbox: Outbox,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._campaigns = campaigns
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock

    def record(
        self, campaign_id: str, report: Sequence[DailyMetrics], *, report_id: str, correlation: str
    ) -> MetricsReceipt:
        """Stores days, each replacing what was reported for it before.

        Many days go in several transactions. The announcement stands in the first, to go out in a
        minute should the rest never come, and in the last, to go out at once. Raises ``NotFound``.
        """
        campaign, now = self._campaigns.get(campaign_id), self._clock()
        parts = [
            report[start : start + DAYS_A_TRANSACTION]
            for start in range(0, len(report), DAYS_A_TRANSACTION)
        ]
        for number, part in enumerate(parts, 1):
            with self._transactions.begin() as within:
                for metrics in part:
                    self._campaigns.put_metrics(campaign_id, metrics, within)
                if number in (1, len(parts)):
                    at_once = number == len(parts)
                    available_at = now if at_once else now + timedelta(minutes=1)
                    entry = self._entry(campaign_id, report_id, correlation, available_at)
                    self._outbox.add(entry, within)
        running = campaign.details.status is CampaignStatus.ACTIVE
        if running and overspent(campaign.details.daily_budget, report, now.date()):
            counts = {"Overspent": 1}
            record("campaigns", "a campaign overspends", counts=counts, campaign_id=campaign_id)
        days = [metrics.day for metrics in report]
        return MetricsReceipt(
            campaign_id=campaign_id, days=len(days), since=min(days), until=max(days)
        )

    def check(self, report: Sequence[DailyMetrics], *, one: bool) -> None:
        """Raises ``InvalidInput`` for days that are not over yet, or that come twice."""
        last = (self._clock() + FARTHEST_EAST).date()
        seen: set[date] = set()
        faults = []
        for index, metrics in enumerate(report):
            where = "/day" if one else f"/{index}/day"
            if metrics.day > last:
                faults.append(FieldError(where, "must not be in the future", "future"))
            if metrics.day in seen:
                faults.append(FieldError(where, "is in this report already", "repeated"))
            seen.add(metrics.day)
        if faults:
            raise InvalidInput(faults)

    def days(self, campaign_id: str, since: date | None, until: date | None) -> MetricsList:
        """A campaign's days. Raises ``NotFound``, ``InvalidInput`` for a span that is none."""
        last = until or self._clock().date()
        first = since or last - min(DEFAULT_SPAN, last - date.min)
        if first > last:
            raise InvalidInput([FieldError("query:since", "must not be after until", "span")])
        if (last - first).days >= MOST_DAYS:
            text = f"the span may have {MOST_DAYS} days at most"
            raise InvalidInput([FieldError("query:since", text, "span")])
        self._campaigns.get(campaign_id)
        items = self._campaigns.metrics(campaign_id, first, last)
        return MetricsList(campaign_id=campaign_id, items=items)

    def _entry(
        self, campaign_id: str, report_id: str, correlation: str, available_at: datetime
    ) -> OutboxEntry:
        return announcement(
            CAMPAIGN_METRICS_RECORDED,
            CampaignMetricsRecorded(campaign_id=campaign_id),
            sender="api",
            message_id=report_id,
            subject_id=campaign_id,
            correlation_id=correlation,
            receiver="campaign_optimizer",
            message_type=MessageType.TASK_REQUEST,
            now=self._clock(),
            available_at=available_at,
        )


class MetricsRoutes:
    """Takes daily metrics in and shows them."""

    def __init__(self, app: APIGatewayHttpResolver, service: MetricsService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        self._app.post(
            PATH,
            tags=["campaigns"],
            operation_id="report_metrics",
            description=f"One day, or a list of up to {MOST_DAYS}. A day that was reported before "
            "is replaced. The optimiser looks at the campaign afterwards.",
            responses=described(200, MetricsReceipt, "What was stored"),
        )(self.report)
        self._app.get(
            PATH,
            tags=["campaigns"],
            operation_id="list_metrics",
            description="The last 30 days unless said otherwise; 366 days at most.",
            responses=described(200, MetricsList, "The days, the oldest first"),
        )(self.listed)

    def report(self, campaign_id: str, report: Annotated[MetricsReport, Body()]) -> "Response[str]":
        """Stores one day or several."""
        request = request_of(self._app)
        self._service.check(report.root, one=isinstance(self._app.current_event.json_body, dict))
        receipt = self._service.record(
            campaign_id,
            report.root,
            report_id=request.resource_id,
            correlation=request.correlation_id,
        )
        return document(receipt)

    def listed(
        self,
        campaign_id: str,
        since: Annotated[date | None, Query(description="first day, included")] = None,
        until: Annotated[date | None, Query(description="last day, included")] = None,
    ) -> "Response[str]":
        """The days of a span."""
        return document(self._service.days(campaign_id, since, until))
