"""The demo's company: the same every time, taken in whole, with what was planted in it."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from functions.gtm.finance.anomalies import days_that_stand_out, level_shifts
from functions.gtm.finance.series import daily
from infra.local.company.world import KINDS, company, files
from infra.local.demo_company import knowledge_files, questions
from tests.fakes.gtm.demo_facts import facts_of

LAST = date(2026, 11, 29)


@pytest.fixture(scope="module")
def tidewater():
    return company(LAST)


def test_the_same_day_gives_the_same_company(tidewater):
    assert files(company(LAST)) == files(tidewater)
    assert files(company(LAST - timedelta(days=1))) != files(tidewater)


def test_every_row_is_a_fact_of_its_kind_and_each_is_told_once(tidewater):
    facts = facts_of(tidewater)

    assert facts.keys() == set(KINDS)
    for kind, theirs in facts.items():
        assert len({(one.fact_id, one.day) for one in theirs}) == len(theirs), kind
        assert max(one.day for one in theirs) <= LAST or kind == "budget"


def test_it_is_two_years_of_two_countries_with_customers_who_leave(tidewater):
    sold = tidewater.sales
    assert (sold[0].day, sold[-1].day) == (LAST - timedelta(days=729), LAST)
    assert {one.customer.currency for one in sold} == {"EUR", "GBP"}
    assert {one.currency for one in tidewater.costs} == {"EUR", "GBP"}
    bought = Counter(one.customer.customer_id for one in sold if one.product != "route-plan")
    assert sum(1 for orders in bought.values() if orders > 3) > 300
    left = [one for one in tidewater.customers if one.leaves <= LAST]
    assert 0.3 < len(left) / len(tidewater.customers) < 0.8
    assert any(one.amount < 0 for one in sold), "some is given back"


@pytest.mark.parametrize("last", [LAST, date(2026, 12, 3), date(2027, 1, 10), date(2026, 8, 2)])
def test_the_planted_day_and_level_are_found_whenever_the_company_ends(last):
    made = company(last)
    revenue = defaultdict(float)
    for one in made.sales:
        revenue[one.day] += one.amount / (0.8338 if one.customer.currency == "GBP" else 1)
    days = daily(revenue)

    found = days_that_stand_out(days, last - timedelta(days=13), lambda _: False)
    assert made.calendar.big_day in {one.day for one in found}
    shifts = [one.day for one in level_shifts(days)]
    nearest = min(abs((day - made.calendar.partner_since).days) for day in shifts)
    assert nearest <= 14


def test_knowledge_and_questions_are_there_for_support():
    keys = knowledge_files()
    assert all(key.startswith("knowledge/support/") for key in keys)
    assert {key.rpartition(".")[2] for key in keys} == {"md", "csv"}
    assert len(questions()) > 5
