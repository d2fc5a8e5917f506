"""What is next for an order follows from the order alone."""

import pytest

from baton.commerce.orders.flow import waits_for_payment
from baton.commerce.orders.order import Order, OrderReturn, OrderState
from tests.unit.commerce.order.given import PLACED, an_order

ORDER = "01J00000000000000000000001"
BACK = OrderReturn(
    return_id="01J00000000000000000000002",
    pieces={"SHIRT": 1},
    amount=2_000,
    reason="small",
    at=PLACED,
)
UNPAID = {OrderState.PLACED, OrderState.AWAITING_BUYER, OrderState.AUTHORISED, OrderState.UNDOING}


def in_state(state: OrderState, *returns: OrderReturn) -> Order:
    return an_order(ORDER).noted(PLACED, "a", "So it is.", state=state, returns=returns)


@pytest.mark.parametrize("state", OrderState)
def test_the_payment_providers_word_counts_until_an_order_is_paid_and_undone_or_sent(
    state: OrderState,
) -> None:
    assert waits_for_payment(in_state(state)) == (state in UNPAID)


@pytest.mark.parametrize("state", [OrderState.CONFIRMED, OrderState.SHIPPED, OrderState.DELIVERED])
def test_it_counts_again_while_something_is_paid_back(state: OrderState) -> None:
    assert waits_for_payment(in_state(state, BACK))
    assert not waits_for_payment(in_state(state, BACK.model_copy(update={"refunded": True})))
    assert not waits_for_payment(in_state(state, BACK.model_copy(update={"refused": "too late"})))
