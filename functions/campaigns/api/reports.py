"""Routes of the campaign report: having all running campaigns reviewed, and reading the report."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from baton.aws.files import Files
from baton.campaigns.report import (
    JSON_LIMIT,
    CampaignReport,
    ReportStatus,
    begun_at,
    report_key,
)
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.http.negotiation import preferred
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit, NextCursor
from baton.http.report_files import PAGE_POLICY, POLL_SECONDS, ReportFiles
from baton.http.request_context import request_of
from baton.http.responses import JSON, document, page_of
from baton.messaging.workflows import Workflows
from baton.persistence.page import Page

LISTING = "reports"
"""The folder of all reports, and what their cursors are tied to."""


class ReportReceipt(Contract):
    """A report that is being made; ``href`` is where it is read."""

    report_id: Ulid
    status: ReportStatus
    href: str


class ReportSummary(Contract):
    """A report in a listing; the whole of it is at ``href``."""

    report_id: Ulid
    status: ReportStatus
    started_at: UtcDatetime
    href: str


class ReportPage(Contract):
    """Reports, the newest first."""

    items: tuple[ReportSummary, ...]
    next_cursor: str | None = NextCursor


class ReportService:
    """Has reports made, and gives them out."""

    def __init__(self, *, files: Files, workflows: Workflows) -> None:
        self._files = files
        self._kept = ReportFiles(files, LISTING, report_key)
        self._workflows = workflows

    def order(self, report_id: str, correlation_id: str) -> ReportReceipt:
        """Has all running campaigns reviewed. Raises ``Unavailable`` if that cannot be begun.

        The report is there from now on, under way, so that who ordered it can ask for it at once.
        The same order again begins nothing twice and leaves a report that is ready.
        """
        key = report_key(report_id, "json")
        if self._files.find(key) is None:
            begun = CampaignReport(
                report_id=report_id, status=ReportStatus.UNDER_WAY, started_at=begun_at(report_id)
            )
            content = begun.model_dump_json(exclude_none=True).encode()
            self._files.write(key, [content], content_type=JSON)
        given = {"report_id": report_id, "correlation_id": correlation_id}
        self._workflows.start("scheduled_review", given, name=report_id)
        return ReportReceipt(
            report_id=report_id, status=ReportStatus.UNDER_WAY, href=f"/api/v1/reports/{report_id}"
        )

    def listed(self, cursor: str | None, limit: int) -> Page[ReportSummary]:
        """Reports, the newest first. Raises ``InvalidInput`` for a foreign cursor."""
        found = self._kept.listed(cursor, limit)
        items = tuple(_summary(one, ready=ready) for one, ready in found.items)
        return Page(items, found.cursor)

    def read(self, report_id: str) -> CampaignReport:
        """A report. Raises ``NotFound``."""
        return CampaignReport.model_validate_json(self._file(report_id, "json", "report"))

    def page(self, report_id: str) -> bytes:
        """A report's page. Raises ``NotFound``, also while it is under way."""
        return self._file(report_id, "html", "page of a report")

    def _file(self, report_id: str, form: str, what: str) -> bytes:
        return self._kept.read(report_id, form, what, JSON_LIMIT)


class ReportRoutes:
    """Takes orders for reports, and shows them as JSON or as a page."""

    def __init__(self, app: APIGatewayHttpResolver, service: ReportService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        self._app.post(
            "/api/v1/campaigns/reviews",
            tags=["campaigns"],
            operation_id="review_campaigns",
            description="Reviews every running campaign and makes a report. It is sent by e-mail "
            "too, if recipients are configured.",
            responses=described(202, ReportReceipt, "The report is being made", "Location"),
        )(self.order)
        self._app.get(
            "/api/v1/reports",
            tags=["campaigns"],
            operation_id="list_reports",
            responses=described(200, ReportPage, "A page of reports", "Link"),
        )(self.page)
        self._app.get(
            "/api/v1/reports/<report_id>",
            tags=["campaigns"],
            operation_id="read_report",
            description="With `Accept: text/html` the report comes as a page with charts. While it "
            "is `under_way` it has no campaigns, and `Retry-After` says when to ask again.",
            responses=described(200, CampaignReport, "The report", "Retry-After"),
            compress=True,
        )(self.read)

    def order(self) -> "Response[str]":
        """Has a report made."""
        request = request_of(self._app)
        receipt = self._service.order(request.resource_id, request.correlation_id)
        headers = {"Location": receipt.href, "Retry-After": POLL_SECONDS}
        return document(receipt, 202, headers)

    def page(self, limit: Limit = 50, cursor: Cursor = None) -> "Response[str]":
        """Reports, the newest first."""
        found = self._service.listed(cursor, limit)
        page = ReportPage(items=found.items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def read(self, report_id: Ulid) -> "Response[str]":
        """A report in the form that the caller prefers."""
        accept = request_of(self._app).headers.get("accept", "")
        if preferred(accept, (JSON, "text/html")) != JSON:
            return Response(
                200,
                content_type="text/html; charset=utf-8",
                body=self._service.page(report_id).decode(),
                headers={
                    "Content-Security-Policy": PAGE_POLICY,
                    "Referrer-Policy": "no-referrer",
                    "Vary": "Accept",
                },
            )
        report = self._service.read(report_id)
        waiting = report.status is ReportStatus.UNDER_WAY
        return document(
            report, headers={"Vary": "Accept", **({"Retry-After": POLL_SECONDS} if waiting else {})}
        )


def _summary(report_id: str, *, ready: bool) -> ReportSummary:
    return ReportSummary(
        report_id=report_id,
        status=ReportStatus.READY if ready else ReportStatus.UNDER_WAY,
        started_at=begun_at(report_id),
        href=f"/api/v1/reports/{report_id}",
    )
