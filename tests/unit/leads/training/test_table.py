"""A history file is read row by row, whatever is wrong with some, and every row is accounted for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.leads.training.history import RawMapping, history_of
from functions.leads.training.rejection import Refusal
from functions.leads.training.table import BLANK, HEADER_AGAIN, TWICE, UNCLOSED, UNEVEN, read_table
from tests.unit.leads.training.invented import csv_of, rows

LEADS = rows(300)
FILE = csv_of(LEADS)
LINES = FILE.decode().splitlines()
HEADER = LINES[0]


def table_of(*lines, end="\r\n"):
    return read_table(end.join(lines).encode())


def test_a_quotation_mark_that_is_not_closed_costs_its_own_row():
    broken = LINES[150].replace(",", ',"', 1)
    table = table_of(*LINES[:150], broken, *LINES[151:])
    assert table.left_out == {UNCLOSED: 1, TWICE: 0}
    assert len(table) == table.rows - 1 == 299


def test_two_marks_hundreds_of_rows_apart_do_not_make_one_cell_of_what_lies_between():
    opened, closed = LINES[40].replace(",", ',"', 1), LINES[240].replace(",", '",', 2)
    table = table_of(*LINES[:40], opened, *LINES[41:240], closed, *LINES[241:])
    assert table.left_out[UNCLOSED] == 1
    assert len(table) >= 298


@pytest.mark.parametrize("more", [(",", ""), ("", ","), (",", ",")])
def test_a_mark_is_missed_in_a_file_with_blank_columns_too(more):
    broken = LINES[150].replace(",", ',"', 1)
    lines = [line + more[1] for line in (*LINES[1:150], broken, *LINES[151:])]
    table = table_of(LINES[0] + more[0], *lines)
    assert table.left_out[UNCLOSED] == 1
    assert len(table) == 299


def test_a_mark_that_is_missed_in_the_header_is_told():
    with pytest.raises(Refusal, match="first line does not end"):
        table_of('"' + HEADER, *LINES[1:], *LINES[1:] * 20)


def test_lines_before_the_header_may_be_blank():
    assert table_of("", " ", *LINES).rows == 300


def test_a_cell_of_any_length_is_no_reason_to_fail():
    leads = [
        {**lead, "Page": "x" * 140_000 if place == 3 else "y"} for place, lead in enumerate(LEADS)
    ]
    table = read_table(csv_of(leads))
    assert table.left_out == {UNCLOSED: 1, TWICE: 0}


@pytest.mark.parametrize("cell", ["+" + "a" * 100_000, "+" + "a-" * 50_000, "=" + " " * 100_000])
def test_a_long_cell_that_may_be_a_formula_is_looked_at_once(cell):
    assert len(read_table(csv_of([{**lead, "Note": cell} for lead in LEADS[:2]]))) == 2


def test_a_long_text_over_several_lines_is_one_cell():
    note = "first, as always\nsecond: 1, 2, 3\n\n" + "more, of it\n" * 30
    leads = [{**lead, "Remark": note} for lead in LEADS]
    table = read_table(csv_of(leads))
    assert len(table) == 300
    assert set(table.column("Remark").values) == {note}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_and_ends_of_lines_are_found(separator, end):
    lines = [line.replace(",", separator) for line in LINES]
    assert list(table_of(*lines, end=end).column("Source")) == [lead["Source"] for lead in LEADS]


def test_a_comma_before_decimals_is_no_separator():
    lines = ["Name;Minutes;Converted", *(f"a{place};{place},5;0" for place in range(30))]
    assert table_of(*lines).header == ("Name", "Minutes", "Converted")


def test_the_line_by_which_excel_names_its_separator_is_no_header():
    lines = [line.replace(",", ";") for line in LINES]
    assert table_of("sep=;", *lines).header == tuple(HEADER.split(","))


@pytest.mark.parametrize("more", [",", ",,,"])
def test_columns_without_name_and_cells_are_passed_over_and_told(more):
    for lines in (
        [line + more for line in LINES],
        [HEADER + more, *LINES[1:]],
        [HEADER, *(line + more for line in LINES[1:])],
        [more + line for line in LINES],
    ):
        table = table_of(*lines)
        assert table.header == tuple(HEADER.split(","))
        assert len(table) == 300


def test_the_index_that_pandas_writes_is_passed_over_and_told():
    table = table_of(f",{HEADER}", *(f"{place},{line}" for place, line in enumerate(LINES[1:])))
    assert table.header == tuple(HEADER.split(","))
    assert "counts the rows" in table.notes[0]


def test_cells_without_a_columns_name_are_refused():
    with pytest.raises(Refusal, match="Column 7 has no name"):
        table_of(HEADER + ",", *(line + ",x" for line in LINES[1:]))


def test_a_file_that_holds_an_export_twice_is_read_once():
    table = read_table(FILE + FILE)
    assert table.left_out == {HEADER_AGAIN: 1, TWICE: 300}
    assert len(table) == 300


def test_leads_that_say_the_same_without_being_the_same_are_all_kept():
    few = [{"Source": lead["Source"], "Converted": lead["Converted"]} for lead in LEADS]
    assert len(read_table(csv_of(few))) == 300


def test_one_byte_of_another_encoding_spoils_no_other_word():
    leads = [
        {**lead, "City": "Zürich" if place % 2 else "Kraków"} for place, lead in enumerate(LEADS)
    ]
    content = csv_of(leads).replace("Zürich".encode(), "Zürich".encode("cp1252"), 1)
    table = read_table(content)
    assert set(table.column("City").values) == {"Zürich", "Kraków"}
    assert "1 (in lines 3), read as Windows-1252" in table.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_are_told_apart(encoding):
    content = csv_of([{**lead, "City": "Zürich"} for lead in LEADS])
    table = read_table(content.decode().encode(encoding))
    assert table.header[0] == "Lead Number"
    assert table.column("City").values == ("Zürich",)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "shift-jis", "cp1253"])
def test_an_encoding_that_nobody_can_tell_is_refused(encoding):
    word = {"shift-jis": "東京都港区", "cp1253": "Θεσσαλονίκη"}.get(encoding, "Новосибирск")
    content = csv_of([{**lead, "City": word} for lead in LEADS]).decode()
    with pytest.raises(Refusal, match="encoding cannot be told"):
        read_table(content.encode(encoding))


GOOD, EMPTY, AGAIN, SHORT, OPEN, NO_OUTCOME = (
    "good",
    BLANK,
    HEADER_AGAIN,
    UNEVEN,
    UNCLOSED,
    "no outcome",
)


def line_of(kind, lead):
    cells = [str(cell) for cell in lead.values()]
    return {
        GOOD: ",".join(cells),
        EMPTY: "," * (len(cells) - 1),
        AGAIN: HEADER,
        SHORT: ",".join(cells[:3]),
        OPEN: ",".join([cells[0], f'"{cells[1]}', *cells[2:]]),
        NO_OUTCOME: ",".join([*cells[:-1], ""]),
    }[kind]


@given(
    bad=st.lists(
        st.tuples(st.integers(0, 599), st.sampled_from([EMPTY, AGAIN, SHORT, OPEN, NO_OUTCOME])),
        max_size=5,
        unique_by=lambda one: one[0],
    )
)
@settings(max_examples=60, deadline=None)
def test_the_account_names_every_row_of_the_file(bad):
    kinds = [GOOD] * 600
    for place, kind in bad:
        kinds[place] = kind
    lines = [line_of(kind, lead) for kind, lead in zip(kinds, rows(600), strict=True)]
    history = history_of(table_of(HEADER, *lines), RawMapping())
    account = history.account
    told = {one.why: one.rows for one in account.left_out}
    told[NO_OUTCOME] = told.pop("no outcome in Converted", 0)
    assert account.rows == 600
    assert account.learned_from == len(history.leads) == kinds.count(GOOD)
    assert {kind: told.get(kind, 0) for kind in set(kinds) - {GOOD}} == {
        kind: kinds.count(kind) for kind in set(kinds) - {GOOD}
    }


def test_rows_that_the_mapping_refuses_are_accounted_for():
    from functions.leads.training.history import read_mapping

    mapping = read_mapping(
        'fields: {email: Mail, source: Source}\noutcome: {column: Converted, "true": ["1"]}\n'
    )
    leads = [{**lead, "Mail": f"{place}@example.com"} for place, lead in enumerate(rows(600))]
    for lead in leads[:20]:
        lead["Mail"] = "nowhere"
    for lead in leads[20:50]:
        lead["Converted"] = ""
    account = history_of(read_table(csv_of(leads)), mapping).account
    assert (account.rows, account.learned_from) == (600, 550)
    refused, unknown = sorted(account.left_out, key=lambda one: one.rows)
    assert refused.rows == 20
    assert "email" in refused.why
    assert (unknown.rows, unknown.why) == (30, "no outcome in Converted")


def test_too_many_broken_rows_are_refused_with_their_number():
    lines = [line_of(OPEN if place % 10 == 0 else GOOD, lead) for place, lead in enumerate(LEADS)]
    with pytest.raises(Refusal, match=r"30 of 300 rows .* quotation mark"):
        table_of(HEADER, *lines)


@given(st.text(alphabet='a1,;"\n', max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_text_makes_it_fail_in_another_way_than_by_a_refusal(text):
    try:
        table = read_table(text.encode())
    except Refusal:
        return
    assert table.rows == len(table) + sum(table.left_out.values())


@pytest.mark.parametrize(
    "text",
    [
        "12, Main Street\nSpringfield, IL, 62701\nUSA",
        'He said "yes", and\n"later", twice',
        '<p class="a, b">\n  one, two\n</p>\n',
        '{"a": 1,\n "b": [1, 2, 3],\n "c": "d"}',
        "a,b,c\nd,e,f",
        '7" screen, 5" case',
        ",,,,,\n,,,",
        "\n\n\n",
    ],
)
def test_what_csv_writes_is_read_back_whatever_the_text(text):
    leads = [{**lead, "Note": text, "More": "x"} for lead in LEADS]
    table = read_table(csv_of(leads))
    assert len(table) == table.rows == 300
    assert table.column("Note").values == (text,)
