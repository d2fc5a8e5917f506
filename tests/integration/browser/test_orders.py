"""Orders are found, read, taken back and canceled; what buyers write stays text."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.integration.browser.conftest import SignIn, fill_in
from tests.integration.browser.shop import MARKUP, a_shirt, an_order, came_to
from tests.integration.wire import Wire


@pytest.fixture(scope="module")
def shirt(operator: Wire) -> str:
    return a_shirt(operator, pieces=50)


def test_an_order_is_found_by_its_buyers_address_and_read_as_a_story(
    signed_in: SignIn, operator: Wire, shirt: str
) -> None:
    order = an_order(operator, shirt)
    page = signed_in("viewer", "/orders")
    expect(page.get_by_label("Find")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(order["email"])
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 in all")).to_be_visible()
    page.get_by_role("link", name=order["order_id"][-8:]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(order["order_id"][-8:])
    expect(page.get_by_text("print it and hand the parcel to Post")).to_be_visible()
    expect(page.get_by_text(f"Linen shirt {MARKUP}, Red, M").first).to_be_visible()
    expect(page.get_by_text(f"Ann {MARKUP}")).to_be_visible()
    story = page.locator("section", has=page.get_by_role("heading", name="What happened"))
    expect(story.get_by_text("The amount was captured.")).to_be_visible()
    assert page.locator("main img, main script").count() == 0
    for act in ("Cancel order", "Take pieces back"):
        assert page.get_by_role("button", name=act).count() == 0, "a viewer only looks"


def test_a_piece_is_taken_back_for_the_amount_that_was_shown(
    signed_in: SignIn, operator: Wire, shirt: str
) -> None:
    order = an_order(operator, shirt)
    page = signed_in("operator", f"/orders/{order['order_id']}")
    page.get_by_role("button", name="Take pieces back").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("at most 2").fill("3")
    expect(dialog.get_by_role("alert")).to_contain_text("2 of 2 can come back")
    dialog.get_by_label("at most 2").fill("1")
    dialog.get_by_label("Why").fill(f"too small {MARKUP}")
    dialog.get_by_role("button", name=re.compile(r"^Pay back €\d+\.\d\d$")).click()
    expect(page.get_by_text(f"too small {MARKUP}")).to_be_visible()
    expect(page.get_by_text("paid back", exact=True)).to_be_visible()
    kept = came_to(operator, order["order_id"], "confirmed")
    (back,) = kept["returns"]
    assert kept["payment"]["refunded"] == back["amount"] > 0
    assert [one for one in kept["history"] if one["by"] == "person/operator"]


def test_what_is_not_found_when_it_is_packed_is_paid_back_and_does_not_count_as_come_back(
    signed_in: SignIn, operator: Wire, shirt: str
) -> None:
    order = an_order(operator, shirt)
    page = signed_in("operator", f"/orders/{order['order_id']}")
    page.get_by_role("button", name="Pieces not found").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("at most 2").fill("1")
    dialog.get_by_label("Why").fill("the shelf was empty")
    dialog.get_by_role("button", name=re.compile(r"^Pay back €\d+\.\d\d$")).click()
    expect(
        page.get_by_text("not found when it was packed: not sent, lost to stock")
    ).to_be_visible()
    expect(page.get_by_text("paid back", exact=True)).to_be_visible()
    (missed,) = came_to(operator, order["order_id"], "confirmed")["returns"]
    assert (missed["missing"], missed["restocked"]) == (True, False)


def test_an_order_is_canceled_with_a_reason_and_the_page_follows_by_itself(
    signed_in: SignIn, operator: Wire, shirt: str
) -> None:
    order = an_order(operator, shirt)
    page = signed_in("operator", f"/orders/{order['order_id']}")
    page.get_by_role("button", name="Cancel order").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("goes back to the buyer")).to_be_visible()
    expect(dialog.get_by_role("button", name="Cancel order")).to_be_disabled()
    dialog.get_by_label("Why").fill("ordered twice")
    dialog.get_by_role("button", name="Cancel order").click()
    came_to(operator, order["order_id"], "canceled")
    expect(page.get_by_text("was paid back and the stock is free")).to_be_visible()
    assert page.get_by_role("button", name="Cancel order").count() == 0


def test_a_declined_card_says_what_comes_next_and_a_new_one_is_told_live(
    signed_in: SignIn, operator: Wire, shirt: str
) -> None:
    card = "pm_card_chargeDeclined"
    order = an_order(operator, shirt, payment_method=card, until="awaiting_buyer")
    page = signed_in("viewer", f"/orders/{order['order_id']}")
    expect(page.get_by_text("The buyer can give another until")).to_be_visible()
    path = f"/api/v1/orders/{order['order_id']}/payment"
    assert operator.post(path, {"payment_method": "pm_card_visa"}).is_success
    expect(page.get_by_text("hand the parcel to Post")).to_be_visible()


def test_filters_stand_in_the_address_and_all_that_fits_is_taken_away_as_a_file(
    signed_in: SignIn, operator: Wire, shirt: str
) -> None:
    order = an_order(operator, shirt)
    page = signed_in("viewer", "/orders")
    page.get_by_label("State").select_option("confirmed")
    expect(page.get_by_role("link", name=order["order_id"][-8:])).to_be_visible()
    assert page.url.endswith("#/orders?state=confirmed")
    expect(page.locator("tbody .badge").first).to_have_text("confirmed")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^CSV of")).last.click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert order["order_id"] in text
    page.get_by_label("State").select_option("delivered")
    expect(page.get_by_text("No order fits")).to_be_visible()


def test_money_has_the_decimals_of_its_currency(signed_in: SignIn, operator: Wire) -> None:
    voucher = a_shirt(operator, shipped=False)
    for currency, shown in (("JPY", "8,000"), ("KWD", "16.250")):
        order = an_order(operator, voucher, pieces=1, currency=currency)
        page = signed_in("viewer", f"/orders/{order['order_id']}")
        total = page.locator("main strong", has_text=re.compile(rf"^\D*{re.escape(shown)}$"))
        expect(total.first).to_be_visible()


def test_where_the_area_is_off_there_is_no_shop(
    new_page: Callable[..., Page], console: str, outputs: dict[str, Any]
) -> None:
    page = new_page()

    def without(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        areas = [area for area in told["areas"] if area != "commerce"]
        route.fulfill(response=answer, json={**told, "areas": areas})

    page.route(re.compile(r"/settings\.json$"), without)
    page.goto(f"{console}#/orders")
    page.get_by_role("button", name="Sign in").click()
    fill_in(page, "admin", outputs)
    expect(page.get_by_text("The area that this belongs to is switched off here.")).to_be_visible()
    assert page.get_by_role("navigation").get_by_role("link", name="Orders").count() == 0
