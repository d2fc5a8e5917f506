"""Papers: what a reader of PDF finds is what was written, on sheets that nothing runs out of."""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from baton.pages.drawing import Box, Drawing, Ink, Label, Line, svg
from baton.pages.helvetica import encoded, lines, width
from baton.pages.paper import WIDE, Paper

MADE = datetime(2026, 11, 30, 6, tzinfo=UTC)
CHART = Drawing(
    100,
    50,
    "Chart",
    "Two bars",
    (Box(0, 10, 10, 40), Line(0, 50, 100, 50, Ink.AXIS, dashed=True), Label(5, 8, "7", "middle")),
)


def read(paper: Paper) -> PdfReader:
    return PdfReader(io.BytesIO(paper.file(MADE, "foot")), strict=True)


def text_of(paper: Paper) -> str:
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in read(paper).pages)


def test_words_come_out_as_they_went_in():
    paper = Paper("A title (of its own)")
    said = "Grüße, 12,50 € \N{EN DASH} 7 % (“so”) \\ and more"
    paper.heading("Heading")
    paper.text(said)
    paper.item("An item")
    paper.table(["", "Week"], [["Revenue", "1,234.50 EUR"]], [2, 1])
    paper.drawing(CHART)

    found = text_of(paper)

    for words in (said, "Heading", "An item", "Revenue", "1,234.50 EUR", "1 / 1", "foot"):
        assert words in found
    assert read(paper).metadata.title == "A title (of its own)"


def test_letters_beyond_the_fonts_own_are_held_by_the_file_and_found_again():
    paper = Paper("Заказ")
    said = "Νίκος, Анна, Łódź, Nguyễn Ánh"
    paper.heading(said)
    paper.table([said, "n"], [[said, "1"]], [2, 1])

    assert text_of(paper).count(said) == 3
    assert read(paper).metadata.title == "Заказ"
    assert len(paper.file(MADE, "foot")) < 100_000


def test_blocks_of_lines_stand_side_by_side_under_what_they_are():
    paper = Paper("Letter")
    paper.columns((("From", ["Shop", "Ring 1"]), ("To", ["Ann " * 40])))
    paper.text("below")

    found = text_of(paper)

    assert found.index("Ring 1") < found.index("below")
    assert found.count("Ann") == 40


def test_a_long_paper_has_numbered_sheets_and_a_table_runs_over_them():
    paper = Paper("Long")
    paper.table(["", "n"], [[f"row {number}", str(number)] for number in range(120)], [1, 1])

    sheets = [sheet.extract_text() for sheet in read(paper).pages]

    assert len(sheets) > 2
    assert all(f"{number} / {len(sheets)}" in text for number, text in enumerate(sheets, 1))
    assert all(f"row {number}" in " ".join(sheets) for number in range(120))


def test_what_belongs_together_is_not_parted():
    paper = Paper("Together")
    for number in range(40):
        paper.text(f"line {number}")
    paper.together(700)
    paper.text("the first of those that belong together")

    sheets = [sheet.extract_text() for sheet in read(paper).pages]

    assert sheets[-1].splitlines()[0] == "the first of those that belong together"


def test_the_same_paper_makes_the_same_bytes():
    def made() -> bytes:
        paper = Paper("Same")
        paper.text("words")
        return paper.file(MADE, "foot")

    assert made() == made()


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Łódź", "?ódz"),
        ("x → y", "x to y"),
        ("\N{MINUS SIGN}3", "-3"),
        ("日本", "??"),
        ("a\nb\x00", "a?b?"),
    ],
)
def test_letters_that_the_font_lacks_lose_their_accent_or_are_a_question_mark(text, known):
    assert encoded(text).decode("cp1252") == known


@given(st.text(max_size=300), st.floats(40, 400))
def test_no_line_is_wider_than_it_may_be_and_no_letter_is_lost(text, most):
    broken = list(lines(text, 10, most))

    assert all(width(line, 10) <= most + 1e-6 for line in broken)
    assert "".join("".join(broken).split()) == "".join(text.split())


def test_widths_are_those_of_the_fonts_metrics():
    assert width("W", 1000) == 944
    assert width("i", 1000, bold=True) == 278
    assert width("€", 1000) == 556
    assert WIDE < 595


def test_a_drawing_is_svg_that_loads_nothing_and_says_what_it_shows():
    page = svg(CHART)
    assert "<title>Chart</title><desc>Two bars</desc>" in page
    assert page.count("<rect") == page.count("<line") == page.count("<text") == 1
    assert "href" not in page
    hostile = svg(Drawing(1, 1, "<b>", "&", (Label(0, 0, "</svg><script>"),)))
    assert "<script>" not in hostile
    assert "&lt;b&gt;" in hostile
