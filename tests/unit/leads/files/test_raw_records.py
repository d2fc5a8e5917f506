"""Rows are a person's by what they name, and every other byte of a file stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.leads.files.raw_records import csv_records, jsonl_records
from baton.leads.files.row_identity import Identity, digits_of
from baton.leads.lead import NewLead
from baton.privacy.subject import email_key, external_key

ADA = Identity.of(
    [email_key("ada@example.com"), external_key("7")],
    [NewLead(phone="+436601234567", last_name="Lovelace")],
)


@pytest.mark.parametrize(
    ("cells", "theirs"),
    [
        ({"mail": " ADA@Example.com "}, True),
        ({"note": "ask ada@example.com about it"}, False),
        ({"id": "7"}, True),
        ({"visits": "7"}, False),
        ({"tel": "0660/1234567", "name": "Dr. Lovelace"}, True),
        ({"tel": "0043 660 1234567", "name": "Colleague"}, False),
        ({"name": "Lovelace"}, False),
        ({}, False),
    ],
)
def test_a_row_is_the_persons_if_it_names_nobody_else(cells: dict[str, str], theirs: bool) -> None:
    assert ADA.is_of(cells, {"id"}) is theirs


def test_a_number_is_one_only_if_it_is_long_enough() -> None:
    assert digits_of("+43 (660) 12-34 567") == "436601234567"
    assert digits_of("12345") == digits_of("call 1234567 now") == digits_of("") == ""


@given(st.binary(max_size=400), st.integers(min_value=1, max_value=50))
def test_records_are_all_of_a_file_however_it_comes(content: bytes, size: int) -> None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return
    chunks = [content[at : at + size] for at in range(0, len(content), size)]

    for read in (csv_records, jsonl_records):
        assert b"".join(record.raw for record in read(chunks)) == content


def test_a_row_of_several_lines_is_one_record() -> None:
    content = (
        b'sep=;\r\nmail;note\r\nada@example.com;"one\r\ntwo"\r\neve@example.com;x"y\r\nlast;z\r\n'
    )

    records = list(csv_records([content]))

    assert [dict(record.cells) for record in records][2:] == [
        {"mail": "ada@example.com", "note": "one\ntwo"},
        {"mail": "eve@example.com", "note": 'x"y'},
        {"mail": "last", "note": "z"},
    ]


def test_utf_16_becomes_utf_8() -> None:
    content = "mail,note\nada@example.com,ü\n".encode("utf-16")

    (_, row) = csv_records([content[:13], content[13:]])

    assert row.raw.decode() == "ada@example.com,ü\n"
