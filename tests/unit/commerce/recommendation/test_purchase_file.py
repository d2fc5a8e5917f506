"""A file of purchases is read whole, within bounds, and what is wrong with it is told."""

import gzip
import tracemalloc
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.commerce.recommending.purchases import Purchase
from baton.tabular.packed import unpacked
from baton.tabular.refusal import Refusal
from functions.commerce.purchase_history.history_file import Line, packed
from functions.commerce.recommendation_training.purchase_file import (
    Columns,
    PurchasesRead,
    read_purchases,
)

TODAY = date(2026, 5, 31)
HEAD = "customer_id,product_id,day,country\n"


def read(text: str, **more: Any) -> PurchasesRead:
    return read_purchases([text.encode()], today=TODAY, **more)


IDS = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=20)
DAYS = st.dates(date(1970, 1, 2), TODAY)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.builds(Line, IDS, IDS, DAYS, st.sampled_from(["AT", "US", ""])), max_size=30))
def test_what_is_gathered_is_read_as_it_was_each_purchase_once(lines: list[Line]) -> None:
    found = read_purchases(packed(lines), today=TODAY)
    expected = [Purchase(one.customer, one.item, one.day.toordinal()) for one in lines]
    assert found.purchases == list(dict.fromkeys(expected))
    assert not found.faults
    for customer, country in found.country_of.items():
        assert country in {one.country for one in lines if one.customer == customer}


@pytest.mark.parametrize(
    "text",
    [
        "Customer ID;Product-ID;Day\nann;TENT;2026-05-30\n",
        "sep=;\nday;product_id;customer_id\n2026-05-30T23:10:00+02:00;TENT;ann\n",
        "day\tproduct_id\tcustomer_id\textra\n1780099200\t TENT \tann\tx\n",
    ],
)
def test_a_companys_own_file_is_read_as_spreadsheets_write_it(text: str) -> None:
    assert read(text).purchases == [Purchase("ann", "TENT", date(2026, 5, 30).toordinal())]


def test_rows_that_cannot_be_read_are_left_out_and_told_without_what_they_say() -> None:
    good = [f"c{at},TENT,2026-05-01,Austria" for at in range(100)]
    bad = ["ann,TENT,Ann Secret,AT", "bob,TENT,2026-06-01,AT", "x" * 201 + ",TENT,2026-05-01,"]
    found = read(HEAD + "\n".join([*good, *bad, ",TENT,2026-05-01,AT"]))
    assert (found.rows, len(found.purchases), found.faulty, found.nobodys) == (104, 100, 3, 1)
    assert found.faults == [
        "row 101: its day is none, as 2026-05-31 would be",
        "row 102: its day is in the future",
        "row 103: an id has more than 200 characters",
    ]
    assert found.country_of["c7"] == "AT"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "There is no column customer_id or product_id or day; the file has no columns."),
        (
            b"customer_id,sku,day\n",
            "There is no column product_id; the file has customer_id, sku, day.",
        ),
        (HEAD.encode() + b"ann,TENT,yesterday,\n", "1 of 1 rows cannot be read: row 1: its day"),
        (HEAD.encode() + b"ann,TENT," + b"9" * 400, "its day is in no calendar"),
        (gzip.compress(HEAD.encode(), mtime=0)[:-9], "ends too early"),
        (b"\x1f\x8bno archive at all", "is broken"),
        (b"PK\x03\x04", "This is an Excel workbook"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why.replace("(", r"\(")):
        read_purchases([content], today=TODAY)


def test_a_rating_that_is_no_number_is_no_rating() -> None:
    columns = Columns(at=None, value="stars", at_least=4)
    rows = [f"c{at},x,5" for at in range(40)]
    found = read(
        "\n".join(["customer_id,product_id,stars", *rows, "ann,y,nan", "bob,y,?"]), columns=columns
    )
    assert (len(found.purchases), found.faulty) == (40, 1)


def test_of_too_many_the_latest_are_kept() -> None:
    days = [1 + at * 7 % 31 for at in range(62)]
    found = read(
        HEAD + "\n".join(f"c{at},TENT,2026-01-{day:02}," for at, day in enumerate(days)), most=11
    )
    latest = sorted(days)[-11:]
    assert sorted(one.day - date(2026, 1, 1).toordinal() + 1 for one in found.purchases) == latest
    assert found.older == 51


def test_packed_files_may_be_one_after_the_other_and_no_bomb_is_unpacked() -> None:
    both = gzip.compress(b"one,") + gzip.compress(b"two")
    assert b"".join(unpacked(both[at : at + 1] for at in range(len(both)))) == b"one,two"
    bomb = gzip.compress(b"0" * 5_000_000)
    tracemalloc.start()
    with pytest.raises(Refusal, match="more than 2 MB"):
        for piece in unpacked([bomb], most=2_000_000):
            assert len(piece) <= 1_000_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


def test_what_is_held_does_not_grow_with_a_file_beyond_the_bound() -> None:
    def peak_of(rows: int) -> int:
        def content() -> Iterator[bytes]:
            yield HEAD.encode()
            for at in range(rows):
                yield b"c%d,i%d,2026-%02d-01,AT\n" % (at, at, 1 + at % 5)

        tracemalloc.start()
        read_purchases(content(), today=TODAY, most=1_000)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    peak_of(2_000)
    assert peak_of(20_000) < 1.5 * peak_of(2_000)
