"""Lists of the company's own, whatever program wrote them."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.campaigns.lead_generation.sources.csv_rows import (
    LONGEST_LINE,
    UnreadableFile,
    rows,
)
from functions.campaigns.lead_generation.sources.own_files import OwnFiles
from functions.campaigns.lead_generation.sources.source import CompanySearch, Outcome
from tests.fakes.platform.clock import SteerableClock
from tests.fakes.platform.files import FakeFiles
from tests.fakes.platform.transaction import Ground


@given(st.integers(1, 40), st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]))
def test_a_row_is_the_same_wherever_the_file_is_cut(size: int, mark: str, end: str) -> None:
    lines = [
        mark.join(("Name", "Land")),
        mark.join(('"Ä ""B""\n&C"', "AT")),
        mark.join(("D", "DE")),
    ]
    text = "\ufeff" + end.join(lines)
    whole = text.encode()
    pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
    assert [dict(row) for row in rows(lambda: pieces)] == [
        {"name": 'Ä "B"\n&C', "land": "AT"},
        {"name": "D", "land": "DE"},
    ]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04\x00\x00", b"a,b\n" + b"x" * (LONGEST_LINE + 1)]
)
def test_what_is_no_list_is_told_and_not_read_on(content: bytes) -> None:
    def endless() -> Iterator[bytes]:
        yield content
        yield from [b"x" * 65_536] * 100

    with pytest.raises(UnreadableFile):
        list(rows(endless if content[:1] == b"a" else lambda: [content]))


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("Firma;Land\nMüller & Söhne;DE\n".encode("cp1252"), ["Müller & Söhne"]),
        ("Firma;Land\nMüller & Söhne;DE\n".encode("utf-16"), ["Müller & Söhne"]),
        (b"sep=;\nFirma;Land\nA;DE\n", ["A"]),
        (b"Firma;Land\rA;DE\rB;AT\r", ["A", "B"]),
        ("Firma;Land\nA;DE\nMüller;DE\nStraße;AT\n".encode("cp1252"), ["A", "Müller", "Straße"]),
    ],
)
def test_a_list_is_read_in_whatever_its_program_wrote(content: bytes, names: list[str]) -> None:
    assert [row["firma"] for row in rows(lambda: [content])] == names


def test_letters_that_nobody_can_tell_are_refused_and_never_silently_wrong() -> None:
    with pytest.raises(UnreadableFile, match="not UTF-8"):
        list(rows(lambda: [b"Firma;Land\n\xe6\xf0\xa4;DE\n"]))


def test_a_list_that_cannot_be_read_costs_no_other_list_and_is_named() -> None:
    files = FakeFiles(Ground())
    lists = {"a": b"PK\x03\x04", "b": b"Firma;Land\nAcme;AT\n", "c": b""}
    for name, content in lists.items():
        files.write(f"companies/{name}.csv", [content], content_type="text/csv")
    found = OwnFiles(files, SteerableClock()).companies(CompanySearch())
    assert (found.outcome, [one.name for one in found.records]) == (Outcome.FOUND, ["Acme"])
    assert [one.partition(":")[0] for one in found.notes] == ["companies/a.csv", "companies/c.csv"]
    assert "Excel workbook" in found.notes[0]


def test_a_list_that_cannot_be_read_and_no_list_are_different_answers() -> None:
    files = FakeFiles(Ground())
    source = OwnFiles(files, SteerableClock())
    assert source.companies(CompanySearch()).outcome is Outcome.NOT_CONNECTED
    files.write("companies/a.csv", [b"PK\x03\x04"], content_type="text/csv")
    assert source.companies(CompanySearch()).outcome is Outcome.UNAVAILABLE
    files.write("companies/a.csv", [b"Firma;Land\nAcme;AT\n"], content_type="text/csv")
    (one,) = source.companies(CompanySearch()).records
    assert (one.name, one.country) == ("Acme", "AT")
    assert one.told[0].where == "companies/a.csv, row 2"
