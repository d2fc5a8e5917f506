"""The demo's books say what does not add up, and are shown so that it can be read."""

import io
from typing import Any

import pytest
from rich.console import Console

from infra.local.shop import sample, skus
from infra.local.shop_books import Books, books
from infra.local.shop_demo import ORDINARY, Visit
from infra.local.shop_screen import shown


def an_order(state: str = "delivered", **more: Any) -> dict[str, Any]:
    """Two bags for 50 euros and their way; money in cents."""
    return {
        "state": state,
        "quote": {"total": 5_490, "lines": [{"sku": "BAG", "quantity": 2}]},
        "payment": {"captured": 5_490, "refunded": 0},
        "shipping": {"carrier": "Post"},
        "returns": [],
        **more,
    }


RETURN = {"pieces": {"BAG": 1}, "amount": 2_500, "refunded": True, "restocked": True}
SOLD = an_order()
CAME_BACK = an_order(returns=[RETURN], payment={"captured": 5_490, "refunded": 2_500})
CANCELED = an_order("canceled", payment={"captured": 5_490, "refunded": 5_490})
LOST = an_order("failed", payment={"captured": 0, "refunded": 0})

LABEL = {"postage_label": {"id": "pl_1"}, "refund_status": None}
VOIDED = {"postage_label": {"id": "pl_2"}, "refund_status": "submitted"}


def intent(received: int, refunded: int = 0, held: int = 0) -> dict[str, Any]:
    charge = {"amount_refunded": refunded}
    return {"amount_received": received, "amount_capturable": held, "latest_charge": charge}


def moved(*changes: tuple[str, int]) -> dict[str, Any]:
    return {"BAG": [{"reason": reason, "on_hand": count} for reason, count in changes]}


def kept(**changes: Any) -> Books:
    """Four orders: one sold, one with a piece back, one canceled, one that never was paid."""
    given: dict[str, Any] = {
        "orders": [SOLD, CAME_BACK, CANCELED, LOST],
        "intents": [intent(5_490), intent(5_490, 2_500), intent(5_490, 5_490), intent(0)],
        "shipments": [LABEL, LABEL, VOIDED, {"postage_label": None, "refund_status": None}],
        "stock": {"BAG": {"on_hand": 7, "reserved": 0}},
        "movements": moved(("received", 10), ("sold", -6), ("returned", 1), ("returned", 2)),
        **changes,
    }
    return books(**given)


def test_books_of_what_was_sold_came_back_and_was_canceled_add_up() -> None:
    found = kept()
    assert found.wrong == []
    assert [(one.what, one.orders) for one in found.money] == [
        ("captured", 16_470),
        ("refunded", 7_990),
        ("kept", 8_480),
        ("still held", 0),
    ]
    (bags,) = found.pieces
    assert (bags.received, bags.sold, bags.returned, bags.on_hand) == (10, 4, 1, 7)
    assert (found.labels, found.states["delivered"]) == (2, 2)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"intents": [intent(5_490)] * 2}, "captured: orders say 16470, the provider 10980"),
        (
            {
                "intents": [
                    intent(5_490),
                    intent(5_490, 2_500),
                    intent(5_490, 5_490),
                    intent(0, 0, 9),
                ]
            },
            "still held: orders say 0, the provider 9",
        ),
        ({"stock": {"BAG": {"on_hand": 8, "reserved": 0}}}, "BAG: 8 on hand do not add up"),
        ({"stock": {"BAG": {"on_hand": 7, "reserved": 1}}}, "BAG: 7 on hand do not add up"),
        ({"movements": moved(("received", 10))}, "BAG: 7 on hand do not add up"),
        ({"shipments": [LABEL] * 3}, "2 parcels were sold, and 3 labels are to be paid for"),
    ],
)
def test_money_stock_or_labels_that_do_not_add_up_are_named(
    changes: dict[str, Any], words: str
) -> None:
    assert words in kept(**changes).wrong


@pytest.mark.parametrize("width", [80, 140])
def test_what_happened_is_readable_and_what_went_wrong_stands_there(width: int) -> None:
    visits = [
        Visit("Ada", "takes what is recommended", SOLD),
        Visit("Emil", "wants the last one: out of stock"),
        Visit("Fay", "cancels", CANCELED, "it is undoing"),
        Visit("B 1", ORDINARY, SOLD),
    ]
    item = {"title": "Bag", "sku": "BAG", "price": {"amount": 2_500}, "reason": "Bought together"}
    written = io.StringIO()
    wrong = kept(shipments=[])
    Console(file=written, width=width).print(shown(visits, [item], wrong, 61.2))
    text = written.getvalue()
    assert all(len(line) <= width for line in text.splitlines())
    for words in ("4 orders in 61 s", "25.00: Bought together", "✗ it is undoing", "1 others"):
        assert words in text
    assert "The books do not add up: 2 parcels were sold" in text


def test_the_shop_sells_products_with_stock_at_a_price_above_their_cost() -> None:
    variants = [one for product in sample()["products"] for one in product["variants"]]
    assert {sku for sku, count in skus(sample()) if count > 0} == {one["sku"] for one in variants}
    assert all(one["price"] > one["cost"] > 0 for one in variants)
