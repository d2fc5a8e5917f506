"""People sign in as themselves, see what their group may, and lose nothing when a session ends."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.integration.browser.conftest import SignIn, fill_in

TOKENS = re.compile(r"/oauth2/token$")


@pytest.fixture
def sessions() -> dict[str, str]:
    """None yet: here everybody comes by the sign-in page."""
    return {}


def test_who_signs_in_comes_to_the_place_they_were_sent(signed_in: SignIn) -> None:
    page = signed_in("viewer", "/cases?status=decided")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cases")
    expect(page.get_by_label("Status")).to_have_value("decided")
    assert page.url.endswith("/console#/cases?status=decided"), "the code has left the address"


@pytest.mark.parametrize(
    ("group", "imports", "switches"),
    [("viewer", False, False), ("approver", False, False), ("operator", True, True)],
)
def test_each_group_is_offered_what_it_may_do(
    signed_in: SignIn, group: str, imports: bool, switches: bool
) -> None:
    page = signed_in(group, "/outgoing")
    menu = page.get_by_role("navigation")
    expect(menu.get_by_role("link", name="Cases")).to_be_visible()
    assert (menu.get_by_role("link", name="Import leads").count() > 0) is imports
    expect(page.get_by_role("heading", name="all channels")).to_be_visible()
    assert (page.get_by_role("button", name="Stop all channels").count() > 0) is switches
    page.goto(page.url.replace("/outgoing", "/import"))
    heading = "Import leads" if imports else "Not for your group"
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_loading_the_page_again_asks_for_no_password(signed_in: SignIn) -> None:
    page = signed_in("viewer", "/leads")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Leads")
    kept = page.evaluate("Object.keys(localStorage).concat(document.cookie || [])")
    assert kept == [], "nothing outlives the tab"


def test_a_token_is_renewed_before_it_ends_and_nobody_notices(
    new_page: Callable[..., Page], console: str, outputs: dict[str, Any]
) -> None:
    page, grants = new_page(), []

    def briefly(route: Route) -> None:
        grants.append(re.findall(r"grant_type=(\w+)", route.request.post_data or "")[0])
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "expires_in": 62})

    page.route(TOKENS, briefly)
    page.goto(f"{console}#/leads")
    page.get_by_role("button", name="Sign in").click()
    fill_in(page, "viewer", outputs)
    with page.expect_request(lambda one: "grant_type=refresh_token" in (one.post_data or "")):
        pass
    page.get_by_role("link", name="Cases").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cases")
    assert grants[:2] == ["authorization_code", "refresh_token"]


def test_a_session_that_ended_says_so_and_goes_on_where_it_was(
    signed_in: SignIn, outputs: dict[str, Any]
) -> None:
    page = signed_in("viewer", "/leads?status=processed")
    page.route(TOKENS, lambda route: route.fulfill(status=400, json={"error": "invalid_grant"}))
    page.route(re.compile(r"/api/v1/escalations"), lambda route: route.fulfill(status=401, json={}))
    page.evaluate("location.hash = '/cases'")
    ended = page.get_by_role("alertdialog")
    expect(ended).to_contain_text("Your session has ended")
    page.unroute_all()
    ended.get_by_role("button", name="Sign in again").click()
    fill_in(page, "viewer", outputs)
    expect(page.get_by_role("heading", level=1)).to_have_text("Cases")


def test_who_signs_out_is_out(signed_in: SignIn) -> None:
    page = signed_in("viewer")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
