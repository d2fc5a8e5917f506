"""Everybody can use every view: axe finds nothing, it fits a phone, and it keeps to its policy."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from baton.core.clock import new_id
from tests.integration.browser.conftest import SignIn
from tests.integration.browser.shop import a_shirt, an_order, drafted
from tests.integration.browser.test_cases import COMPLAINT, CaseOf
from tests.integration.wire import Wire

PLACES = (
    "/", "/cases", "/cases/{case}", "/drafts", "/outgoing", "/leads", "/leads/{lead}", "/import",
    "/ask", "/weekly", "/campaigns", "/campaigns/{campaign}", "/reports", "/flow", "/incidents",
    "/costs", "/orders", "/orders/{order}", "/products", "/skus/{sku}", "/skus/{sku}/price",
    "/purchases", "/purchases/{purchase}", "/prices", "/prices/rules/{rule}", "/prices/new/promotions",
    "/prices/policy", "/prices/rates", "/nowhere",
)  # fmt: skip
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def ids(operator: Wire, application: Wire, case_about: CaseOf) -> dict[str, str]:
    """One of each thing that has a page of its own."""
    complaint = {"email": f"{new_id().lower()}@axe.example", "message": COMPLAINT}
    lead = application.post("/api/v1/leads", complaint).json()["lead_id"]
    budget = {"amount": 5_000, "currency": "EUR"}
    given = {"name": "Axe", "platform": "google", "daily_budget": budget}
    campaign = operator.post("/api/v1/campaigns", given).json()["campaign_id"]
    day = {"day": "2026-01-01", "impressions": 900, "clicks": 9, "spend": 400}
    operator.post(f"/api/v1/campaigns/{campaign}/metrics", [day])
    case = case_about(lead)["escalation_id"]
    sku = a_shirt(operator)
    order, purchase = an_order(operator, sku)["order_id"], drafted(operator, sku)
    rule = {"kind": "percent", "basis_points": -500, "scope": {"skus": [sku]}, "why": "Axe"}
    operator.send("PUT", "/api/v1/prices/rules/axe", json=rule)
    shop = {"sku": sku, "order": order, "purchase": purchase, "rule": "axe"}
    return {"lead": lead, "campaign": campaign, "case": case, **shop}


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True)], ids=["desk", "phone"])
def test_axe_finds_nothing_in_any_view_and_all_of_it_fits(
    signed_in: SignIn, ids: dict[str, str], phone: bool, dark: bool
) -> None:
    page, axe, found = signed_in("admin", phone=phone, dark=dark), Axe(), {}
    for place in PLACES:
        page.evaluate("place => { location.hash = place }", place.format(**ids))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Loading …")).to_have_count(0)
        faults = [_told(one) for one in axe.run(page, options=RULES).response["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if faults or wide > 0:
            found[place] = (faults, wide)
    assert not found


def _told(violation: dict[str, Any]) -> str:
    return f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"


def test_no_view_breaks_its_content_policy(signed_in: SignIn, ids: dict[str, str]) -> None:
    page = signed_in("admin")
    page.evaluate(
        "window.broken = []; addEventListener('securitypolicyviolation', "
        "(event) => window.broken.push(event.violatedDirective + ' ' + event.blockedURI))"
    )
    for place in PLACES:
        page.evaluate("place => { location.hash = place }", place.format(**ids))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Loading …")).to_have_count(0)
    assert page.evaluate("window.broken") == []
