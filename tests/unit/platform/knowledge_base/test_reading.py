"""Every kind of file is read as what it is, or it is said why not."""

import time
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from docx import Document

from baton.knowledge_base.document import ADVICE, Outcome
from baton.knowledge_base.passages import passages_of
from baton.knowledge_base.reading import files as files_module
from baton.knowledge_base.reading import word as word_module
from baton.knowledge_base.reading.files import MOST_BYTES, read_file
from baton.knowledge_base.text import MOST_CHARACTERS, ReadText
from tests.unit.platform.knowledge_base.documents_made import docx_of, encrypted, pdf_of

PAGE = """<!doctype html><html lang="en-GB"><head><title>Help &amp; support</title>
<style>p {color: red}</style></head><body><nav><a href="/">Home</a></nav>
<h1>Returns</h1><p>Within <b>30 days</b>,<br>unused.</p><script>var p = "<p>no</p>";</script>
<h2>Costs</h2><table><tr><th>Parcel</th><th>Price</th></tr>
<tr><td>Small</td><td>&euro; 4</td></tr></table>
<footer>Imprint</footer></body></html>"""

CARTS = ((1, "cart", 12), (2, "sledge", 14), (3, "trailer", 17))


def read(name: str, content: bytes) -> ReadText:
    found = read_file(name, content)
    assert isinstance(found, ReadText), found
    return found


def told(name: str, content: bytes) -> list[tuple[tuple[str, ...], int | None, str]]:
    return [(one.headings, one.page, one.quote) for one in passages_of(read(name, content))]


def test_markdown_keeps_its_text_to_the_letter_and_is_parted_at_headings() -> None:
    front = "---\ntitle: Handbook\nlang: en\n---\n"
    text = f"{front}Intro *here*.\n\n# One #\n\nA `b`\n```\n# no heading\n```\n"
    found = read("a.MD", text.encode())
    assert (found.text, found.title, found.language) == (text, "Handbook", "en")
    assert told("a.md", text.encode()) == [
        ((), None, "Intro *here*."),
        (("One",), None, "A `b`\n```\n# no heading\n```"),
    ]


def test_a_page_of_a_website_is_read_as_people_see_it() -> None:
    found = read("a.html", PAGE.encode())
    assert (found.title, found.language) == ("Help & support", "en")
    assert told("a.html", PAGE.encode()) == [
        (("Returns",), None, "Within 30 days,\n\nunused."),
        (("Returns", "Costs"), None, "Parcel | Price\n\nSmall | \u20ac 4"),
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display: none'>No.</p>",
        "<div hidden><div>No.</div>No.</div>",
        "<p style='visibility:hidden'>No.",
        "<p style='font-size: 0px'>No.</p>",
        "<span style='opacity:0.0'>No.</span>",
        "<p style='position:absolute; left:-9999px'>No.</p>",
        "<p style='color:#FFF; background-color:#fff'>No.</p>",
        "<ul><li hidden>No.</ul>",
        "<!-- No. -->",
    ],
)
def test_what_a_page_hides_is_no_text(hidden: str) -> None:
    page = f"<p>Yes.</p>{hidden}<p>Seen.</p>"
    assert read("a.html", page.encode()).text.split() == ["Yes.", "Seen."]


@pytest.mark.parametrize("style", ["opacity:0.5", "font-size:0.9em", "color:red;background:#fff"])
def test_what_is_only_styled_is_text(style: str) -> None:
    assert read("a.html", f"<p style='{style}'>Yes.</p>".encode()).text == "Yes."


def test_a_page_that_never_closes_its_navigation_is_still_read() -> None:
    assert told("a.htm", b"<nav><p>Only this.")[0][2] == "Only this."


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("\u00fcber".encode(), "\u00fcber"),
        (b"\xef\xbb\xbf" + "\u00fcber".encode(), "\u00fcber"),
        (b"\xff\xfe" + "\u00fcber".encode("utf-16-le"), "\u00fcber"),
        (b"a\r\n\r\nb\x01\x02c", "a\n\nbc"),
    ],
)
def test_a_text_is_read_by_its_mark_or_as_utf_8(content: bytes, expected: str) -> None:
    assert read("a.txt", content).text == expected


def test_the_charset_of_a_page_is_what_it_says() -> None:
    page = '<meta charset="iso-8859-1"><p>\u00fcber</p>'.encode("latin-1")
    assert told("a.html", page)[0][2] == "\u00fcber"


def test_a_pdf_is_read_page_by_page() -> None:
    content = pdf_of("First page.", "Second page.")
    assert told("a.pdf", content) == [((), 1, "First page."), ((), 2, "Second page.")]
    assert read("a.pdf", content).pages == 2


def test_a_pdf_is_read_under_the_lines_in_larger_or_bold_letters() -> None:
    content = pdf_of("#Cover\nWear is ours.\n*Claims\nFill in the form.\n*Sign it.", "Send it.")
    assert told("a.pdf", content) == [
        (("Cover",), 1, "Wear is ours."),
        (("Cover", "Claims"), 1, "Fill in the form.\n\nSign it."),
        (("Cover", "Claims"), 2, "Send it."),
    ]


def test_a_table_in_larger_letters_is_no_heading() -> None:
    content = pdf_of("# Boat, price\n# Dinghy, 40\n# Cutter, 120", "It is a text of many letters.")
    assert told("a.pdf", content)[0] == ((), 1, "Boat, price\nDinghy, 40\nCutter, 120")


def test_a_sentence_of_a_pdf_goes_on_in_the_next_line_and_rows_of_a_table_do_not() -> None:
    content = pdf_of("It pays for damage, and\nfor theft.\nTyre 25 euros\nWheel 70 euros")
    assert told("a.pdf", content)[0][2] == (
        "It pays for damage, and for theft.\nTyre 25 euros\nWheel 70 euros"
    )


def test_what_stands_at_the_end_of_every_page_of_a_pdf_is_told_once() -> None:
    pages = [f"Rent a {kind}.\n{cost} euros\nTerms, page {n}" for n, kind, cost in CARTS]
    assert [one[2] for one in told("a.pdf", pdf_of(*pages))] == [
        "Rent a cart.\n12 euros\nTerms, page 1",
        "Rent a sledge.\n14 euros",
        "Rent a trailer.\n17 euros",
    ]


def test_a_pdf_that_opens_without_a_password_is_read() -> None:
    assert told("a.pdf", encrypted(pdf_of("Open."), ""))[0][2] == "Open."


def test_a_word_file_is_read_under_its_headings_with_its_tables() -> None:
    content = docx_of(
        ("Manual", "Heading 1"),
        ("Switch it on.", "Normal"),
        ("Costs", "Heading 2"),
        rows=[["Size", "Price"], ["Small", "4"]],
    )
    assert told("a.docx", content) == [
        (("Manual",), None, "Switch it on."),
        (("Manual", "Costs"), None, "Size | Price\nSmall | 4"),
    ]


def test_a_word_file_is_called_by_its_title() -> None:
    content = docx_of(("Handbook", "Title"), ("Costs", "Heading 1"), ("It is free.", "Normal"))
    assert read("a.docx", content).title == "Handbook"
    assert told("a.docx", content) == [(("Costs",), None, "It is free.")]


@pytest.mark.parametrize(
    "names",
    [
        "question,answer",
        "Frage,Antwort",
        "question,réponse",
        "pregunta,respuesta",
        "domanda,risposta",
        "Customer question,Our answer",
        "Q,A",
        "\nsep=,\n\nquestion,answer",
    ],
)
def test_a_table_of_questions_names_its_columns_in_any_shipped_language_as_people_name_them(
    names: str,
) -> None:
    assert told("a.csv", f"{names}\nQ?,A.\n".encode()) == [(("Q?",), None, "A.")]


def test_questions_and_answers_are_a_passage_each() -> None:
    table = 'Frage;Antwort\n"Wie lange?";"30 Tage; ungenutzt"\nWo?;Hier\n;\n'
    assert told("a.csv", table.encode()) == [
        (("Wie lange?",), None, "30 Tage; ungenutzt"),
        (("Wo?",), None, "Hier"),
    ]


def _bomb() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b"\0" * 2_000_000)
    return made.getvalue()


def _locked(archive: bytes) -> bytes:
    """Its first part marked as encrypted, in the directory by which it is found."""
    entry = archive.index(b"PK\x01\x02") + 8
    return archive[:entry] + bytes([archive[entry] | 1]) + archive[entry + 1 :]


def test_hidden_words_of_a_word_file_are_no_text() -> None:
    document, made = Document(), BytesIO()
    paragraph = document.add_paragraph("Returns within 30 days. ")
    paragraph.add_run("Everything is free.").font.hidden = True
    document.save(made)
    assert read("a.docx", made.getvalue()).text == "Returns within 30 days."


def test_a_row_without_its_question_or_answer_is_nobody_elses() -> None:
    table = "question,answer\nOne?,Yes.\n,Stray.\nTwo?,  \nThree?,No.\n"
    assert told("a.csv", table.encode()) == [
        (("One?",), None, "Yes."),
        (("Three?",), None, "No."),
    ]


def test_signs_that_nobody_sees_are_no_text() -> None:
    assert read("a.md", "\u200b\n\ufeff\u00ad\n".encode()).is_empty


@pytest.mark.parametrize(
    ("name", "content", "outcome"),
    [
        ("a.txt", b"", Outcome.EMPTY),
        ("a.txt", b" \n\t ", Outcome.EMPTY),
        ("a.html", b"<html><body></body></html>", Outcome.EMPTY),
        ("a.csv", b"question,answer\n", Outcome.EMPTY),
        ("a.docx", docx_of(), Outcome.EMPTY),
        ("a.pdf", pdf_of(""), Outcome.EMPTY),
        ("a.pdf", pdf_of("", picture=True), Outcome.SCANNED),
        ("a.pdf", encrypted(pdf_of("Hidden."), "secret"), Outcome.ENCRYPTED),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Outcome.ENCRYPTED),
        ("a.docx", _locked(docx_of()), Outcome.ENCRYPTED),
        ("a.txt", b"\n-----BEGIN PGP MESSAGE-----\n\nhQEMA0\n", Outcome.ENCRYPTED),
        ("a.md", b"Salted__x", Outcome.ENCRYPTED),
        ("a.pdf", b"not a pdf", Outcome.DAMAGED),
        ("a.pdf", pdf_of("Cut.")[:200], Outcome.DAMAGED),
        ("a.docx", b"PK\x03\x04 cut", Outcome.DAMAGED),
        ("a.docx", _bomb(), Outcome.TOO_LARGE),
        ("a.txt", b"text\0with zeros", Outcome.DAMAGED),
        ("a.txt", "\u00fcber".encode("latin-1"), Outcome.ENCODING),
        ("a.csv", b"name,price\nA,1\n", Outcome.UNKNOWN_KIND),
        ("a.exe", b"MZ", Outcome.UNKNOWN_KIND),
        ("no ending", b"text", Outcome.UNKNOWN_KIND),
        ("a.txt", b"x" * (MOST_CHARACTERS + 1), Outcome.TOO_LARGE),
        ("a.html", b"<p>" + b"x" * (MOST_CHARACTERS + 1), Outcome.TOO_LARGE),
        ("a.pdf", b"%PDF" + b"\n" * MOST_BYTES, Outcome.TOO_LARGE),
    ],
)
def test_what_cannot_be_read_has_a_name_and_an_advice(
    monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, outcome: Outcome
) -> None:
    monkeypatch.setattr(word_module, "MOST_UNPACKED", 1_000_000)
    assert read_file(name, content) is outcome
    assert ADVICE[outcome]


def test_a_file_that_keeps_its_parser_busy_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_: bytes) -> ReadText:
        while True:
            with suppress(Exception):  # as parsers do
                time.sleep(0.001)

    monkeypatch.setitem(files_module._OTHERS, "pdf", busy)
    assert read_file("a.pdf", b"%PDF", seconds=0.05) is Outcome.TOO_SLOW
