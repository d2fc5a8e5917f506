"""The main acts with the keyboard alone, beside deciding a case (``test_cases``): no click, no touch."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page, expect

from baton.core.clock import new_id
from tests.integration.browser.conftest import SignIn
from tests.integration.browser.shop import a_shirt, an_order, came_to
from tests.integration.wire import CAMPAIGNS, Wire

BUDGET = {"amount": 5_000, "currency": "EUR"}
MOST_STEPS = 150
ANSWER_MS = 120_000
"""Several agents answer; on one machine each starts its first process."""


def tab_to(page: Page, target: Locator) -> None:
    """Presses Tab until the focus is on what is meant."""
    expect(target).to_be_visible()
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not come to {target}")


def write(page: Page, target: Locator, text: str) -> None:
    """Replaces what stands in a field."""
    tab_to(page, target)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def press(page: Page, target: Locator) -> None:
    """Comes to a button or link, and uses it."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def test_a_lead_is_searched_and_opened(
    signed_in: SignIn, processed: Callable[..., Any], a_lead: Callable[..., dict[str, Any]]
) -> None:
    given = a_lead()
    processed(given)
    page = signed_in("viewer", "/leads")
    expect(page.get_by_label("E-mail address")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(given["email"])
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 in all")).to_be_visible()
    press(page, page.get_by_role("link", name=given["last_name"]))
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(given["last_name"])
    expect(heading).to_be_focused()


def test_a_file_is_chosen_mapped_sent_and_its_errors_mended(
    signed_in: SignIn, application: Wire
) -> None:
    ida, jon = (f"{new_id().lower()}@keyboard.example" for _ in range(2))
    rows = ("E-mail;First name;Colour", f"{ida};Ida;blue", "not an address;Jon;red")
    page = signed_in("operator", "/import")
    page.on(
        "filechooser", lambda _: None
    )  # from here on, lest the key is faster than the listening
    tab_to(page, page.locator("input[type=file]"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    file = FilePayload(name="fair.csv", mimeType="text/csv", buffer="\n".join(rows).encode())
    chooser.value.set_files(file)
    tab_to(page, page.get_by_label("Colour"))
    page.keyboard.type("further")
    expect(page.get_by_text("colour: blue")).to_be_visible()
    press(page, page.get_by_role("button", name="Send 2 leads"))
    wrong = page.get_by_label("Row 3, E-mail")
    expect(wrong).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(jon)
    press(page, page.get_by_role("button", name="Send these 1 again"))
    expect(page.get_by_text("2 taken in")).to_be_visible()
    (lead,) = application.post("/api/v1/leads/search", {"email": jon}).json()["items"]
    kept = application.get(lead["href"]).json()["details"]
    assert (kept["first_name"], kept["attributes"]) == ("Jon", {"colour": "red"})


def test_a_draft_is_changed_and_approved(
    signed_in: SignIn,
    operator: Wire,
    processed: Callable[..., Any],
    a_lead: Callable[..., dict[str, Any]],
) -> None:
    given = {"name": "Keys", "platform": "email", "daily_budget": BUDGET, "approval": "required"}
    campaign = operator.post(CAMPAIGNS, given).json()["campaign_id"]
    lead = processed(a_lead(campaign_id=campaign))
    page = signed_in("approver", f"/drafts?campaign_id={campaign}")
    draft = page.get_by_role("article").first
    press(page, draft.get_by_role("button", name="Edit"))
    write(
        page, draft.get_by_label("Text"), "Hello Ada, on which day would a call suit you? Your team"
    )
    press(page, draft.get_by_role("button", name="Save"))
    expect(draft.get_by_text("written by person")).to_be_visible()
    press(page, draft.get_by_role("button", name="Approve"))
    expect(draft.get_by_text("approved", exact=True)).to_be_visible()
    shown = operator.get(f"/api/v1/leads/{lead['lead_id']}/drafts").json()["items"][0]
    assert (shown["approval"], shown["decided_by"]) == ("approved", "person/approver")
    assert "would a call suit you?" in shown["body"]


def test_the_supervisor_is_asked_and_an_answer_said_to_be_helpful(signed_in: SignIn) -> None:
    page = signed_in("viewer", "/ask")
    tab_to(page, page.get_by_label("What do you want to know?"))
    page.keyboard.type("What did we pay for a customer last quarter?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Working it out …")).to_have_count(0, timeout=ANSWER_MS)
    answer = page.locator(".turns .answer")
    expect(answer).to_be_visible()
    expect(page.get_by_label("What do you want to know?")).to_be_focused()
    figure = answer.locator("details summary")
    if figure.count():
        press(page, figure.first)
        expect(answer.locator("details[open]").first).to_be_visible()


def test_an_order_is_canceled(signed_in: SignIn, operator: Wire) -> None:
    order = an_order(operator, a_shirt(operator))
    page = signed_in("operator", "/orders")
    expect(page.get_by_label("Find")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(order["order_id"])
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name=order["order_id"][-8:]))
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    press(page, page.get_by_role("button", name="Cancel order"))
    dialog = page.get_by_role("dialog")
    write(page, dialog.get_by_label("Why"), "by keyboard")
    press(page, dialog.get_by_role("button", name="Cancel order"))
    came_to(operator, order["order_id"], "canceled")
