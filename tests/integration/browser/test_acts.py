"""What acts is confirmed, names who did it, and can be taken back."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.integration.browser.conftest import SignIn
from tests.integration.wire import CAMPAIGNS, Wire

BUDGET = {"amount": 5_000, "currency": "EUR"}


def channel(operator: Wire, name: str) -> dict[str, Any]:
    items = operator.get("/api/v1/channels").json()["items"]
    return next(one for one in items if one["channel"] == name)


def test_an_operator_stops_a_channel_and_takes_it_back(signed_in: SignIn, operator: Wire) -> None:
    page = signed_in("operator", "/outgoing")
    page.get_by_role("button", name="Stop push").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Stop")).to_be_disabled()
    dialog.get_by_label("Why").fill("The price is wrong <b>")
    dialog.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("The price is wrong <b>").first).to_be_visible()
    stopped = channel(operator, "push")
    assert stopped["stopped"]
    assert stopped["turns"][0]["by"] == "person/operator"

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Stop push")).to_be_visible()
    assert not channel(operator, "push")["stopped"]


def test_an_approver_changes_and_approves_a_draft(
    signed_in: SignIn,
    operator: Wire,
    processed: Callable[..., Any],
    a_lead: Callable[..., dict[str, Any]],
) -> None:
    given = {"name": "Fair", "platform": "email", "daily_budget": BUDGET, "approval": "required"}
    campaign = operator.post(CAMPAIGNS, given).json()["campaign_id"]
    lead = processed(a_lead(campaign_id=campaign))
    page = signed_in("approver", f"/drafts?campaign_id={campaign}")
    draft = page.get_by_role("article").first
    expect(draft.get_by_text("waits for approval")).to_be_visible()
    draft.get_by_role("button", name="Edit").click()
    draft.get_by_label("Text").fill("Hello Ada,\n\nWhich day suits you for a call?\n\nYour team")
    draft.get_by_role("button", name="Save").click()
    expect(draft.get_by_text("written by person")).to_be_visible()
    draft.get_by_role("button", name="Approve").click()
    expect(draft.get_by_text("approved", exact=True)).to_be_visible()
    shown = operator.get(f"/api/v1/leads/{lead['lead_id']}/drafts").json()["items"][0]
    assert (shown["approval"], shown["decided_by"]) == ("approved", "person/approver")


def test_a_campaign_is_drawn_and_paused(signed_in: SignIn, operator: Wire) -> None:
    given = {"name": "Spring <i>fair</i>", "platform": "google", "daily_budget": BUDGET}
    campaign = operator.post(CAMPAIGNS, given).json()["campaign_id"]
    days = [
        {"day": f"2026-01-{day:02}", "impressions": 9_000, "clicks": 90 + day, "spend": 4_000}
        for day in range(1, 20)
    ]
    since = operator.post(f"{CAMPAIGNS}/{campaign}/metrics", days)
    assert since.status_code == 200
    page = signed_in("operator", f"/campaigns/{campaign}?metric=ctr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Spring <i>fair</i>")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("dialog").get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    assert operator.get(f"{CAMPAIGNS}/{campaign}").json()["details"]["status"] == "paused"
