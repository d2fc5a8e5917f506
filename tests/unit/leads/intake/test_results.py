"""The table of rejected rows can be opened in a spreadsheet without harm."""

import pytest

from functions.leads.intake.results import harmless


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1+1",  # noqa: RUF001 - what some spreadsheets take for =
        "-",
    ],
)
def test_what_a_spreadsheet_would_compute_is_shown_instead(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ada", "+43 1 234-56", "-17.5", "a=b", "'=1", "1-2"])
def test_other_text_stays_as_it_was(text: str) -> None:
    assert harmless(text) == text
