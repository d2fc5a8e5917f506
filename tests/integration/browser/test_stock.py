"""Stock is counted with a reason; what is lacking is drafted, approved and taken in."""

import pytest
from playwright.sync_api import expect

from tests.integration.browser.conftest import SignIn
from tests.integration.browser.shop import MARKUP, a_shirt
from tests.integration.wire import Wire


@pytest.fixture
def shirt(operator: Wire) -> str:
    return a_shirt(operator)


def test_stock_stands_by_its_product_with_its_places(
    signed_in: SignIn, operator: Wire, shirt: str
) -> None:
    page = signed_in("viewer", f"/products?find={shirt}")
    row = page.locator("tbody tr", has_text=shirt)
    expect(row).to_contain_text(f"Linen shirt {MARKUP}")
    expect(row).to_contain_text("linz 2")
    expect(row).to_contain_text("vienna 20")
    row.get_by_role("link").click()
    expect(page.get_by_text(f"from the mill {MARKUP}").first).to_be_visible()
    assert page.locator("main img").count() == 0
    for act in ("Count", "Put in or take out", "Say how it is stocked"):
        assert page.get_by_role("button", name=act).count() == 0, "a viewer only looks"


def test_a_count_says_what_is_wrong_at_its_field_and_is_kept_with_who_and_why(
    signed_in: SignIn, operator: Wire, shirt: str
) -> None:
    page = signed_in("operator", f"/skus/{shirt}")
    page.get_by_role("button", name="Count", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Location").select_option("vienna")
    dialog.get_by_label("Counted pieces").fill("1.5")
    dialog.get_by_role("button", name="Count").click()
    expect(dialog.get_by_label("Counted pieces")).to_be_focused()
    expect(dialog.get_by_text("This must be a whole number.")).to_be_visible()
    expect(dialog.get_by_text("This is needed.")).to_be_visible()
    dialog.get_by_label("Counted pieces").fill("17")
    dialog.get_by_label("Reason").fill(f"after the fair {MARKUP}")
    dialog.get_by_role("button", name="Count").click()
    expect(page.get_by_text("-3 counted")).to_be_visible()
    expect(page.get_by_text(f"after the fair {MARKUP}")).to_be_visible()
    assert operator.get(f"/api/v1/stock/{shirt}").json()["on_hand"] == 19
    moves = operator.get(f"/api/v1/stock/{shirt}/movements").json()["items"]
    assert [one["by"] for one in moves if one["reason"] == "counted"] == ["person/operator"]


def test_damaged_pieces_are_there_but_not_for_sale(
    signed_in: SignIn, operator: Wire, shirt: str
) -> None:
    page = signed_in("operator", f"/skus/{shirt}")
    page.get_by_role("button", name="Put in or take out").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Location").select_option("vienna")
    dialog.get_by_label("Why").select_option("damaged")
    dialog.get_by_label("Pieces").fill("2")
    dialog.get_by_label("Reason").fill("fell from the shelf")
    dialog.get_by_role("button", name="Put in or take out").click()
    expect(page.get_by_text("2 not for sale")).to_be_visible()
    kept = operator.get(f"/api/v1/stock/{shirt}").json()
    assert (kept["on_hand"], kept["available"], kept["unavailable"]) == (22, 20, 2)


def test_more_is_ordered_approved_and_taken_in_in_parts(
    signed_in: SignIn, operator: Wire, shirt: str
) -> None:
    page = signed_in("operator", f"/skus/{shirt}")
    page.get_by_role("button", name="Say how it is stocked").click()
    page.get_by_label("Supplier").fill("linen-house")
    page.get_by_label("Lead time in days").fill("14")
    page.get_by_label("Demand to serve").fill("40")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Demand to serve")).to_be_focused()
    page.get_by_label("Demand to serve").fill("97.5")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Order more").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Pieces").fill("24")
    dialog.get_by_role("button", name="Draft it").click()

    expect(page.get_by_text("A draft: approve it")).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Take in").click()
    dialog.get_by_label(shirt).fill("30")
    dialog.get_by_role("button", name="Take in").click()
    expect(dialog.get_by_text("24 are awaited")).to_be_visible()
    dialog.get_by_label(shirt).fill("10")
    dialog.get_by_role("button", name="Take in").click()
    expect(page.get_by_text("A part came.")).to_be_visible()
    assert operator.get(f"/api/v1/stock/{shirt}").json()["on_hand"] == 32
    (order,) = operator.get("/api/v1/purchase-orders", params={"sku": shirt}).json()["items"]
    assert (order["state"], order["ordered_by"]) == ("part_received", "person/operator")
