"""Leads are found, read as a story, come in live, and what they write stays text."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.integration.browser.conftest import SignIn
from tests.integration.deployment import Deployment
from tests.integration.wire import Wire

MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>"


def test_a_lead_is_found_by_its_address_and_the_search_stands_in_the_address(
    signed_in: SignIn, processed: Callable[..., Any], a_lead: Callable[..., dict[str, Any]]
) -> None:
    given = a_lead()
    processed(given)
    processed(a_lead())
    page = signed_in("viewer", "/leads")
    expect(page.get_by_label("E-mail address")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(given["email"])
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 in all")).to_be_visible()
    assert given["email"].replace("@", "%40") in page.url
    page.get_by_role("link", name=given["last_name"]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(given["last_name"])
    page.go_back()
    expect(page.get_by_label("E-mail address")).to_have_value(given["email"])


def test_a_leads_story_tells_what_was_decided_and_why(
    signed_in: SignIn, processed: Callable[..., Any], a_lead: Callable[..., dict[str, Any]]
) -> None:
    lead = processed(a_lead())
    page = signed_in("viewer", f"/leads/{lead['lead_id']}")
    story = page.locator("section", has=page.get_by_role("heading", name="What happened"))
    expect(story.get_by_text("lead triage", exact=True)).to_be_visible()
    story.locator("details").first.locator("summary").click()
    reason = lead["report"]["assessment"]["reasons"][0]["text"]
    expect(story.get_by_text(reason)).to_be_visible()
    plan = page.locator("section", has=page.get_by_role("heading", name="What goes out"))
    expect(plan.get_by_text("Not sent:").first).to_be_visible()


def test_what_people_write_is_shown_as_they_wrote_it(
    signed_in: SignIn, processed: Callable[..., Any], a_lead: Callable[..., dict[str, Any]]
) -> None:
    texts = ("first_name", "last_name", "company", "job_title", "industry", "source", "interest")
    message = f"What do 40 seats cost? {MARKUP}"
    hostile = {name: f"{name} {MARKUP}" for name in texts}
    lead = processed(a_lead(**hostile, message=message, attributes={"note": MARKUP}))
    page = signed_in("viewer", f"/leads/{lead['lead_id']}")
    expect(page.get_by_text(message)).to_be_visible()
    assert page.locator("main img, main script").count() == 0
    page.goto(page.url.split("#")[0] + "#/leads")
    expect(page.get_by_text(f"company {MARKUP}").first).to_be_visible()
    assert page.locator("main img, main script").count() == 0


def test_a_lead_that_comes_in_is_told_live(
    signed_in: SignIn, processed: Callable[..., Any], a_lead: Callable[..., dict[str, Any]]
) -> None:
    page = signed_in("viewer", "/flow")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    lead = processed(a_lead())
    told = page.locator(f'a[href="#/leads/{lead["lead_id"]}"]')
    expect(told).to_be_visible()
    told.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(lead["details"]["last_name"])


def test_a_long_list_loads_as_it_is_read(
    signed_in: SignIn, application: Wire, deployment: Deployment
) -> None:
    batch = [{"external_id": f"long-{number:03}"} for number in range(101)]
    with deployment.outbox_asleep():  # a list is as long if nobody processes what is in it
        taken = application.post("/api/v1/leads/batch", {"leads": batch}).json()
        deployment.leave_undone(*(one["lead_id"] for one in taken["items"]))
    assert taken["accepted"] == len(batch)
    page = signed_in("viewer", "/leads")
    rows = page.locator("tbody tr")
    expect(page.get_by_text("50 shown, there are more")).to_be_visible()
    assert rows.count() == 50
    rows.last.scroll_into_view_if_needed()
    expect(page.get_by_text("100 shown, there are more")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV of these").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Name,Company,Score")
    assert len(lines) > 100
