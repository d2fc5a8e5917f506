"""The price book is worked in on the page, and a price says why it is what it is."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from baton.core.clock import new_id
from infra.local.stack import LocalStack
from tests.chaos.behind import behind
from tests.integration.browser.conftest import SignIn
from tests.integration.browser.shop import MARKUP, a_shirt
from tests.integration.wire import Wire


@pytest.fixture(scope="module")
def shirt(operator: Wire) -> str:
    return a_shirt(operator)


def test_a_rule_is_added_with_its_errors_mended_and_explains_the_price(
    signed_in: SignIn, operator: Wire, shirt: str, stack: LocalStack
) -> None:
    name = f"fair-{new_id().lower()[-8:]}"
    page = signed_in("operator", "/prices")
    page.get_by_role("link", name="Add a rule").click()
    page.get_by_label("Id (needed)").fill("Not an id!")
    page.get_by_label("Why").fill(f"for the fair {MARKUP}")
    page.get_by_label("Percent").fill("ten")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Id (needed)")).to_be_focused()
    expect(page.get_by_text("This is no number")).to_be_visible()
    page.get_by_label("Percent").fill("-10")
    page.get_by_label("SKUs").fill(shirt)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("and no spaces")).to_be_visible()
    page.get_by_label("Id (needed)").fill(name)
    page.get_by_role("button", name="Save").click()
    row = page.locator("tbody tr", has_text=shirt)
    expect(row).to_contain_text("-10% on the price")
    book = operator.get("/api/v1/prices").json()
    (rule,) = (one for one in book["rules"] if one["rule_id"] == name)
    assert (rule["basis_points"], rule["scope"]["skus"]) == (-1_000, [shirt])

    with behind(stack.aws, stack.aws.endpoint, ("commerce_api",), {}):  # who has read no book yet
        page.goto(page.url.split("#")[0] + f"#/skus/{shirt}/price?quantity=2")
        expect(page.get_by_text("€88.20")).to_be_visible()
    expect(page.get_by_text(f"for the fair {MARKUP}")).to_be_visible()
    expect(page.get_by_text("Not shown to anybody yet").first).to_be_visible()
    assert page.locator("main img").count() == 0


def test_a_promotion_is_changed_and_removed_after_a_question(
    signed_in: SignIn, operator: Wire, shirt: str
) -> None:
    name = f"off-{new_id().lower()[-8:]}"
    path, scope = f"/api/v1/prices/promotions/{name}", {"skus": [shirt]}
    new = {"name": "Five off", "kind": "percent", "basis_points": 500, "codes": ["FIVE"]}
    assert operator.send("PUT", path, json={**new, "scope": scope}).is_success
    page = signed_in("operator", f"/prices/promotions/{name}")
    page.get_by_label("What it does").select_option("amount_each")
    page.get_by_label("Amount").fill("2,50")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Say in which currency")).to_be_visible()
    page.get_by_label("Currency").fill("EUR")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("tbody tr", has_text="€2.50 off every piece").first).to_be_visible()
    kept = next(one for one in _promotions(operator) if one["promotion_id"] == name)
    assert (kept["amount"], kept["currency"], kept["codes"]) == (250, "EUR", ["FIVE"])
    assert "basis_points" not in kept

    page.goto(page.url.split("#")[0] + f"#/prices/promotions/{name}")
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prices")
    assert name not in [one["promotion_id"] for one in _promotions(operator)]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    signed_in: SignIn, operator: Wire
) -> None:
    path = "/api/v1/prices/rules/overtaken"
    rule = {"kind": "percent", "basis_points": -100, "segments": ["nobody"], "why": "first"}
    operator.send("PUT", path, json=rule)
    page = signed_in("operator", "/prices/rules/overtaken")
    expect(page.get_by_label("Why")).to_have_value("first")
    operator.send("PUT", path, json={**rule, "why": f"theirs {new_id()}"})
    page.get_by_label("Why").fill("mine")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody changed it")
    operator.send("DELETE", path)


def test_tax_rates_are_changed_together_as_percent(signed_in: SignIn, operator: Wire) -> None:
    page = signed_in("operator", "/prices/rates")
    rows = page.locator("tbody tr")
    expect(rows.first).to_be_visible()
    number = rows.count() + 1
    page.get_by_role("button", name="Add a rate").click()
    for field, text in (("Country", "lu"), ("Name", "TVA"), ("Rate", "17.5")):
        page.get_by_label(f"{field}, row {number}").or_(
            page.get_by_label(f"{field} in %, row {number}")
        ).fill(text)
    page.get_by_role("button", name="Save all").click()
    expect(page.get_by_text("17.5%")).to_be_visible()
    rates = operator.get("/api/v1/prices").json()["rates"]
    kept = [one["rate"] for one in rates if (one["country"], one["name"]) == ("LU", "TVA")]
    assert [Decimal(rate) for rate in kept] == [Decimal("0.175")]
    others = [one for one in rates if one["country"] != "LU"]
    operator.send("PUT", "/api/v1/prices/tax-rates", json={"rates": others})


def test_who_may_only_look_reads_the_price_book_and_is_told_who_changes_it(
    signed_in: SignIn, operator: Wire
) -> None:
    rule = {"kind": "percent", "basis_points": -100, "segments": ["nobody"], "why": "to look at"}
    operator.send("PUT", "/api/v1/prices/rules/looked-at", json=rule)
    page = signed_in("approver", "/prices/rules/looked-at")
    expect(page.get_by_text("Operators and admins can change this.")).to_be_visible()
    expect(page.get_by_text("-1", exact=True)).to_be_visible()
    assert page.get_by_role("button", name="Save").count() == 0
    page.goto(page.url.split("#")[0] + "#/prices/rates")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not for your group")


def _promotions(operator: Wire) -> list[dict[str, object]]:
    found: list[dict[str, object]] = operator.get("/api/v1/prices").json()["promotions"]
    return found
