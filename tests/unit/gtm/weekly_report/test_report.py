"""The weekly report: what is asked, that who fails stops nobody, and that it is told once."""

import io
import json
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from baton.core.errors import Unavailable
from baton.gtm.container import Gtm
from baton.gtm.report_days import days_of
from baton.gtm.settings import GtmSettings
from baton.gtm.weekly_report import ReportedFigure, WeeklyReportMade
from baton.pages.words import NOT_KNOWN, change
from functions.gtm.weekly_report.reasons import headline
from tests.fakes.platform.faults import Crash
from tests.unit.gtm.weekly_report.conftest import a_platform, perform

FAILED = {"error": "States.Timeout"}


@pytest.mark.parametrize(
    ("now", "zone", "sunday"),
    [
        (datetime(2026, 11, 30, 6, tzinfo=UTC), "Europe/Berlin", date(2026, 11, 29)),
        (datetime(2026, 11, 29, 23, 30, tzinfo=UTC), "Europe/Berlin", date(2026, 11, 29)),
        (datetime(2026, 11, 30, 6, tzinfo=UTC), "America/Los_Angeles", date(2026, 11, 22)),
        (datetime(2026, 11, 29, 12, tzinfo=UTC), "Etc/UTC", date(2026, 11, 22)),
    ],
)
def test_the_week_is_the_last_whole_one_where_the_company_is(now, zone, sunday):
    week = days_of(now, zone).week

    assert (week.last, week.first.weekday(), week.days) == (sunday, 0, 7)


def test_every_agent_is_asked_by_a_name_of_its_own(platform):
    asked = perform(platform, step="begin").asked

    assert {one.agent for one in asked} >= {"finance", "insights", "marketing"}
    assert len({one.name for one in asked}) == len(asked)


def test_who_does_not_answer_is_named_and_the_rest_is_told(made, answers):
    failures = [{"name": "customers", **FAILED}, {"name": "quarter", **FAILED}]
    given = {name: answer for name, answer in answers.items() if name != "quarter"}

    _, report = made(given, failures)

    assert report.figure("week.revenue").value
    assert report.figure("quarter.mrr") is None
    lacking = {one.agent: one for one in report.gaps}
    assert "States.Timeout" in lacking["insights"].why
    assert "quarter" in lacking["finance"].what
    assert "NoAnswer" in lacking["marketing"].why, "it was asked, and nothing came"


def test_a_report_is_made_also_where_nobody_answers(made):
    result, report = made({})

    assert report.headline.startswith("Revenue of the week is not known.")
    assert result.gaps == len({one.agent for one in report.gaps}) == 3


def test_an_answer_that_is_none_is_a_gap(made, answers):
    broken = {**answers, "week": {"figures": "many"}}

    _, report = made(broken)

    assert report.figure("week.revenue") is None
    assert report.figure("quarter.mrr").value
    assert any("ValidationError" in one.why for one in report.gaps)


def test_other_agents_tell_their_own_sentences_with_their_queries(made, answers):
    query = {
        "query_id": "rfm",
        "sql": "SELECT 1",
        "parameters": [],
        "first": "2026-01-01",
        "last": "2026-11-29",
        "rows": 1,
    }
    insights = {
        "statements": [{"text": "31 customers are at risk.", "queries": ["rfm"]}],
        "queries": [query],
        "at_risk": {"segment_id": "01K00000000000000000000001", "customers": 31, "more": 1},
        "unknown": {"to": "this function"},
    }

    _, report = made({**answers, "customers": insights})

    (said,) = report.findings
    assert (said.agent, said.text, said.queries) == (
        "insights",
        "31 customers are at risk.",
        ("customers.rfm",),
    )
    assert "customers.rfm" in {one.query_id for one in report.queries}
    assert any("win-back campaign" in one.text for one in report.advice)


def test_what_is_missing_is_told_once_with_what_would_help(made, answers):
    lack = {"kind": "budget", "why": "No budgets are known.", "what_to_do": "Drop a file."}
    given = {name: {**answer, "missing": [lack]} for name, answer in answers.items()}

    _, report = made(given)

    (told,) = [one for one in report.gaps if one.what == "budget"]
    assert (told.why, told.what_to_do) == ("No budgets are known.", "Drop a file.")


def test_it_is_mailed_once_with_page_and_paper_however_often_the_step_runs(platform, made):
    result, report = made()
    again = perform(platform, step="report", report_id=result.report_id)

    ((_, mail),) = platform.internal_mail.taken
    assert again.mail == result.mail == "sent"
    assert mail.subject == "Tidewater: Weekly report, 29 Nov 2026"
    html, pdf = mail.attachments.values()
    assert html.startswith("<!doctype html>")
    assert pdf.startswith(b"%PDF-")
    assert report.headline in mail.text


def test_it_is_announced_when_all_of_it_is_there(platform, made):
    result, report = made()

    ((name, message),) = platform.bus.events
    told = WeeklyReportMade.model_validate(message.payload)
    assert name == "gtm.weekly_report_made"
    assert (told.report_id, told.headline) == (result.report_id, report.headline)
    assert {result.json_key, result.html_key, result.pdf_key} <= platform.files.kept.keys()


def test_a_bus_that_takes_nothing_has_the_step_repeated(platform, made):
    begun = perform(platform, step="begin")
    platform.bus.refused.add(begun.report_id)

    with pytest.raises(Unavailable):
        perform(platform, step="report", report_id=begun.report_id)


def test_without_recipients_it_is_kept_all_the_same(platform, made):
    platform.area_settings[Gtm] = GtmSettings()

    result, _ = made()

    assert result.mail == "nobody_to_send_to"
    assert json.loads(platform.files.kept[result.json_key])["status"] == "ready"


def test_beginning_again_leaves_a_report_that_is_ready(platform, made):
    result, _ = made()

    perform(platform, step="begin", report_id=result.report_id)

    assert json.loads(platform.files.kept[result.json_key])["status"] == "ready"


def test_page_paper_and_mail_say_the_same_figures(platform, made):
    result, report = made()
    page = platform.files.kept[result.html_key].decode()
    reader = PdfReader(io.BytesIO(platform.files.kept[result.pdf_key]))
    paper = " ".join(" ".join(sheet.extract_text().split()) for sheet in reader.pages)
    ((_, mail),) = platform.internal_mail.taken
    for one in report.figures:
        if one.value is not None:
            assert one.text in page
            assert one.text in paper
            assert one.text in mail.text
    for query in report.queries:
        assert f'id="query.{query.query_id}"' in page
        assert query.query_id in paper


def test_what_agents_say_never_becomes_markup(platform, made, answers):
    loud = {"statements": [{"text": "<script>alert(1)</script> & more"}]}

    result, _ = made({**answers, "customers": loud})

    page = platform.files.kept[result.html_key].decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_point_leaves_a_report_that_is_made_anew_and_no_second_mail(after):
    def begun():
        platform = a_platform()
        report_id = perform(platform, step="begin").report_id
        return platform, report_id, len(platform.faults.calls)

    whole, report_id, before = begun()
    perform(whole, step="report", report_id=report_id)
    for number in range(len(whole.faults.calls) - before):
        platform, report_id, _ = begun()
        platform.faults.crash_at(before + number + 1, after=after)
        with pytest.raises(Crash):
            perform(platform, step="report", report_id=report_id)

        result = perform(platform.restarted(), step="report", report_id=report_id)

        assert json.loads(platform.files.kept[result.json_key])["status"] == "ready"
        assert {result.html_key, result.pdf_key} <= platform.files.kept.keys()
        assert len(platform.internal_mail.taken) <= 1
        assert result.mail in ("sent", "unknown")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("+12 %", "12 % more than the week before"),
        ("-3 %", "3 % less than the week before"),
        ("+0 %", "as much as the week before"),
    ],
)
def test_a_week_is_held_to_the_one_before_in_words(told, said):
    week = {"first": "2026-11-23", "last": "2026-11-29"}
    figure = ReportedFigure.model_validate(
        {
            "name": "week.revenue",
            "label": "Revenue",
            "value": 100,
            "text": "1.00 EUR",
            "change": told,
            "agent": "finance",
            "part": "week",
            "period": week,
            "formula": "sum",
            "unit": "money",
        }
    )
    assert headline([figure], unanswered=0) == f"Revenue was 1.00 EUR, {said}."


def test_nothing_is_more_or_less_than_what_was_paid_back():
    assert change(200, -100) == NOT_KNOWN
