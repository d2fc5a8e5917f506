"""A figure for each month, country or the like is what it is of it alone, and what adds up does."""

from datetime import date
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from baton.facts.partitions import Days
from baton.gtm.breakdown import MOST_NAMED, TIMES, Breakdown
from baton.gtm.fact_kinds import COST, TRANSACTION
from baton.gtm.figures import Figure, FigureName, FinanceAnswer
from functions.gtm.finance.figure_specs import figure_specs
from functions.gtm.finance.splitting import MADE_OF
from tests.unit.gtm.finance.company import FinanceHarness, ads, everything, fact, sold


@pytest.fixture(scope="module")
def harness() -> FinanceHarness:
    found = FinanceHarness(everything())
    found.platform.clock.set(found.platform.clock().replace(year=2026, month=4, day=2))
    return found


@pytest.fixture(scope="module")
def by_month(harness: FinanceHarness) -> FinanceAnswer:
    return harness.ask(by=Breakdown.MONTH)


def values(figure: Figure) -> dict[str, float | None]:
    return {one.name: one.value for one in figure.parts}


def named(answer: FinanceAnswer, name: FigureName) -> Figure:
    return next(one for one in answer.figures if one.name == name)


@pytest.mark.parametrize("month", ["2026-01", "2026-02", "2026-03"])
def test_a_month_is_what_it_is_when_it_is_asked_alone(
    harness: FinanceHarness, by_month: FinanceAnswer, month: str
) -> None:
    alone = harness.ask(*MADE_OF, period=month)
    for name in MADE_OF:
        whole, part = named(alone, name), values(named(by_month, name)).get(month)
        assert part == (None if whole.value is None else pytest.approx(whole.value)), name


def test_by_hand_each_month_has_its_own(by_month: FinanceAnswer) -> None:
    assert values(named(by_month, FigureName.REVENUE)) == {
        "2026-01": 25_000, "2026-02": 5_000, "2026-03": 10_000,
    }  # fmt: skip
    assert list(values(named(by_month, FigureName.MRR)).values()) == [21_000, 30_000, 26_000]
    assert list(values(named(by_month, FigureName.CAC)).values()) == [7_000, 6_000, 2_000]


@pytest.mark.parametrize("by", Breakdown)
def test_sums_of_parts_are_the_whole(harness: FinanceHarness, by: Breakdown) -> None:
    sums = [name for name, spec in figure_specs().items() if spec.adds_up]
    answer = harness.ask(*sums, by=by, period="2026-01-10/2026-02-28")
    for figure in answer.figures:
        if figure.not_by:
            assert by not in TIMES
        else:
            assert sum(one.value or 0 for one in figure.parts) == pytest.approx(figure.value)


LINES = st.lists(
    st.tuples(
        st.dates(date(2025, 11, 20), date(2026, 4, 10)),
        st.integers(-500, 5_000),
        st.sampled_from(["c1", "c2", "c3", "c4"]),
        st.sampled_from(["o1", "o2", "o3", None]),
        st.sampled_from(["AT", "DE", None]),
        st.sampled_from(["google", "meta", None]),
    ),
    min_size=1,
    max_size=12,
)
COSTS = st.lists(
    st.tuples(
        st.dates(date(2026, 1, 1), date(2026, 3, 31)),
        st.integers(0, 5_000),
        st.sampled_from(["advertising", "marketing", "general_and_administrative"]),
        st.sampled_from(["google", "meta", None]),
    ),
    max_size=8,
)


@settings(max_examples=5, deadline=None, phases=[Phase.generate])
@given(lines=LINES, costs=COSTS, by=st.sampled_from(Breakdown))
def test_whatever_was_sold_and_spent_sums_of_parts_are_the_whole(
    lines: list[tuple[Any, ...]], costs: list[tuple[Any, ...]], by: Breakdown
) -> None:
    sales = [
        fact(
            TRANSACTION,
            at,
            str(day),
            **sold(who, amount, order_id=order, country=land, channel=way),
        )
        for at, (day, amount, who, order, land, way) in enumerate(lines)
    ]
    spent = [
        fact(COST, at, str(day), amount=amount, category=what, channel=way)
        for at, (day, amount, what, way) in enumerate(costs)
    ]
    harness = FinanceHarness([*sales, *spent, *ads()])
    names = (FigureName.REVENUE, FigureName.ORDERS, FigureName.NEW_CUSTOMERS, FigureName.COSTS)
    in_several = {FigureName.ORDERS} if by is Breakdown.PRODUCT else set()
    for figure in harness.ask(*names, by=by).figures:
        if figure.value is not None and figure.not_by is None and figure.name not in in_several:
            total = sum(one.value or 0 for one in figure.parts)
            assert total == pytest.approx(figure.value, abs=len(figure.parts) / 2), figure.name


def test_a_part_can_be_worked_out_again_from_the_rows_of_its_query(
    harness: FinanceHarness, by_month: FinanceAnswer
) -> None:
    february = named(by_month, FigureName.REVENUE).parts[1]
    (asked,) = [one for one in by_month.queries if one.query_id in february.queries]
    rows = harness.platform.facts.query(
        asked.sql,
        [date.fromisoformat(one) for one in asked.parameters],
        days=Days(first=asked.first, last=asked.last),
    ).by_name()
    theirs = [row for row in rows if str(row["part"]) == february.row]
    assert sum(row["revenue"] for row in theirs) == february.value


def test_every_part_with_a_value_has_queries_that_the_answer_shows(by_month: FinanceAnswer) -> None:
    shown = {one.query_id for one in by_month.queries}
    parts = [one for figure in by_month.figures for one in figure.parts]
    inputs = [one for figure in by_month.figures for one in figure.inputs]
    assert all(set(one.queries) <= shown for one in (*parts, *inputs))
    assert all(one.queries for one in parts if one.value is not None)


def test_the_facts_are_asked_once_for_all_months(by_month: FinanceAnswer) -> None:
    asked = [one.query_id for one in by_month.queries if one.query_id.endswith("_by_month")]
    assert sorted(asked) == sorted(set(asked))
    assert not {"sales", "costs", "new_customers"} & {one.query_id for one in by_month.queries}
    assert len(asked) == len(
        {query for made in MADE_OF.values() for query in made} - {"cohorts", "whole_company"}
    )


def test_the_month_that_runs_is_told_so_far_and_what_is_to_come_is_not(
    harness: FinanceHarness,
) -> None:
    figure = harness.figure(FigureName.REVENUE, period="2026", by=Breakdown.MONTH)
    assert [one.name for one in figure.parts] == ["2026-01", "2026-02", "2026-03", "2026-04"]
    running = figure.parts[-1]
    assert (running.incomplete, running.value) == ("so far", None)
    assert running.undefined == "No transactions are known for 2026-04-01 to 2026-04-02."


def test_between_transactions_that_are_known_nothing_was_sold_and_before_them_it_is_unknown() -> (
    None
):
    facts = [
        fact(TRANSACTION, 1, "2026-01-20", **sold("c1", 100, 40)),
        fact(TRANSACTION, 2, "2026-03-20", **sold("c1", 100, 40)),
    ]
    found = FinanceHarness(facts)
    revenue = found.figure(FigureName.REVENUE, period="2025-12-01/2026-03-31", by=Breakdown.MONTH)
    assert list(values(revenue).values()) == [None, 100, 0, 100]
    margin = found.figure(FigureName.GROSS_MARGIN, period="2026-Q1", by=Breakdown.MONTH)
    assert list(values(margin).values()) == [0.6, None, 0.6]


def test_the_largest_countries_are_told_and_the_rest_together() -> None:
    codes = [f"A{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    facts = [
        fact(TRANSACTION, at, "2026-02-01", **sold("c1", 100 + at, country=code))
        for at, code in enumerate(codes)
    ]
    found = FinanceHarness(facts)
    revenue = found.figure(FigureName.REVENUE, by=Breakdown.COUNTRY)
    assert [one.name for one in revenue.parts[:2]] == ["AZ", "AY"]
    assert (len(revenue.parts), revenue.parts[-1].name) == (MOST_NAMED + 1, "6 more")
    assert sum(one.value or 0 for one in revenue.parts) == revenue.value
    margin = found.figure(FigureName.ORDERS, by=Breakdown.COUNTRY)
    assert margin.parts[-1].value == 6


def test_what_facts_do_not_say_is_no_breakdown_and_it_is_said_which_are(
    harness: FinanceHarness,
) -> None:
    costs = harness.figure(FigureName.COSTS, by=Breakdown.COUNTRY)
    assert costs.not_by == "not all facts that it is made of say the country"
    assert set(costs.told_by) - set(TIMES) == {"channel", "category", "currency"}
    assert harness.figure(FigureName.RUNWAY, by=Breakdown.CHANNEL).told_by == TIMES
    expected = harness.figure(FigureName.REVENUE_FORECAST, by=Breakdown.MONTH)
    assert (expected.not_by, expected.told_by) == ("it is told as a whole", ())


def test_more_parts_than_a_year_has_weeks_are_not_told(harness: FinanceHarness) -> None:
    figure = harness.figure(FigureName.REVENUE, by=Breakdown.DAY)
    assert figure.not_by == "these are 90 parts, and at most 54 are told"
    assert figure.told_by == TIMES[1:]
    assert (figure.parts, figure.value) == ((), 40_000)
