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
    assert [dict(row) for row in rows(pieces)] == [
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
        list(rows(endless() if content[:1] == b"a" else [content]))


def test_a_list_that_cannot_be_read_and_no_list_are_different_answers() -> None:
    files = FakeFiles(Ground())
    source = OwnFiles(files, SteerableClock())
    assert source.companies(CompanySearch()).outcome is Outcome.NOT_CONNECTED
    files.write("companies/a.csv", [b"\x00\x01"], content_type="text/csv")
    assert source.companies(CompanySearch()).outcome is Outcome.UNAVAILABLE
    files.write("companies/a.csv", [b"Firma;Land\nAcme;AT\n"], content_type="text/csv")
    (one,) = source.companies(CompanySearch()).records
    assert (one.name, one.country) == ("Acme", "AT")
    assert one.told[0].where == "companies/a.csv, row 2"
