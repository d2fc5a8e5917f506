"""What a campaign takes and brings is worked out by hand, is a range, and says what it rests on."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.gtm.figures import FigureName
from baton.gtm.formulas import Undefined, campaign_contribution, campaign_cost, campaign_return
from baton.gtm.mailing_plan import MailingPlan
from tests.unit.gtm.finance.company import TRANSACTIONS, Desk


def plan(**more: Any) -> MailingPlan:
    given = {
        "segment_id": "at_risk",
        "recipients": 1_000,
        "currency": "EUR",
        "cost_per_message": 0.5,
        "fixed_cost": 9_500,
        "discount": 0.1,
        "response_low": 0.01,
        "response_high": 0.03,
        "assumption": "Assumed, not measured.",
        **more,
    }
    return MailingPlan(**given)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(TRANSACTIONS)


def test_cost_and_return_are_what_a_person_works_out(desk: Desk) -> None:
    """450 EUR in 4 orders (the 50 paid back are none), 55 % margin of 400 EUR net; 45 % after the
    discount leaves 50.625 an order, of 20 buyers 1,012.50; 100 EUR of cost."""
    cost = desk.figure(FigureName.CAMPAIGN_COST, campaign=plan())
    assert cost.value == 10_000
    returned = desk.figure(FigureName.CAMPAIGN_RETURN, campaign=plan())
    assert returned.value == pytest.approx((20 * 11_250 * 0.45 - 10_000) / 10_000)
    parts = {one.name: one.value for one in returned.parts}
    assert parts["low"] == pytest.approx((10 * 11_250 * 0.45 - 10_000) / 10_000)
    assert parts["high"] == pytest.approx((30 * 11_250 * 0.45 - 10_000) / 10_000)
    assert parts["that pays for itself"] == pytest.approx(10_000 / (1_000 * 11_250 * 0.45))
    assert returned.notes == ("Assumed, not measured.",)
    assert "Farris" in returned.source


def test_a_plan_in_another_currency_is_converted(desk: Desk) -> None:
    told = desk.figure(FigureName.CAMPAIGN_COST, campaign=plan(currency="USD"))
    assert told.value == 8_000


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"discount": 0.55}, "takes all of the margin"),
        ({"recipients": 0, "fixed_cost": 0}, "costs nothing"),
        (None, "No campaign is given"),
    ],
)
def test_what_has_no_meaning_is_undefined_with_its_reason(
    desk: Desk, changed: dict[str, Any] | None, why: str
) -> None:
    given = {"campaign": plan(**changed)} if changed is not None else {}
    returned = desk.figure(FigureName.CAMPAIGN_RETURN, **given)
    assert returned.value is None
    assert why in (returned.undefined or "")


def test_a_range_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="response_low"):
        plan(response_low=0.2)


@given(st.floats(1, 1e9), st.floats(0, 1), st.floats(0, 1))
def test_more_discount_never_leaves_more_of_an_order(
    order: float, margin: float, discount: float
) -> None:
    try:
        left = campaign_contribution(order, margin, discount)
    except Undefined:
        assert discount >= margin or order * (margin - discount) == 0
        return
    assert left <= campaign_contribution(order, margin, 0)


@given(st.integers(0, 10**6), st.floats(0, 1_000), st.floats(1, 1e9))
def test_a_campaign_that_brings_nothing_loses_all_that_it_costs(
    recipients: int, each: float, fixed: float
) -> None:
    cost = campaign_cost(recipients, each, fixed)
    assert cost >= fixed
    assert campaign_return(0, cost) == -1
