"""A browser, people of every group in it, and what they look at."""

import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 30_000
"""One machine starts a function's first process while the page waits."""

SignIn = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(
            f"no browser: none of {', '.join(BROWSERS)} is installed (apt install chromium)"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
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


@pytest.fixture
def signed_in(new_page: Callable[..., Page], console: str, outputs: dict[str, Any]) -> SignIn:
    """Somebody of a group at a place of the console, as they come there: by the sign-in page."""

    def sign_in(group: str, place: str = "/", **more: bool) -> Page:
        page = new_page(**more)
        page.goto(f"{console}#{place}")
        page.get_by_role("button", name="Sign in").click()
        fill_in(page, group, outputs)
        expect(page.locator("main h1")).to_be_visible()
        return page

    return sign_in


def fill_in(page: Page, group: str, outputs: dict[str, Any]) -> None:
    """Signs in at the user pool's own page."""
    page.get_by_label("Username").fill(group)
    page.get_by_label("Password").fill(outputs["people"][group])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/console(#.*)?$"))
