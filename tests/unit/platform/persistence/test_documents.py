"""A document is read as it was kept, takes less room, and nothing else passes for one."""

import os
import subprocess
import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.persistence.documents import MOST_BYTES, _dictionaries, compressed, text_of
from tests.samples.outreach import Campaigning
from tests.unit.commerce.order.world import World


@given(st.text())
def test_what_was_kept_is_read(text: str) -> None:
    assert text_of(compressed(text)) == text


@given(st.text())
def test_no_document_takes_more_than_its_text_and_a_few_bytes(text: str) -> None:
    own = len(text.encode())
    assert len(compressed(text)) <= own + 15 + 5 * (
        own // 16_383 + 1
    )  # RFC 1950 with FDICT, 1951 stored


def test_a_processed_lead_takes_less_than_a_third_of_its_text() -> None:
    text = Campaigning().lead.model_dump_json(exclude_none=True)
    assert len(compressed(text)) < len(text.encode()) / 3


def test_a_confirmed_order_of_two_lines_is_written_as_one_kb() -> None:
    two = [{"sku": "SHIRT", "quantity": 1}, {"sku": "SHIRT", "quantity": 2}]
    to = {"name": "Jürgen Wagenknecht", "street": "Lindenallee 117", "city": "Bruck an der Mur",
          "postal_code": "8600", "country": "AT"}  # fmt: skip
    world = World()
    world.place(lines=two, ship_to=to, email="j.wagenknecht@mailbox.example")
    order = world.to_the_end()
    assert len(compressed(order.model_dump_json(exclude_none=True))) < 800


@given(st.text())
def test_what_was_kept_with_the_first_dictionary_is_read(text: str) -> None:
    packing = zlib.compressobj(zdict=next(iter(_dictionaries().values())))
    assert text_of(packing.compress(text.encode()) + packing.flush()) == text


@given(st.text())
def test_what_was_kept_before_there_was_a_dictionary_is_read(text: str) -> None:
    assert text_of(zlib.compress(text.encode())) == text


def test_a_dictionary_that_documents_were_kept_with_never_changes() -> None:
    assert [f"{one:08x}" for one in _dictionaries()] == ["2e963777", "7dc29151"]


def test_a_document_whose_dictionary_is_gone_says_which() -> None:
    packing = zlib.compressobj(zdict=b"another")
    kept = packing.compress(b"text") + packing.flush()
    with pytest.raises(ValueError, match=f"{zlib.adler32(b'another'):08x}"):
        text_of(kept)


@given(st.binary(max_size=200))
def test_what_is_no_document_is_refused(kept: bytes) -> None:
    try:
        expected = zlib.decompress(kept).decode()
    except (zlib.error, UnicodeDecodeError):
        with pytest.raises(ValueError):  # noqa: PT011 (both kinds are of it)
            text_of(kept)
    else:
        assert text_of(kept) == expected


def test_half_a_document_and_one_that_unfolds_without_end_are_refused() -> None:
    for kept in (compressed("a long text" * 99)[:-3], compressed(" " * (MOST_BYTES + 1))):
        with pytest.raises(ValueError, match="not whole"):
            text_of(kept)


def test_a_person_can_read_what_a_table_holds() -> None:
    command = [sys.executable, "-m", "baton.persistence.documents"]
    shown = subprocess.run(  # noqa: S603 (our own interpreter and module)
        command,
        input=compressed('{"city": "Łódź"}'),
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
    )
    assert shown.stdout.decode().strip() == '{"city": "Łódź"}'
