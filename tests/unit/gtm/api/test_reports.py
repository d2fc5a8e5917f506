"""Weekly reports: ordered once, listed, and read as JSON, page or PDF."""

from datetime import date, timedelta

import pytest

from baton.gtm.periods import Period
from baton.gtm.weekly_report import (
    WeeklyReport,
    WeeklyReportStatus,
    answer_file,
    report_file,
)

REPORTS = "/api/v1/gtm/reports"
PDF = b"%PDF-1.7\n\x00\xff"


def finished(platform, report_id):
    """Leaves the files that the workflow leaves."""
    week = Period(first=date(2026, 2, 23), last=date(2026, 3, 1))
    quarter = Period(first=week.last - timedelta(days=90), last=week.last)
    report = WeeklyReport(
        report_id=report_id,
        status=WeeklyReportStatus.READY,
        started_at=platform.clock(),
        week=week,
        quarter=quarter,
    )
    forms = {
        "json": report.model_dump_json(exclude_none=True).encode(),
        "html": b"<!doctype html><title>Weekly report</title>",
        "pdf": PDF,
    }
    for form, content in forms.items():
        platform.files.write(report_file(report_id, form), [content], content_type="x/y")
    platform.files.write(answer_file(report_id, "week"), [b"{}"], content_type="x/y")


def test_an_order_begins_one_report_however_often_it_comes(api):
    first = api.post(REPORTS, headers={"idempotency-key": "k"})
    again = api.post(REPORTS, headers={"idempotency-key": "k"})

    assert (first.status, again.json) == (202, first.json)
    assert first.headers["Location"] == first.json["href"]
    (started,) = api.platform.workflows.started
    assert (started.workflow, started.name) == ("weekly_gtm_run", first.json["report_id"])
    waiting = api.get(first.headers["Location"])
    assert (waiting.status, waiting.json["status"]) == (200, "under_way")
    assert waiting.headers["Retry-After"]


def test_a_report_is_read_in_the_form_that_is_preferred(api):
    report_id = api.platform.new_id()
    finished(api.platform, report_id)
    href = f"{REPORTS}/{report_id}"

    assert api.get(href).json["status"] == "ready"
    page = api.get(href, headers={"accept": "text/html,*/*;q=0.8"})
    assert page.text.startswith("<!doctype html>")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    paper = api.get(href, headers={"accept": "application/pdf"})
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.text.encode("latin-1") == PDF


def test_reports_are_listed_the_newest_first_without_what_they_were_made_of(api):
    ids = [api.platform.new_id() for _ in range(3)]
    for report_id in ids:
        finished(api.platform, report_id)

    first = api.get(REPORTS, {"limit": "2"}).json
    rest = api.get(REPORTS, {"limit": "2", "cursor": first["next_cursor"]}).json

    listed = [one["report_id"] for page in (first, rest) for one in page["items"]]
    assert listed == ids[::-1]
    assert {one["status"] for one in first["items"]} == {"ready"}


@pytest.mark.parametrize("report_id", ["7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "01KJQ1N9G0C7D2E5F8A1B4C6D9"])
def test_an_id_of_no_report_is_not_found(api, report_id):
    assert api.get(f"{REPORTS}/{report_id}").status == 404
