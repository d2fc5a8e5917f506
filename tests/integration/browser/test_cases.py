"""A person decides a case: on a phone, by keyboard, and under their own name."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.integration.browser.conftest import SignIn
from tests.integration.wire import CASES, Wire

COMPLAINT = "This is a complaint: your product has been down for two days and nobody helps us."

CaseOf = Callable[[str], dict[str, Any]]


def a_case(
    application: Wire, case_about: CaseOf, a_lead: Callable[..., dict[str, Any]]
) -> dict[str, Any]:
    lead = application.post("/api/v1/leads", a_lead(message=COMPLAINT)).json()
    return case_about(lead["lead_id"])


def decided(operator: Wire, case: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = operator.get(f"{CASES}/{case['escalation_id']}").json()
    return shown


def test_an_approver_decides_on_a_phone_and_is_named(
    signed_in: SignIn,
    application: Wire,
    operator: Wire,
    case_about: CaseOf,
    a_lead: Callable[..., dict[str, Any]],
) -> None:
    case = a_case(application, case_about, a_lead)
    page = signed_in("approver", f"/cases/{case['escalation_id']}", phone=True)
    expect(page.get_by_text(case["reason"])).to_be_visible()
    assert fits(page), "nothing hangs over the edge"

    page.get_by_role("button", name="Refuse").tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Note").fill("I called her. <b>Thanks</b>")
    dialog.get_by_role("button", name="Refuse").tap()

    expect(page.get_by_text("refused, you")).to_be_visible()
    expect(page.get_by_text("I called her. <b>Thanks</b>")).to_be_visible()
    decision = decided(operator, case)["decision"]
    assert (decision["verdict"], decision["note"]) == ("refuse", "I called her. <b>Thanks</b>")
    assert decision["decided_by"] == "person/approver"


def test_a_case_is_decided_with_the_keyboard_alone(
    signed_in: SignIn,
    application: Wire,
    operator: Wire,
    case_about: CaseOf,
    a_lead: Callable[..., dict[str, Any]],
) -> None:
    case = a_case(application, case_about, a_lead)
    page = signed_in("approver", "/cases")
    go_to(page, re.compile(f"^{re.escape(case['reason'])}$"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    go_to(page, re.compile("^Approve$"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    go_to(page, re.compile("^Approve$"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Note")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("approved, you")).to_be_visible()


def test_who_may_only_look_is_told_who_decides(
    signed_in: SignIn,
    application: Wire,
    case_about: CaseOf,
    a_lead: Callable[..., dict[str, Any]],
) -> None:
    case = a_case(application, case_about, a_lead)
    page = signed_in("viewer", f"/cases/{case['escalation_id']}")
    expect(page.get_by_text("Approvers, operators and admins can decide this.")).to_be_visible()
    assert page.get_by_role("button", name="Approve").count() == 0


def test_what_somebody_else_decided_meanwhile_is_not_decided_again(
    signed_in: SignIn,
    application: Wire,
    operator: Wire,
    case_about: CaseOf,
    a_lead: Callable[..., dict[str, Any]],
) -> None:
    case = a_case(application, case_about, a_lead)
    page = signed_in("approver", f"/cases/{case['escalation_id']}")
    page.get_by_role("button", name="Approve").click()
    other = operator.post(f"{CASES}/{case['escalation_id']}/decision", {"verdict": "refuse"})
    assert other.status_code == 200
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Somebody changed it")
    assert decided(operator, case)["decision"]["verdict"] == "refuse"


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def go_to(page: Page, name: re.Pattern[str]) -> None:
    """Presses Tab until the focus is on what is so called."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if name.search(page.evaluate("document.activeElement.textContent.trim()")):
            return
    raise AssertionError(f"the keyboard does not come to {name.pattern}")
