"""A text becomes passages that leave nothing out, and each is a piece of it word for word."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.knowledge_base.passages import AIMED_AT, MOST, passages_of
from baton.knowledge_base.reading.markdown import markdown_text, plain_text_of
from baton.knowledge_base.text import TextWriter, language_code
from tests.growth import grows_in_proportion

TEXTS = st.text(alphabet="ab #\n.!? \u3002\u00e9`~-\t", max_size=3_000)


@given(TEXTS, st.sampled_from([plain_text_of, markdown_text]))
def test_passages_are_verbatim_in_order_and_leave_out_nothing_but_spaces_and_headings(text, read):
    found = passages_of(read(text))
    assert all(text[one.begin : one.end] == one.quote for one in found)
    assert all(len(one.quote) <= MOST and one.quote.strip() == one.quote for one in found)
    assert all(one.end <= other.begin for one, other in pairwise(found))
    if read is plain_text_of:
        said = "".join(one.quote for one in found)
        assert "".join(said.split()) == "".join(text.split())


def test_short_paragraphs_are_put_together_and_long_ones_end_at_sentences() -> None:
    short = "\n\n".join(f"Paragraph {number} is short." for number in range(100))
    sizes = [len(one.quote) for one in passages_of(plain_text_of(short))]
    assert all(AIMED_AT <= size <= MOST for size in sizes[:-1])
    long = " ".join(f"Sentence {number} of a long paragraph." for number in range(100))
    assert all(one.quote.endswith(".") for one in passages_of(plain_text_of(long)))


def test_a_text_without_any_end_is_cut_at_spaces_or_not_at_all() -> None:
    numbers = " ".join(["12345"] * 1_000)
    assert all(set(one.quote.split()) == {"12345"} for one in passages_of(plain_text_of(numbers)))
    assert [len(one.quote) for one in passages_of(plain_text_of("x" * (2 * MOST)))] == [MOST, MOST]


def test_headings_and_pages_end_passages() -> None:
    writer = TextWriter()
    writer.heading(1, "Guide")
    writer.block("Of the first page.", page=1)
    writer.block("Of the second.", page=2)
    writer.heading(3, "Deep")
    writer.block("Below.", page=2)
    writer.heading(2, "Next")
    writer.block("Beside.", page=2)
    found = passages_of(writer.written())
    assert [(one.headings, one.page, one.quote) for one in found] == [
        (("Guide",), 1, "Of the first page."),
        (("Guide",), 2, "Of the second."),
        (("Guide", "Deep"), 2, "Below."),
        (("Guide", "Next"), 2, "Beside."),
    ]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("de-AT", "de"),
        ("EN", "en"),
        ("deu", None),
        ("\u00fc\u00fc", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_is_told_by_its_code(told: str | None, code: str | None) -> None:
    assert language_code(told) == code


def test_a_title_is_one_line() -> None:
    writer = TextWriter()
    writer.block("Text.")
    assert writer.written(title=" A\n\tB " + "c" * 300).title == "A B " + "c" * 196


def test_the_time_is_in_proportion_to_the_text() -> None:
    for piece in ("\n ", "# ", "#" * 50 + " ", ". ", "`" * 3 + "\n", "---\n", "@a.b "):

        def read(characters: int, piece: str = piece) -> None:
            passages_of(markdown_text(piece * (characters // len(piece))))

        assert grows_in_proportion(read, 400_000), piece
