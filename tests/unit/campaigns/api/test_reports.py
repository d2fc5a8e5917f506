"""Reports: ordered once, read as JSON or as a page."""

import pytest

from baton.campaigns.report import CampaignReport, ReportStatus, begun_at, report_key
from baton.core.errors import Unavailable

REVIEWS = "/api/v1/campaigns/reviews"


def finished(platform, report_id):
    """Leaves the files that the workflow leaves."""
    report = CampaignReport(
        report_id=report_id, status=ReportStatus.READY, started_at=begun_at(report_id)
    )
    content = report.model_dump_json(exclude_none=True).encode()
    platform.files.write(report_key(report_id, "json"), [content], content_type="application/json")
    page = b"<!doctype html><title>Campaign report</title>"
    platform.files.write(report_key(report_id, "html"), [page], content_type="text/html")


def test_a_report_is_ordered_and_can_be_asked_for_at_once(api):
    ordered = api.post(REVIEWS)

    assert ordered.status == 202
    assert ordered.headers["Location"] == ordered.json["href"]
    waiting = api.get(ordered.headers["Location"])
    assert (waiting.status, waiting.json["status"]) == (200, "under_way")
    assert waiting.headers["Retry-After"]
    (started,) = api.platform.workflows.started
    assert (started.workflow, started.name) == ("scheduled_review", ordered.json["report_id"])


def test_the_same_order_begins_one_report(api):
    first = api.post(REVIEWS, headers={"idempotency-key": "k"})
    again = api.post(REVIEWS, headers={"idempotency-key": "k"})

    assert again.json == first.json
    assert len(api.platform.workflows.started) == 1


def test_an_order_that_could_not_be_begun_goes_on_under_its_key(api):
    api.platform.faults.fail("workflows.start", Unavailable("busy"), times=1)
    assert api.post(REVIEWS, headers={"idempotency-key": "k"}).status == 503
    api.platform.clock.advance(120)

    again = api.post(REVIEWS, headers={"idempotency-key": "k"})

    assert again.status == 202
    assert len(api.platform.workflows.started) == 1


def test_a_report_is_read_in_the_form_that_is_preferred(api):
    href = api.post(REVIEWS).headers["Location"]
    finished(api.platform, href.rsplit("/", 1)[1])

    assert api.get(href).json["status"] == "ready"
    page = api.get(href, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.text.startswith("<!doctype html>")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("application/json, text/html;q=0.5", False),
        ("text/html, application/json;q=0.9", True),
        ("TEXT/HTML", True),
        ("text/html;q=much", False),
    ],
)
def test_what_a_caller_accepts_decides(api, accept, html):
    href = api.post(REVIEWS).headers["Location"]
    finished(api.platform, href.rsplit("/", 1)[1])

    answer = api.get(href, headers={"accept": accept})

    assert (answer.headers["Content-Type"].startswith("text/html")) is html


@pytest.mark.parametrize(
    "report_id", ["01JNB3V5QZ8W2Y4X6T7R9P0K1M", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "x"]
)
def test_a_report_that_is_not_there_is_a_404(api, report_id):
    assert api.get(f"/api/v1/reports/{report_id}").status == 404
    page = api.get(f"/api/v1/reports/{report_id}", headers={"accept": "text/html"})
    assert page.status == 404


def test_reports_are_listed_the_newest_first_page_by_page(api):
    ids = []
    for _ in range(3):
        ids.append(api.post(REVIEWS).json["report_id"])
        api.platform.clock.advance(60)
    finished(api.platform, ids[0])

    first = api.get("/api/v1/reports", {"limit": "2"})
    rest = api.get("/api/v1/reports", {"limit": "2", "cursor": first.json["next_cursor"]})

    listed = [*first.json["items"], *rest.json["items"]]
    assert [one["report_id"] for one in listed] == ids[::-1]
    assert [one["status"] for one in listed] == ["under_way", "under_way", "ready"]
    assert "next_cursor" not in rest.json
    assert api.get(listed[2]["href"]).status == 200
