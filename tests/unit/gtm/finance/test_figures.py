"""Every figure is what a person works out by hand, shows how it came about, and says why where there is
none.
"""

import json
from datetime import date

import pytest

from baton.facts.fact import Fact
from baton.facts.partitions import Days
from baton.facts.registered_kinds import fact_kinds
from baton.gtm.fact_kinds import CASH_BALANCE, COST, TRANSACTION
from baton.gtm.figures import Figure, FigureName, FinanceAnswer, FinanceTask
from tests.unit.gtm.finance.company import (
    BUDGETS,
    CASH,
    COSTS,
    REQUEST,
    SUBSCRIPTIONS,
    TRANSACTIONS,
    FinanceHarness,
    ads,
    everything,
    fact,
)

MONTHS = 90 / (365.25 / 12)


@pytest.fixture(scope="module")
def harness() -> FinanceHarness:
    return FinanceHarness(everything())


@pytest.fixture(scope="module")
def answer(harness: FinanceHarness) -> FinanceAnswer:
    return harness.ask()


def named(answer: FinanceAnswer, name: str) -> Figure:
    return next(one for one in answer.figures if one.name == name)


def parts(figure: Figure) -> dict[str, float | None]:
    return {one.name: one.value for one in figure.parts}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("revenue", 5_000 + 20_000 + 10_000 - 5_000 + 10_000),
        ("gross_profit", 40_000 - 18_000),
        ("gross_margin", (40_000 - 18_000) / 40_000),
        ("orders", 4),
        ("average_order", 40_000 / 4),
        ("new_customers", 3),
        ("cac", (3_000 + 6_000 + 4_000 + 2_000) / 3),
        ("paid_cac", (4_000 + 2_000) / 3),
        ("ltv", round(6_500 * 0.55 / (1 - 0.75 ** (1 / MONTHS)))),
        ("ltv_to_cac", 6_500 * 0.55 / (1 - 0.75 ** (1 / MONTHS)) / 5_000),
        ("payback", 5_000 / (6_000 * 0.55)),
        ("roas", 12_000 / 4_000),
        ("blended_roas", 40_000 / 6_000),
        ("mrr", 26_000),
        ("arr", 312_000),
        ("nrr", (22_000 + 3_000 - 1_000 - 4_000) / 22_000),
        ("grr", (22_000 - 1_000 - 4_000) / 22_000),
        ("customer_churn", 1 / 4),
        ("burn_rate", round((100_000 + 5_000 - 85_000) / MONTHS)),
        ("gross_burn", round((3_000 + 6_000 + 9_000 + 6_000) / MONTHS)),
        ("costs", 3_000 + 6_000 + 9_000 + 6_000),
        ("cash", 85_000),
        ("runway", 85_000 / (20_000 / MONTHS)),
        ("budget_variance", (3_000 - 3_000) + (6_000 - 5_000) + (9_000 - 7_000)),
    ],
)
def test_a_figure_is_what_it_is_by_hand(answer: FinanceAnswer, name: str, value: float) -> None:
    found = named(answer, name)
    assert found.undefined is None
    assert found.value == pytest.approx(value)
    assert found.formula
    assert found.source
    assert found.steps


def test_every_input_comes_from_a_query_that_the_answer_shows(answer: FinanceAnswer) -> None:
    shown = {one.query_id: one for one in answer.queries}
    for figure in answer.figures:
        asked = [query for one in figure.inputs for query in one.queries]
        assert bool(asked) == (figure.value is not None), figure.name
        assert set(asked) <= shown.keys()
    assert shown["sales"].parameters == ("2026-01-01", "2026-03-31") * 2
    assert "SELECT currency, channel, SUM(amount)" in shown["sales"].sql


def test_a_query_that_is_shown_gives_the_inputs_again(
    harness: FinanceHarness, answer: FinanceAnswer
) -> None:
    sales = next(one for one in answer.queries if one.query_id == "sales")
    days = Days(first=sales.first, last=sales.last)
    given = [date.fromisoformat(one) for one in sales.parameters]
    rows = harness.platform.facts.query(sales.sql, given, days=days).by_name()
    by_hand = sum(row["revenue"] / (1.25 if row["currency"] == "USD" else 1) for row in rows)
    assert by_hand == named(answer, "revenue").value


def test_channels_have_their_own_figures_and_add_up(answer: FinanceAnswer) -> None:
    assert parts(named(answer, "revenue")) == {"email": 5_000, "google": 25_000, "meta": 10_000}
    assert parts(named(answer, "new_customers")) == {"google": 2, "meta": 1}
    assert parts(named(answer, "cac")) == {"google": 2_000, "meta": 2_000, "unknown": None}
    assert parts(named(answer, "roas")) == {"google": 3.0, "meta": None}


def test_advertising_that_is_booked_and_told_by_the_platform_counts_once() -> None:
    twice = fact(COST, 9, "2026-03-31", category="advertising", amount=2_500)
    found = FinanceHarness([*everything(), twice]).figure(FigureName.PAID_CAC)
    assert found.inputs[0].value == 6_000
    whole = FinanceHarness([*everything(), twice]).figure(FigureName.CAC)
    assert whole.inputs[0].value == 15_000 + 500
    assert any("counted once" in note for note in whole.notes)


def test_a_category_without_costs_is_unknown_and_not_below_its_budget(
    answer: FinanceAnswer,
) -> None:
    found = {one.name: one for one in named(answer, "budget_variance").parts}
    assert found["research_and_development"].value is None
    assert (
        found["sales"].text
        == "60.00 EUR against 50.00 EUR: 10.00 EUR, +20.0 % of plan, unfavourable"
    )
    assert found["revenue"].text.endswith("unfavourable")
    assert found["revenue"].value == -10_000


def test_benchmarks_have_a_source_and_those_by_the_year_are_for_years(
    harness: FinanceHarness,
) -> None:
    names = (FigureName.LTV_TO_CAC, FigureName.NRR)
    of_quarter = [one.benchmark for one in harness.ask(*names).figures]
    assert of_quarter[0] is not None
    assert of_quarter[0].source
    assert of_quarter[1] is None
    yearly = harness.figure(FigureName.NRR, period="2025-04-01/2026-03-31").benchmark
    assert yearly is not None
    assert (yearly.value, yearly.source) == (1.01, "Benchmarkit, 2025 SaaS Performance Metrics")


def test_a_part_of_the_business_can_be_asked_about(harness: FinanceHarness) -> None:
    assert harness.figure(FigureName.REVENUE, country="AT").value == 20_000
    assert harness.figure(FigureName.NEW_CUSTOMERS, channel="google").value == 2
    assert "not known by country" in str(harness.figure(FigureName.CAC, country="AT").undefined)
    assert "whole company" in str(harness.figure(FigureName.RUNWAY, channel="google").undefined)


def test_another_currency_changes_amounts_and_no_ratio(
    harness: FinanceHarness, answer: FinanceAnswer
) -> None:
    dollars = harness.ask(currency="USD")
    assert dollars.rates is not None
    assert "2026-03-01" in dollars.rates
    for one, other in zip(answer.figures, dollars.figures, strict=True):
        assert (one.value is None) == (other.value is None), one.name
        if one.value is not None and other.value is not None:
            factor = 1.25 if one.unit == "money" else 1
            assert other.value == pytest.approx(one.value * factor, abs=1), one.name


def test_a_currency_without_a_rate_is_a_reason(harness: FinanceHarness) -> None:
    yen = fact(TRANSACTION, 99, "2026-02-01", customer_id="c9", amount=500, currency="ARS")
    found = FinanceHarness([*TRANSACTIONS, yen]).figure(FigureName.REVENUE)
    assert found.value is None
    assert "no rate of exchange from ARS to EUR" in str(found.undefined)


@pytest.mark.parametrize(
    ("facts", "name", "why"),
    [
        ([], "revenue", "No transactions are known"),
        ([], "mrr", "No subscriptions are known"),
        ([], "runway", "No cash balances are known"),
        ([], "budget_variance", "No budgets are known"),
        (TRANSACTIONS, "cac", "No costs of sales, marketing or advertising are known"),
        (TRANSACTIONS[:2] + COSTS, "cac", "Nobody became a customer"),
        (TRANSACTIONS, "roas", "No days of ad platforms are known"),
        (TRANSACTIONS, "revenue_forecast", "a forecast needs 20"),
        (SUBSCRIPTIONS[:2] + TRANSACTIONS, "ltv", "Nobody left"),
        (SUBSCRIPTIONS[5:6], "nrr", "no subscriptions when the period began"),
        (CASH[:1], "runway", "has no balance in"),
        (CASH[2:], "burn_rate", "has no balance before 2026-01-01"),
        (BUDGETS, "budget_variance", "No category of cost has both"),
    ],
)  # fmt: skip
def test_what_is_undefined_has_its_reason(facts: list[Fact], name: str, why: str) -> None:
    found = FinanceHarness(facts).figure(FigureName(name))
    assert found.value is None
    assert found.text == "undefined"
    assert why in str(found.undefined)


def test_cash_that_grows_has_no_runway_but_a_burn_below_zero() -> None:
    grown = fact(CASH_BALANCE, 1, "2026-03-31", account="bank", balance=130_000)
    harness = FinanceHarness([CASH[0], grown])
    assert (harness.figure(FigureName.BURN_RATE).value or 0) < 0
    assert "Cash did not fall" in str(harness.figure(FigureName.RUNWAY).undefined)


def test_without_subscriptions_a_customer_is_worth_what_cohorts_brought() -> None:
    answer = FinanceHarness([*TRANSACTIONS, *COSTS, *ads()]).ask(FigureName.LTV, FigureName.PAYBACK)
    ltv, payback = answer.figures
    assert ltv.value == 6_000 + 3_000
    assert parts(ltv) == {"2025-12": 9_000, "2026-01": 9_000, "2026-02": 5_000, "2026-03": 5_000}
    assert "within 4 months" in ltv.notes[0]
    assert payback.value == 1


def test_what_is_missing_is_named_with_what_to_do() -> None:
    answer = FinanceHarness(ads()).ask(FigureName.REVENUE, FigureName.MRR)
    assert {one.kind for one in answer.missing} == {"transaction", "subscription"}
    assert all("facts/" in one.what_to_do for one in answer.missing)


def test_a_period_of_which_few_days_are_known_is_told_so() -> None:
    answer = FinanceHarness(TRANSACTIONS).ask(FigureName.REVENUE, period="2025", country="AT")
    (missing,) = answer.missing
    assert "of 2025-12-10 to 2025-12-10 only" in missing.why
    whole = FinanceHarness(TRANSACTIONS).ask(FigureName.REVENUE, period="2025-12-08/2026-03-01")
    assert whole.missing == ()


def test_who_is_new_before_customers_are_known_for_long_is_told_so() -> None:
    answer = FinanceHarness(TRANSACTIONS).ask(FigureName.NEW_CUSTOMERS, period="2026-01")
    assert "known from 2025-12-10 on: who had bought before counts as new" in answer.missing[0].why
    later = FinanceHarness(TRANSACTIONS).ask(
        FigureName.NEW_CUSTOMERS, period="2026-03-12/2026-03-14"
    )
    assert [one.why for one in later.missing if "counts as new" in one.why] == []


def test_what_is_to_come_is_not_told_as_it_is_now() -> None:
    answer = FinanceHarness(everything()).ask(FigureName.MRR, FigureName.REVENUE, period="2026-06")
    assert {one.undefined for one in answer.figures} == {
        "These days have not begun: today is 2026-03-02."
    }


def test_who_is_new_is_not_doubted_where_nobody_is() -> None:
    back = fact(fact_kinds()["transaction"], 9, "2026-02-20", customer_id="c1", amount=-1_000)
    answer = FinanceHarness([*TRANSACTIONS, back]).ask(
        FigureName.NEW_CUSTOMERS, FigureName.GROSS_MARGIN, period="2026-02-18/2026-02-22"
    )
    assert answer.figures[0].value == 0
    assert [one.why for one in answer.missing if "counts as new" in one.why] == []
    assert answer.figures[1].undefined == "There was no revenue in the period."


def test_customers_are_counted_in_any_currency() -> None:
    answer = FinanceHarness(TRANSACTIONS).ask(FigureName.NEW_CUSTOMERS, currency="RUB")
    assert answer.figures[0].value == 3


def test_an_answer_is_json_without_a_number_that_is_none(answer: FinanceAnswer) -> None:
    told = json.dumps(answer.to_json(), allow_nan=False)
    assert FinanceAnswer.model_validate_json(told) == answer


def test_the_decision_says_what_was_told_and_what_not(
    harness: FinanceHarness, answer: FinanceAnswer
) -> None:
    task = FinanceTask(request_id=REQUEST, figures=tuple(FigureName), period=answer.period)
    (decided,) = harness.agent.decided(task, answer)
    assert decided.subject_id == REQUEST
    assert decided.what == "24 of 28 figures for 2026-01-01 to 2026-03-31"
    assert "Monthly recurring revenue: 260.00 EUR" in decided.why
