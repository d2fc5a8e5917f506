"""Products are added, changed and ended on the page, with their prices, measures and taxes."""

from typing import Any

from playwright.sync_api import Page, expect

from baton.core.clock import new_id
from tests.integration.browser.conftest import SignIn
from tests.integration.browser.shop import MARKUP, a_shirt
from tests.integration.wire import Wire


def kept(operator: Wire, product_id: str) -> dict[str, Any]:
    found: dict[str, Any] = operator.get(f"/api/v1/products/{product_id}").json()
    return found


def variant(page: Page, sku: str) -> Any:
    return page.locator("section.card", has=page.get_by_role("heading", name=sku))


def test_a_product_is_added_with_its_errors_mended(signed_in: SignIn, operator: Wire) -> None:
    name = f"mug-{new_id()[-8:].lower()}"
    page = signed_in("operator", "/products")
    page.get_by_role("link", name="New product").click()
    page.get_by_label("Product id").fill(name)
    page.get_by_label("Title").fill(f"Mug {MARKUP}")
    page.get_by_label("SKU").fill("no spaces")
    page.get_by_label("Variant").fill(f"Blue {MARKUP}")
    page.get_by_label("Options").fill(f"colour: blue\nmotif: {MARKUP}")
    page.get_by_label("Weight").fill("350")
    page.get_by_label("List price").fill("12,50 EUR")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_label("SKU")).to_be_focused()
    page.get_by_label("SKU").fill(f"{name}-blue")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_label("Length")).to_be_focused()
    for side in ("Length", "Width", "Height"):
        page.get_by_label(side).fill("120")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Mug {MARKUP}")
    expect(page.get_by_text(f"motif: {MARKUP}")).to_be_visible()
    assert page.locator("main img").count() == 0
    (one,) = kept(operator, name)["variants"]
    assert one["prices"] == [
        {"money": {"amount": 1_250, "currency": "EUR"}, "price_list": "standard"}
    ]
    assert one["dimensions"] == {"length": 120, "width": 120, "height": 120, "weight": 350}
    assert one["options"] == {"colour": "blue", "motif": MARKUP}

    page.goto(page.url.split("#")[0] + "#/new-product")
    page.get_by_label("Product id").fill(name)
    for field, text in (("Title", "Another"), ("SKU", "another"), ("Variant", "one")):
        page.get_by_label(field).fill(text)
    page.get_by_label("It is shipped").uncheck()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Another product has this id already.").first).to_be_visible()
    assert kept(operator, name)["version"] == 1


def test_prices_taxes_and_weight_are_changed_and_put_back(
    signed_in: SignIn, operator: Wire
) -> None:
    sku = a_shirt(operator)
    page = signed_in("operator", f"/skus/{sku}")
    page.get_by_role("link", name="Product and prices").click()
    card = variant(page, sku)
    card.get_by_role("button", name="Change prices").click()
    page.get_by_label("Price, as 12.50 EUR, row 1").fill("39.9")
    card.get_by_role("button", name="Save prices").click()
    expect(card.get_by_text("Write an amount and its currency")).to_be_visible()
    page.get_by_label("Price, as 12.50 EUR, row 1").fill("39.90 EUR")
    card.get_by_role("button", name="Add a price").click()
    page.get_by_label("Price, as 12.50 EUR, row 4").fill("35 EUR")
    page.get_by_label("Price list, row 4").fill("wholesale")
    card.get_by_role("button", name="Save prices").click()
    expect(card.get_by_text("€35.00 wholesale")).to_be_visible()
    prices = kept(operator, sku.lower())["variants"][0]["prices"]
    assert [one["money"]["amount"] for one in prices] == [3_990, 8_000, 16_250, 3_500]

    card.get_by_role("button", name="Edit").click()
    page.get_by_label("Weight").fill("300")
    page.get_by_label("Tax class").fill("reduced")
    page.get_by_label("Cost").fill("19 EUR")
    card.get_by_role("button", name="Save").click()
    expect(card.get_by_text("300 g")).to_be_visible()
    (one,) = kept(operator, sku.lower())["variants"]
    changed = (one["dimensions"]["weight"], one["tax_class"], one["cost"]["amount"])
    assert changed == (300, "reduced", 1_900)
    page.get_by_role("button", name="Undo").click()
    expect(card.get_by_text("260 g")).to_be_visible()
    assert kept(operator, sku.lower())["variants"][0]["tax_class"] == "standard"


def test_a_product_is_ended_after_a_question_and_sold_again_by_undo(
    signed_in: SignIn, operator: Wire
) -> None:
    name = a_shirt(operator).lower()
    page = signed_in("operator", f"/products/{name}")
    page.get_by_role("button", name="Stop selling").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop selling").click()
    expect(page.get_by_role("button", name="Sell it")).to_be_visible()
    assert kept(operator, name)["state"] == "ended"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Stop selling")).to_be_visible()
    assert kept(operator, name)["state"] == "active"


def test_what_somebody_else_changed_meanwhile_is_told_and_loaded_before_anything_is_saved(
    signed_in: SignIn, operator: Wire
) -> None:
    name = a_shirt(operator).lower()
    page = signed_in("operator", f"/products/{name}")
    page.get_by_role("button", name="Edit product").click()
    page.get_by_label("Title").fill("Mine")
    theirs = {one: text for one, text in kept(operator, name).items() if one in {"variants"}}
    operator.send("PUT", f"/api/v1/products/{name}", json={**theirs, "title": "Theirs"})
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody changed it since you read it")
    expect(page.get_by_label("Title")).to_have_value("Mine")
    assert kept(operator, name)["title"] == "Theirs"
    page.get_by_role("button", name="Load it again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Theirs")


def test_who_may_only_look_is_offered_no_change(signed_in: SignIn, operator: Wire) -> None:
    page = signed_in("approver", f"/products/{a_shirt(operator).lower()}")
    expect(page.get_by_role("link", name="Stock", exact=True)).to_be_visible()
    assert page.locator("main button").count() == 0
    page.goto(page.url.split("#")[0] + "#/new-product")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not for your group")
