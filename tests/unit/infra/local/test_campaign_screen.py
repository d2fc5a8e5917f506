"""What the demo shows of a run says why something is missing or kept back."""

import io

import pytest
from rich.console import Console

from infra.local.campaign_screen import shown

PIECE = {
    "kind": "ad",
    "platform": "google",
    "language": "en",
    "variant": "b",
    "score": 100.0,
    "findings": 0,
    "written_by": "template",
    "status": "rejected",
}
SOURCE = {
    "source": "own_files",
    "outcome": "not_connected",
    "companies": 0,
    "people": 0,
    "credits": 0,
}
RUN = {
    "state": "running",
    "steps": [],
    "leads": {
        "found": 0,
        "companies": 0,
        "qualified": 0,
        "handed_over": 0,
        "sources": [
            {
                **SOURCE,
                "why": "no CSV file is under companies/",
                "findings": ["no CSV file is under companies/", "contacts/a.csv: it is empty"],
            }
        ],
    },
    "content": {
        "pieces": [PIECE],
        "findings": ["ad b in en: It says the same as another variant."],
    },
}


@pytest.mark.parametrize("width", [80, 140])
def test_a_source_that_brought_nothing_and_a_piece_that_is_kept_back_are_shown_with_the_reason(
    width: int,
) -> None:
    written = io.StringIO()
    Console(file=written, width=width).print(shown(RUN, ()))
    lines = written.getvalue().splitlines()

    assert max(map(len, lines)) <= width
    said = " ".join(written.getvalue().split())
    assert said.count("no CSV file is under companies/") == 1
    assert "contacts/a.csv: it is empty" in said
    assert "ad for google, b" in said
    assert "It says the same as another variant." in said
