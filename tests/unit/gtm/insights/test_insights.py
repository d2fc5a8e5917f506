"""The agent's answers: what it finds can be counted by hand, and what it cannot know it says."""

import math
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.core.errors import NotFound
from baton.facts.fact import Fact
from baton.facts.partitions import Days
from baton.gtm.insights import Analysis, InsightFigure, InsightsAnswer
from tests.unit.gtm.insights.company import LAST, Desk, bought


def shop(seed: int = 1, customers: int = 200) -> list[Fact]:
    """A year of customers who come at their own rates, and of whom some leave; the shop is open every
    eighth day, since a day of facts is a file.
    """
    rng, facts = Random(seed), []
    for number in range(customers):
        rate, ago = rng.gammavariate(0.6, 1 / 30), rng.randint(0, 364)
        while ago >= 0:
            open_ = ago // 8 * 8
            facts.append(bought(f"c{number:03}", open_, rng.randint(500, 9_000), country="AT"))
            ago -= max(1, int(min(rng.expovariate(max(rate, 1e-9)), 1_000)))
            if rng.random() < 0.15:
                break
    return facts


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(shop())


@pytest.fixture(scope="module")
def answer(desk: Desk) -> InsightsAnswer:
    return desk.ask()


def named(answer: InsightsAnswer, name: str) -> InsightFigure:
    return next(one for one in answer.figures if one.name == name)


def days_of(facts: Iterable[Fact]) -> dict[str, set[date]]:
    found: dict[str, set[date]] = {}
    for fact in facts:
        found.setdefault(str(fact.row["customer_id"]), set()).add(fact.at.date())
    return found


def test_customers_and_segments_are_those_counted_by_hand(
    desk: Desk, answer: InsightsAnswer
) -> None:
    days, spent = days_of(shop()), sum(int(str(fact.row["amount"])) for fact in shop())
    assert named(answer, "customers").value == len(days)
    again = sum(len(those) > 1 for those in days.values()) / len(days)
    assert named(answer, "repeat_customers").value == pytest.approx(again)
    by_rfm = [one for one in answer.segments if one.name != "at_risk"]
    members = [member for one in by_rfm for member in desk.segments.every_member(one.segment_id)]
    assert sorted(one.customer_id for one in members) == sorted(days)
    assert all(one.last_purchase == max(days[one.customer_id]) for one in members)
    assert sum(one.revenue for one in by_rfm) == sum(one.spent for one in members) == spent
    assert sum(one.share for one in by_rfm) == pytest.approx(1)


def test_cohorts_are_those_counted_by_hand_and_months_not_over_are_blank(
    answer: InsightsAnswer,
) -> None:
    days = days_of(shop())
    assert answer.cohorts
    for row in answer.cohorts:
        theirs = [those for those in days.values() if f"{min(those):%Y-%m}" == f"{row.month:%Y-%m}"]
        assert row.customers == len(theirs)
        for cell in row.cells:
            months = row.month.year * 12 + row.month.month - 1 + cell.age
            begins = date(months // 12, months % 12 + 1, 1)
            ends = date((months + 1) // 12, (months + 1) % 12 + 1, 1) - timedelta(days=1)
            active = sum(any(begins <= day <= ends for day in those) for those in theirs)
            assert cell.active == (active if ends <= LAST else None)
            assert (cell.share is None) == (ends > LAST)
    assert len({len(row.cells) for row in answer.cohorts}) == 1


def test_churn_is_held_to_what_happened_beside_recency_alone(answer: InsightsAnswer) -> None:
    days = days_of(shop())
    assert answer.churn is not None
    check = answer.churn.check
    assert check is not None
    cut = LAST - timedelta(days=90)
    known = [those for those in days.values() if min(those) <= cut]
    assert (check.fitted_until, check.days, check.customers) == (cut, 90, len(known))
    assert check.happened == pytest.approx(sum(max(one) <= cut for one in known) / len(known))
    assert check.expected == pytest.approx(check.happened, abs=0.1)
    said = next(one.text for one in answer.statements if "AUC" in one.text)
    assert f"{check.auc:.3f} against {check.auc_of_recency:.3f}" in said
    assert ("better than" in said and "no better" not in said) == check.beats_recency


def test_who_is_at_risk_is_listed_the_dearest_first(desk: Desk, answer: InsightsAnswer) -> None:
    assert answer.at_risk is not None
    members = list(desk.segments.every_member(answer.at_risk.segment_id))
    assert len(members) == answer.at_risk.customers > 0
    stakes = [one.value_at_stake or 0 for one in members]
    assert stakes == sorted(stakes, reverse=True)
    assert sum(stakes) == pytest.approx(answer.at_risk.value_at_stake, abs=len(stakes))
    assert all(one.purchases > 1 and (one.no_purchase or 0) >= 0.5 for one in members)
    newest = desk.segments.get("at_risk")
    assert newest.summary.segment_id == answer.at_risk.segment_id
    assert newest.horizon_days == 90


def test_asked_again_the_same_segments_are_kept_once(desk: Desk, answer: InsightsAnswer) -> None:
    before = set(desk.platform.files.kept)
    again = desk.ask()
    assert again == answer
    assert set(desk.platform.files.kept) == before


def test_queries_can_be_asked_again_and_statements_stand_on_them(
    desk: Desk, answer: InsightsAnswer
) -> None:
    for one in answer.queries:
        days = Days(first=one.first, last=one.last)
        assert len(list(desk.platform.facts.stream(one.sql, one.parameters, days=days))) == one.rows
    figures, queries = (
        {one.name for one in answer.figures},
        {one.query_id for one in answer.queries},
    )
    for said in answer.statements:
        assert set(said.figures) <= figures
        assert set(said.queries) <= queries
        assert said.queries
    assert not any("c00" in said.text for said in answer.statements)


def test_a_part_of_the_business_has_whom_it_won_with_all_they_bought_since() -> None:
    facts = [
        bought("a", 60, channel="google", country="AT"),
        bought("a", 5, channel="email", country="DE"),
        bought("b", 50, channel="email", country="AT"),
    ]
    found = Desk(facts).ask(Analysis.COHORTS, channel="google", country="AT")
    assert named(found, "customers").value == 1
    assert named(found, "repeat_customers").value == 1


def test_a_purchase_is_a_day_and_a_refund_is_none() -> None:
    facts = [
        *(bought("a", 40, amount) for amount in (500, 700)),
        bought("a", 30, -500),
        *(bought(f"b{number}", 20, 900) for number in range(5)),
    ]
    desk = Desk(facts)
    found = desk.ask(Analysis.SEGMENTS)
    members = [m for one in found.segments for m in desk.segments.every_member(one.segment_id)]
    (one,) = (member for member in members if member.customer_id == "a")
    assert (one.purchases, one.spent, one.last_purchase) == (1, 700, LAST - timedelta(days=40))


def undefined(answer: InsightsAnswer) -> dict[str, str]:
    return {one.name: one.undefined for one in answer.figures if one.undefined}


def test_without_facts_it_says_what_to_do() -> None:
    found = Desk([]).ask()
    assert list(undefined(found)) == ["customers"]
    (gap,) = found.missing
    assert (gap.kind, "facts/transaction/" in gap.what_to_do) == ("transaction", True)
    assert (found.segments, found.churn, found.cohorts, found.at_risk) == ((), None, None, None)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ([bought(None, 5)], "names a customer"),
        ([bought("a", 5, -700), bought("b", 9, -1)], "only refunds"),
    ],
)
def test_facts_that_tell_of_no_customer_are_named(facts: list[Fact], why: str) -> None:
    found = Desk(facts).ask()
    assert why in found.missing[0].why
    assert why in found.statements[0].text


def test_one_customer_is_counted_and_nothing_is_made_up_of_them() -> None:
    found = Desk([bought("a", 200), bought("a", 100)]).ask()
    assert named(found, "customers").value == 1
    assert "1 customer has bought" in found.statements[0].text
    assert {"no_purchase", "alive", "expected_revenue", "customers_at_risk"} <= set(
        undefined(found)
    )
    assert named(found, "spent_a_customer").value == 2_000
    assert found.segments == ()
    assert any("fifths take 5" in one.text for one in found.statements)


def test_customers_who_all_bought_once_have_segments_and_no_churn() -> None:
    found = Desk(bought(f"c{number}", 10 * number, 100 + number) for number in range(20)).ask()
    assert "0 repeat purchases" in undefined(found)["no_purchase"]
    assert sum(one.customers for one in found.segments) == 20
    assert (found.churn, found.at_risk) == (None, None)


def test_a_currency_without_a_rate_leaves_what_needs_no_money() -> None:
    facts = [*shop(), bought("stranger", 30, 5_000, currency="XAF")]
    found = Desk(facts).ask()
    assert found.churn is not None
    assert found.cohorts is not None
    assert "from XAF to EUR" in undefined(found)["expected_revenue"]
    assert found.segments == ()
    dollars = Desk([*shop(), bought("b", 30, 5_000, currency="USD")]).ask(Analysis.LIFETIME_VALUE)
    assert dollars.rates is not None
    assert "USD in EUR" in dollars.rates


def test_customers_who_gave_everything_back_have_no_value() -> None:
    facts = shop()
    refunds = [
        bought(str(fact.row["customer_id"]), 0, -20_000, product_id=fact.fact_id) for fact in facts
    ]
    found = Desk([*facts, *refunds]).ask(Analysis.LIFETIME_VALUE, Analysis.AT_RISK)
    assert "gave back as much" in undefined(found)["expected_revenue"]
    assert (named(found, "spent_a_customer").value or 0) < 0
    assert found.at_risk is None


def test_days_that_are_not_over_are_not_looked_at(desk: Desk) -> None:
    today = desk.platform.clock().date()
    found = desk.ask(Analysis.CHURN, period=f"{LAST}/{LAST + timedelta(days=90)}")
    assert found.as_of == today
    ahead = desk.ask(period="2027-Q1")
    assert (ahead.segments, ahead.churn, ahead.cohorts) == ((), None, None)
    assert "has not begun" in ahead.statements[0].text


def test_a_short_history_says_that_chances_are_not_checked(desk: Desk) -> None:
    found = desk.ask(Analysis.CHURN, horizon_days=300)
    assert found.churn is not None
    assert found.churn.check is None
    assert "600 are needed" in str(found.churn.why_unchecked)


amounts = st.integers(-9_000, 9_000)
lines = st.tuples(st.integers(0, 8), st.integers(0, 12).map(lambda ago: 33 * ago), amounts)


@settings(max_examples=15)
@given(st.lists(lines, min_size=1, max_size=60), st.integers(1, 730))
def test_whatever_customers_did_every_number_is_one(
    rows: list[tuple[int, int, int]], horizon: int
) -> None:
    facts = {
        fact.fact_id: fact for c, ago, amount in rows for fact in [bought(f"c{c}", ago, amount)]
    }
    found = Desk(facts.values()).ask(horizon_days=horizon)
    assert all(math.isfinite(one.value) for one in found.figures if one.value is not None)
    assert "nan" not in found.model_dump_json().lower().replace("finan", "")


def test_a_segment_that_is_not_there_is_not_found(desk: Desk) -> None:
    for name in ("0" * 32, "champions_of_old"):
        with pytest.raises(NotFound):
            desk.segments.get(name)
    with pytest.raises(NotFound):
        desk.segments.members("at_risk", 99)
