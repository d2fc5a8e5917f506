"""A file of any size is read piece by piece, wherever the pieces are cut."""

import json
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from baton.tabular.csv_file import CsvFile
from baton.tabular.items import ItemFile, MalformedRow, original_of
from baton.tabular.text_lines import MAX_LINE_BYTES, Encoding, text_lines

CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from('",;\n\\'),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip(" ,;\t") == text.strip() and text.strip())


@given(st.text(st.sampled_from("abc\né語🚚"), max_size=80), st.integers(1, 7))
def test_lines_do_not_depend_on_where_the_file_is_cut(text: str, size: int) -> None:
    raw = text.encode()
    pieces = [raw[start : start + size] for start in range(0, len(raw), size)]

    found = [line.text for line in text_lines(pieces)]

    assert found == (text.removesuffix("\n").split("\n") if text else [])


@given(st.lists(st.tuples(CELL, CELL), max_size=8), st.sampled_from([",", ";"]))
def test_a_cell_comes_back_as_it_was_written(rows: list[tuple[str, str]], separator: str) -> None:
    def written(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    lines = [f"email{separator}note"]
    lines += [separator.join(map(written, row)) for row in rows]
    table = CsvFile(text_lines(["\n".join(lines).encode()]))

    items = [json.loads(item) for item in table.items()]

    found = [original_of(item, table.header) for item in items]
    assert found == [{"email": email, "note": note} for email, note in rows]


@given(st.binary(max_size=400), st.sampled_from([b"email,b\n", b"email;b\r\n", b""]))
def test_whatever_bytes_come_every_row_is_a_row_or_broken(content: bytes, header: bytes) -> None:
    whole = [header + b"a,b\n" + content.replace(b"\x00", b"")]
    table = CsvFile(text_lines(whole, Encoding("utf-8")))

    for item in table.items():
        original = original_of(json.loads(item), table.header)
        assert isinstance(original, MalformedRow | dict)


def test_a_line_without_end_is_cut_and_the_next_one_read() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"first\n"
        for _ in range(40):
            yield b"x" * 100_000
        yield b"\nlast\n"

    first, long, last = text_lines(pieces())

    assert (first.text, last.text, last.number) == ("first", "last", 3)
    assert long.fault
    assert len(long.text) == MAX_LINE_BYTES


def test_a_big_file_is_never_whole_in_memory() -> None:
    held = 0
    most = 0

    def pieces() -> Iterator[bytes]:
        nonlocal held, most
        yield b"email,note\n"
        for number in range(50):
            held += 1
            most = max(most, held)
            yield b"".join(b"p%d@example.com,%d\n" % (number, line) for line in range(4_000))

    table = CsvFile(text_lines(pieces()))
    prepared = ItemFile(table.items())
    for part in prepared.parts():
        held = 0
        assert len(part) < 1_300_000

    assert prepared.rows == 200_000
    assert most < 20
