"""A file is looked at before it is sent; rows that are refused are mended on the page."""

from typing import Any

from playwright.sync_api import FilePayload, expect

from tests.integration.browser.conftest import SignIn
from tests.integration.wire import Wire

FILE = (
    "E-mail;First name;Surname;Firma;Ja zur Werbung;Favourite colour\n"
    "mira@import.example;Mira;Berg;Berg & Söhne;ja;blue\n"
    "not an address;Tom;Hill;Hill Ltd;no;red\n"
    "zoe@import.example;Zoë;=1+1;Zed;perhaps;green\n"
)


def test_a_file_is_mapped_sent_and_mended(signed_in: SignIn, application: Wire) -> None:
    page = signed_in("operator", "/import")
    page.locator("input[type=file]").set_input_files(
        FilePayload(name="fair.csv", mimeType="text/csv", buffer=FILE.encode())
    )
    expect(page.get_by_label("E-mail")).to_have_value("email")
    expect(page.get_by_label("Firma")).to_have_value("company")
    page.get_by_label("Ja zur Werbung").select_option("consent.email")
    page.get_by_label("Favourite colour").select_option("attributes")
    expect(page.get_by_text("favourite colour: blue")).to_be_visible()
    page.get_by_role("button", name="Send 3 leads").click()

    expect(page.get_by_role("heading", name="2 rows were not taken")).to_be_visible()
    page.get_by_label("Row 3, E-mail").fill("tom@import.example")
    page.get_by_label("Row 4, Ja zur Werbung").fill("no")
    page.get_by_role("button", name="Send these 2 again").click()

    expect(page.get_by_text("3 taken in")).to_be_visible()
    assert page.get_by_role("heading", name="rows were not taken").count() == 0
    assert [found(application, name) for name in ("mira", "tom", "zoe")] == [
        {"email": True},
        {"email": False},
        {"email": False},
    ]


def found(application: Wire, name: str) -> Any:
    """What a person agreed to, as it is kept."""
    question = {"email": f"{name}@import.example"}
    (lead,) = application.post("/api/v1/leads/search", question).json()["items"]
    return application.get(lead["href"]).json()["details"]["consent"]


def test_a_file_that_names_nobody_is_not_sent(signed_in: SignIn) -> None:
    page = signed_in("operator", "/import")
    page.locator("input[type=file]").set_input_files(
        FilePayload(name="x.csv", mimeType="text/csv", buffer=b"Colour\nblue\n")
    )
    expect(page.get_by_role("alert")).to_contain_text("one of them is needed")
    expect(page.get_by_role("button", name="Send 1 leads")).to_be_disabled()
