"""Routes of the weekly report: having it made, and reading it as JSON, page or PDF."""

from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from baton.core.clock import moment_of
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.gtm.weekly_report import (
    FOLDER,
    REPORT_BYTES,
    WeeklyReport,
    WeeklyReportStatus,
    begun,
    report_file,
)
from baton.http.negotiation import preferred
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit, NextCursor
from baton.http.report_files import PAGE_POLICY, POLL_SECONDS, ReportFiles
from baton.http.request_context import request_of
from baton.http.responses import JSON, PDF, document, file_answer, page_of
from baton.persistence.page import Page

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

_PATH = "/api/v1/gtm/reports"

HTML = "text/html"


_HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept",
}


class WeeklyReportReceipt(Contract):
    """A report that is being made; ``href`` is where it is read."""

    report_id: Ulid
    status: WeeklyReportStatus
    href: str


class WeeklyReportSummary(Contract):
    """A report in a listing; the whole of it is at ``href``."""

    report_id: Ulid
    status: WeeklyReportStatus
    started_at: UtcDatetime
    href: str


class WeeklyReportPage(Contract):
    """Reports, the newest first."""

    items: tuple[WeeklyReportSummary, ...]
    next_cursor: str | None = NextCursor


class WeeklyReportService:
    """Has reports made, and gives them out."""

    def __init__(self, platform: "Platform") -> None:
        files, settings = platform.files, platform.settings
        self._files = files
        self._time_zone = settings.default_timezone
        self._company = settings.company
        self._kept = ReportFiles(files, FOLDER, report_file)
        self._workflows = platform.workflows

    def order(self, report_id: str, correlation_id: str) -> WeeklyReportReceipt:
        """Has a report on the last whole week made. Raises ``Unavailable`` if that cannot be begun.
        The report is there from now on, under way. The same order again begins nothing twice and leaves
        a report that is ready.
        """
        key = report_file(report_id, "json")
        if self._files.find(key) is None:
            report = begun(report_id, time_zone=self._time_zone, company=self._company)
            content = report.model_dump_json(exclude_none=True).encode()
            self._files.write(key, [content], content_type=JSON)
        given = {"report_id": report_id, "correlation_id": correlation_id}
        self._workflows.start("weekly_gtm_run", given, name=report_id)
        return WeeklyReportReceipt(
            report_id=report_id, status=WeeklyReportStatus.UNDER_WAY, href=f"{_PATH}/{report_id}"
        )

    def listed(self, cursor: str | None, limit: int) -> Page[WeeklyReportSummary]:
        """Reports, the newest first. Raises ``InvalidInput`` for a foreign cursor."""
        found = self._kept.listed(cursor, limit)
        return Page(tuple(_summary(one, ready=ready) for one, ready in found.items), found.cursor)

    def read(self, report_id: str) -> WeeklyReport:
        """A report. Raises ``NotFound``."""
        return WeeklyReport.model_validate_json(self.file(report_id, "json"))

    def file(self, report_id: str, form: str) -> bytes:
        """A report in a form. Raises ``NotFound``, as a page or PDF also while it is under way."""
        return self._kept.read(report_id, form, f"report as {form}", REPORT_BYTES)


class WeeklyReportRoutes:
    """Takes orders for reports, and shows them."""

    def __init__(self, app: APIGatewayHttpResolver, service: WeeklyReportService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        tags = ["weekly report"]
        self._app.post(
            _PATH,
            tags=tags,
            operation_id="order_weekly_report",
            description="Asks every go-to-market agent and makes a report on the last whole week. It "
            "is sent by e-mail too, if recipients are configured.",
            responses=described(202, WeeklyReportReceipt, "The report is being made", "Location"),
        )(self.order)
        self._app.get(
            _PATH,
            tags=tags,
            operation_id="list_weekly_reports",
            responses=described(200, WeeklyReportPage, "A page of reports", "Link"),
        )(self.page)
        self._app.get(
            f"{_PATH}/<report_id>",
            tags=tags,
            operation_id="read_weekly_report",
            description="With `Accept: text/html` the report comes as a page, with `application/pdf` "
            "as a file for paper. While it is `under_way` it has no figures, and `Retry-After` says "
            "when to ask again.",
            responses=described(200, WeeklyReport, "The report", "Retry-After"),
            compress=True,
        )(self.read)

    def order(self) -> "Response[str]":
        """Has a report made."""
        request = request_of(self._app)
        receipt = self._service.order(request.resource_id, request.correlation_id)
        return document(receipt, 202, {"Location": receipt.href, "Retry-After": POLL_SECONDS})

    def page(self, limit: Limit = 50, cursor: Cursor = None) -> "Response[str]":
        """Reports, the newest first."""
        found = self._service.listed(cursor, limit)
        page = WeeklyReportPage(items=found.items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def read(self, report_id: Ulid) -> "Response[str]":
        """A report in the form that the caller prefers."""
        kind = preferred(request_of(self._app).headers.get("accept", ""), (JSON, HTML, PDF))
        if kind == HTML:
            page = self._service.file(report_id, "html").decode()
            return Response(200, f"{HTML}; charset=utf-8", page, headers={**_HEADERS})
        if kind == PDF:
            name = f"weekly-report-{report_id}.pdf"
            return file_answer(self._service.file(report_id, "pdf"), PDF, name, _HEADERS)
        report = self._service.read(report_id)
        waiting = report.status is WeeklyReportStatus.UNDER_WAY
        return document(
            report, headers={"Vary": "Accept", **({"Retry-After": POLL_SECONDS} if waiting else {})}
        )


def _summary(report_id: str, *, ready: bool) -> WeeklyReportSummary:
    return WeeklyReportSummary(
        report_id=report_id,
        status=WeeklyReportStatus.READY if ready else WeeklyReportStatus.UNDER_WAY,
        started_at=moment_of(report_id),
        href=f"{_PATH}/{report_id}",
    )
