"""A browser, people of every group in it, and what they look at."""

import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DESKTOP: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 30_000
"""One machine starts a function's first process while the page waits."""

ARGUMENTS = (
    "--no-sandbox",
    (
        "--disable-features=HttpsUpgrades,MediaRouter,OptimizationHints,PaintHolding,"
        "SpareRendererForSitePerProcess,WebUIOmniboxAimPopup,WebUIOmniboxPopup"
    ),
)
"""Without what nobody sees here: Chromium draws two pages for the address bar of every window, in a
process of their own, which cost more than ours. The other features are off by Playwright too, whose
list this one replaces."""

KEPT = "baton.refresh"
"""Where a tab keeps its session (``session.js``)."""

SignIn = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(
            f"no browser: none of {', '.join(BROWSERS)} is installed (apt install chromium)"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def console(outputs: dict[str, Any]) -> str:
    """Where the page is."""
    return str(outputs["console_url"])


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page of a browser that knows nothing yet. What it reports as an error fails the test."""
    contexts, faults = [], []

    def make(*, phone: bool = False, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Vienna",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(f"a dialog: {dialog.message}"))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults


@pytest.fixture(scope="session")
def sessions() -> dict[str, str]:
    """What a tab keeps of its session, by the group of who signed in."""
    return {}


@pytest.fixture
def signed_in(
    new_page: Callable[..., Page], console: str, outputs: dict[str, Any], sessions: dict[str, str]
) -> SignIn:
    """Somebody of a group at a place of the console: the first of them by the sign-in page, the others
    as who loads the page again.
    """

    def sign_in(group: str, place: str = "/", **more: bool) -> Page:
        page, kept = new_page(**more), sessions.get(group)
        if kept:
            page.add_init_script(f"sessionStorage.setItem({KEPT!r}, {kept!r})")
        page.goto(f"{console}#{place}")
        if not kept:
            page.get_by_role("button", name="Sign in").click()
            fill_in(page, group, outputs)
        expect(page.locator("main h1")).to_be_visible()
        sessions[group] = page.evaluate("kept => sessionStorage.getItem(kept)", KEPT)
        return page

    return sign_in


def fill_in(page: Page, group: str, outputs: dict[str, Any]) -> None:
    """Signs in at the user pool's own page."""
    page.get_by_label("Username").fill(group)
    page.get_by_label("Password").fill(outputs["people"][group])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/console(#.*)?$"))
