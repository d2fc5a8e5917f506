"""Everybody can use every view: axe finds nothing there or in dialogs, it fits, and its policy holds."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from baton.core.clock import new_id
from tests.integration.browser.answers import PLAIN
from tests.integration.browser.conftest import DESKTOP, PHONE, SignIn
from tests.integration.browser.drawn import drawn_for
from tests.integration.browser.shop import a_shirt, an_order, drafted, stocked_by
from tests.integration.browser.test_campaigns import PIECE, answering
from tests.integration.browser.test_cases import COMPLAINT, CaseOf
from tests.integration.wire import CAMPAIGNS, Wire
from tests.unit.campaigns.content.pieces import a_piece
from tests.unit.campaigns.runs import CAMPAIGN, RUN, a_run

RUN_PAGE, PIECE_PAGE = f"/campaigns/{CAMPAIGN}/runs/{RUN}", PIECE.removeprefix("/api/v1")
DIALOGS: Mapping[str, tuple[str, ...]] = {
    "/cases/{case}": ("Approve", "Refuse"),
    "/outgoing": ("Stop push",),
    "/campaigns/{campaign}": ("Edit", "Pause", "End"),
    RUN_PAGE: ("Pause", "Stop"),
    PIECE_PAGE: ("Approve", "Reject"),
    "/orders/{order}": ("Cancel order",),
    "/products/{product}": ("Stop selling",),
    "/skus/{sku}": ("Count", "Put in or take out", "Order more"),
    "/purchases/{purchase}": ("Approve", "Cancel it"),
    "/prices/rules/{rule}": ("Remove",),
    "/costs": ("Stop language models",),
}
"""What asks before it acts, by the button that opens it."""

PLACES = (
    *DIALOGS, "/", "/cases", "/drafts", "/leads", "/leads/{lead}", "/funnel", "/import", "/ask",
    "/weekly", "/weekly/{weekly}", "/campaigns", "/new-campaign", "/reports", "/reports/{report}",
    "/flow", "/incidents", "/orders", "/products", "/new-product", "/skus/{sku}/price", "/purchases",
    "/prices", "/prices/new/promotions", "/prices/policy", "/prices/rates", "/nowhere",
)  # fmt: skip
FORMS = {"/products/{product}": ("Edit product", "Change prices"), PIECE_PAGE: ("Edit",)}
"""What is edited where it stands, by the button that begins it."""

OFFERED = {
    "/cases/{case}": ("approver", ("Approve", "Refuse")),
    "/outgoing": ("operator", ("Stop push",)),
    "/campaigns/{campaign}": ("operator", ("Edit", "Pause", "End", "Review now")),
    "/orders/{order}": ("operator", ("Cancel order",)),
    "/products/{product}": ("operator", ("Edit product", "Stop selling", "Change prices")),
    "/skus/{sku}": ("operator", ("Count", "Put in or take out", "Review now")),
    "/purchases/{purchase}": ("operator", ("Approve", "Cancel it")),
    "/prices/rules/{rule}": ("operator", ("Save", "Remove")),
    "/costs": ("operator", ("Stop language models",)),
}
"""The first group that is offered what a view does, and what that is."""

GROUPS = ("viewer", "approver", "operator", "admin")

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WATCHED = (
    "window.broken = []; addEventListener('securitypolicyviolation', "
    "(event) => window.broken.push(event.violatedDirective + ' ' + event.blockedURI))"
)


@pytest.fixture(scope="module")
def ids(operator: Wire, application: Wire, case_about: CaseOf) -> dict[str, str]:
    """One of each thing that has a page of its own."""
    complaint = {"email": f"{new_id().lower()}@axe.example", "message": COMPLAINT}
    lead = application.post("/api/v1/leads", complaint).json()["lead_id"]
    budget = {"amount": 5_000, "currency": "EUR"}
    given = {"name": "Axe", "platform": "google", "daily_budget": budget}
    campaign = operator.post(CAMPAIGNS, given).json()["campaign_id"]
    day = {"day": "2026-01-01", "impressions": 900, "clicks": 9, "spend": 400}
    operator.post(f"{CAMPAIGNS}/{campaign}/metrics", [day])
    report = operator.post(f"{CAMPAIGNS}/reviews").json()["report_id"]
    weekly = operator.post("/api/v1/gtm/reports", {}).json()["report_id"]
    case = case_about(lead)["escalation_id"]
    sku = a_shirt(operator)
    stocked_by(operator, sku)
    order, purchase = an_order(operator, sku)["order_id"], drafted(operator, sku)
    rule = {"kind": "percent", "basis_points": -500, "scope": {"skus": [sku]}, "why": "Axe"}
    operator.send("PUT", "/api/v1/prices/rules/axe", json=rule)
    shop = {"sku": sku, "product": sku.lower(), "order": order, "purchase": purchase, "rule": "axe"}
    mine = {"lead": lead, "campaign": campaign, "case": case, "report": report, "weekly": weekly}
    return {**mine, **shop}


def gone_to(page: Page, place: str) -> None:
    page.evaluate("place => { location.hash = place }", place)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Loading …")).to_have_count(0)


Screen = tuple[ViewportSize, Literal["light", "dark"]]
DESK: Screen = (DESKTOP, "light")
DARK_DESK: Screen = (DESKTOP, "dark")
DARK_PHONE: Screen = (PHONE, "dark")


class Looker:
    """Looks at what is on a page on every screen, and keeps what is wrong with it by where it is."""

    def __init__(self, page: Page, *screens: Screen) -> None:
        self.page = page
        self.screens = screens
        self.found: dict[str, Any] = {}
        page.evaluate(Axe().axe_script)  # once: the page is never left

    def look(self, where: str) -> None:
        for size, scheme in self.screens:
            self.page.set_viewport_size(size)
            self.page.emulate_media(color_scheme=scheme)
            violations = self.page.evaluate(
                "async (rules) => (await axe.run(rules)).violations", RULES
            )
            wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if violations or wide > 0:
                width = size["width"]
                self.found[f"{where} {width} {scheme}"] = ([_told(one) for one in violations], wide)


@pytest.mark.parametrize(
    ("group", "screens"),
    [("admin", (DESK, DARK_PHONE)), ("viewer", (DARK_DESK,))],
    ids=["admin", "viewer"],
)
def test_axe_finds_nothing_in_any_view_and_all_of_it_fits_and_keeps_to_its_policy(
    signed_in: SignIn, ids: dict[str, str], group: str, screens: Sequence[Screen]
) -> None:
    page = signed_in(group)
    answering(page, f"{CAMPAIGNS}/{CAMPAIGN}/runs/{RUN}", a_run().view())
    answering(page, PIECE, a_piece())
    page.evaluate(WATCHED)
    looker = Looker(page, *screens)
    for place in PLACES if group == "admin" else OFFERED:
        gone_to(page, place.format(**ids))
        looker.look(place)
        for name in DIALOGS.get(place, ()) if group == "admin" else ():
            page.get_by_role("button", name=name, exact=True).first.click()
            expect(page.get_by_role("dialog")).to_be_visible()
            looker.look(f"{place} {name}")
            page.keyboard.press("Escape")
        for name in FORMS.get(place, ()) if group == "admin" else ():
            page.get_by_role("button", name=name, exact=True).first.click()
            looker.look(f"{place} {name}")
            page.get_by_role("button", name="Cancel").click()
    assert not looker.found
    assert page.evaluate("window.broken") == []


@pytest.mark.parametrize("group", ["approver", "operator", "admin"])
def test_axe_finds_nothing_in_a_view_with_every_field_there_is(
    new_page: Callable[..., Page], group: str
) -> None:
    """In every view, and as approver and operator in those that offer them more than groups below."""
    page = drawn_for(new_page, group)
    looker = Looker(page, DARK_DESK if group == "operator" else DESK)
    for place in PLACES:
        least, _ = OFFERED.get(place, ("admin", ()))
        if group in {least, "admin"}:
            gone_to(page, re.sub(r"\{\w+\}", PLAIN[0], place))
            looker.look(place)
            for name in DIALOGS.get(place, ()) if group != "admin" else ():
                button = page.get_by_role("button", name=name, exact=True)
                if button.count():
                    button.first.click()
                    looker.look(f"{place} {name}")
                    page.keyboard.press("Escape")
    assert not looker.found


def _told(violation: dict[str, Any]) -> str:
    return f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"


@pytest.mark.parametrize("group", ["viewer", "approver", "operator"])
def test_each_group_is_offered_in_each_view_what_it_may_do_and_nothing_else(
    signed_in: SignIn, ids: dict[str, str], group: str
) -> None:
    page = signed_in(group)
    for place, (least, names) in OFFERED.items():
        gone_to(page, place.format(**ids))
        offered = int(GROUPS.index(group) >= GROUPS.index(least))
        for name in names:
            button = page.get_by_role("button", name=name, exact=True)
            if offered:
                expect(button.first).to_be_visible()
            else:
                expect(button).to_have_count(0)
