"""Every figure of the report on the demo's company is what plain arithmetic over the company gives."""

from datetime import timedelta

import pytest

from baton.gtm.report_days import WEEKS
from functions.gtm.weekly_report.composing import SHOWN
from tests.unit.gtm.weekly_report.recomputed import FIGURES, Books

CENT = 1.0


def held(figure, value, expected):
    if figure.unit == "money":
        assert value == pytest.approx(expected, abs=CENT), figure.name
    else:
        assert value == pytest.approx(expected, rel=1e-9), figure.name


def test_every_figure_and_the_one_before_it_is_right(made, tidewater):
    _, report = made()
    assert len(report.figures) == sum(map(len, SHOWN.values()))
    for one in report.figures:
        period, name = one.period, one.name.partition(".")[2]
        now = FIGURES[name](Books(tidewater, period.first, period.last))
        back = timedelta(days=period.days)
        before = FIGURES[name](Books(tidewater, period.first - back, period.last - back))
        held(one, one.value, now)
        held(one, one.before, before)


def test_revenue_of_all_thirteen_weeks_is_right(made, tidewater):
    _, report = made()
    assert len(report.revenue) == WEEKS
    for one in report.revenue:
        books = Books(tidewater, one.first, one.last)
        assert one.value == pytest.approx(books.revenue(), abs=CENT)


def test_plans_are_those_of_the_months_by_their_days(made, tidewater):
    _, report = made()
    week, quarter = report.week, report.quarter
    revenue = report.figure("week.revenue")
    planned = Books(tidewater, week.first, week.last).planned()["revenue"]
    assert revenue.planned == pytest.approx(planned, abs=CENT)

    books = Books(tidewater, quarter.first, quarter.last)
    costs, plan = books.costs(), books.planned()
    assert {one.category for one in report.costs} == costs.keys() & plan.keys()
    for one in report.costs:
        assert one.actual == pytest.approx(costs[one.category], abs=2 * CENT)
        assert one.planned == pytest.approx(plan[one.category], abs=CENT)


def test_what_was_planted_is_found_and_put_down_to_who_brought_it(made, tidewater):
    _, report = made()
    calendar = tidewater.calendar
    said = " ".join(one.text for one in report.reasons)
    assert f"{calendar.big_day} brought" in said
    assert f"From {calendar.partner_since} on" in said
    assert "customers: partner +" in said
    advised = " ".join(one.text for one in report.advice)
    assert str(calendar.big_day) in advised
    assert str(calendar.partner_since) in advised


def test_each_figure_and_sentence_leads_to_the_queries_that_made_it(made):
    _, report = made()
    known = {one.query_id for one in report.queries}
    for one in report.figures:
        assert one.value is None or one.queries, one.name
        assert set(one.queries) <= known
        assert one.formula, one.name
    for sentence in (*report.reasons, *report.findings):
        assert sentence.queries
        assert set(sentence.queries) <= known
    for week in (*report.revenue, *report.expected):
        assert week.queries
        assert set(week.queries) <= known
