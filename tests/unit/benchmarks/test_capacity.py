"""Capacity units as AWS counts them, by the examples and rules of its developer guide."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.capacity import Index, indexes_of, item_bytes, read_units, write_units

KEY = {"lead_id": {"S": "1"}}
GLOBAL = Index(("shard", "due_at"), ("lead_id",), whole=False, local=False)
LOCAL = Index(("lead_id", "due_at"), ("lead_id",), whole=False, local=True)


def an_item(size: int, **more: str) -> dict[str, Any]:
    """An item of so many bytes, with attributes besides."""
    item: dict[str, Any] = KEY | {name: {"S": text} for name, text in more.items()}
    rest = size - item_bytes(item) - len("document")
    return item | {"document": {"B": b"x" * rest}}


DUE = {"shard": "0", "due_at": "2026"}


@pytest.mark.parametrize(
    ("size", "units"), [(50, 1), (1_024, 1), (1_025, 2), (3_584, 4), (409_600, 400)]
)
def test_a_write_costs_a_unit_for_each_kb_begun_and_twice_that_in_a_transaction(
    size: int, units: int
) -> None:
    assert write_units(None, an_item(size), (), within=False) == (units, 0)
    assert write_units(None, an_item(size), (), within=True) == (2 * units, 0)


def test_the_bigger_of_before_and_after_counts_also_for_a_delete() -> None:
    big, small = an_item(2_500), an_item(100)
    for before, after in ((big, small), (small, big), (big, None), (big, big)):
        assert write_units(before, after, (), within=False) == (3, 0)


def test_what_deletes_nothing_or_fails_on_nothing_costs_one_unit() -> None:
    assert write_units(None, None, (GLOBAL,), within=False) == (1, 0)


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        (None, DUE, 1),
        (DUE, None, 1),
        (DUE, DUE | {"due_at": "2027"}, 2),
        (DUE, DUE, 0),
        (None, {"shard": "0"}, 0),
        (DUE, {"shard": "0"}, 1),
    ],
    ids=["comes", "goes", "moves", "stays", "is not in it", "leaves it"],
)
def test_an_index_costs_by_what_happens_to_the_item_in_it(
    before: dict[str, str] | None, after: dict[str, str] | None, units: int
) -> None:
    old, new = (an_item(3_000, **one) if one is not None else None for one in (before, after))
    for index in (GLOBAL, LOCAL):
        assert write_units(old, new, (index,), within=False)[1] == units
    assert write_units(old, new, (GLOBAL,), within=True)[1] == units
    assert write_units(old, new, (LOCAL,), within=True)[1] == 2 * units


def test_an_index_that_holds_everything_costs_by_the_size_and_with_every_change() -> None:
    whole = Index(GLOBAL.keys, GLOBAL.table_keys, whole=True, local=False)
    assert write_units(None, an_item(2_500, **DUE), (whole,), within=False)[1] == 3
    changed = write_units(an_item(900, **DUE), an_item(901, **DUE), (whole,), within=False)
    assert changed == (1, 1)


@pytest.mark.parametrize(
    ("sizes", "consistent", "units"),
    [([1], True, 1), ([4_097], True, 2), ([4_096], False, 0.5), ([100, 5_000], True, 3)],
)
def test_a_read_costs_a_unit_for_each_4_kb_begun_of_each_item_and_half_if_it_may_be_behind(
    sizes: list[int], consistent: bool, units: float
) -> None:
    assert read_units(sizes, consistent=consistent) == units


@given(st.text(), st.text())
def test_names_and_texts_count_by_their_bytes(name: str, text: str) -> None:
    expected = len(name.encode()) + len(text.encode())
    assert item_bytes({name: {"S": text}}) == expected


def test_nested_values_count_with_what_holds_them() -> None:
    nested = {"M": {"b": {"L": [{"BOOL": True}, {"NULL": True}]}}}
    assert item_bytes({"a": nested}) == 1 + (3 + 1 + 1 + (3 + 1 + 1 + 1 + 1))
    assert item_bytes({"n": {"N": "-1234.50"}}) == 1 + 4
    assert item_bytes({"s": {"SS": ["ab", "c"]}}) == 4


def test_indexes_are_read_from_what_a_table_says_of_itself() -> None:
    def keys(*names: str) -> list[dict[str, str]]:
        return [{"AttributeName": name} for name in names]

    described = {
        "KeySchema": keys("lead_id"),
        "GlobalSecondaryIndexes": [
            {"KeySchema": keys("shard", "due_at"), "Projection": {"ProjectionType": "KEYS_ONLY"}}
        ],
        "LocalSecondaryIndexes": [
            {"KeySchema": keys("lead_id", "due_at"), "Projection": {"ProjectionType": "KEYS_ONLY"}}
        ],
    }
    assert indexes_of(described) == (GLOBAL, LOCAL)
