"""Kinds of facts follow from the models of their rows, and are published in events that fit."""

from datetime import UTC, datetime
from typing import Any

import pytest

from baton.core.message import Message
from baton.facts.events import FACTS_RECORDED
from baton.facts.kind import STANDARD, Column, ColumnType, FactKind, FactRow
from baton.facts.publishing import fact_announcements
from baton.facts.registered_kinds import fact_kinds
from baton.messaging.bus import BATCH_BYTES
from tests.unit.platform.facts.sales import COUNT, SALE, Count, Sale, count, sale

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_columns_have_the_names_types_and_units_of_the_model() -> None:
    own = SALE.columns[len(STANDARD) :]
    assert [(one.name, one.type) for one in own] == [
        ("customer_id", ColumnType.TEXT),
        ("amount", ColumnType.WHOLE),
        ("share", ColumnType.NUMBER),
        ("gift", ColumnType.TRUTH),
        ("due", ColumnType.DAY),
        ("paid_at", ColumnType.MOMENT),
    ]
    assert own[1] == Column("amount", ColumnType.WHOLE, "minor units of currency")
    assert COUNT.columns[-1].unit == "minor units of currency"


class WithWord(FactRow):
    order: str


class WithDay(FactRow):
    day: str


class WithList(FactRow):
    those: tuple[str, ...]


@pytest.mark.parametrize(
    ("row", "more"),
    [
        (WithWord, {}),
        (WithDay, {}),
        (WithList, {}),
        (Sale, {"subject": "person"}),
        (Sale, {"key": ("no",)}),
    ],
)
def test_a_kind_that_queries_could_not_use_is_refused(
    row: type[FactRow], more: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"word of SQL|twice|no type|no column"):
        _ = FactKind("thing", row, means="a thing", **more).columns


def test_a_name_that_is_a_word_of_sql_is_refused() -> None:
    with pytest.raises(ValueError, match="word of SQL"):
        FactKind("order", Sale, means="an order")


@pytest.mark.parametrize(
    "row",
    [
        {"customer_id": "c", "amount": 2**63},
        {"customer_id": "c" * 2_001, "amount": 1},
        {"customer_id": "\0", "amount": 1},
        {"customer_id": "c", "amount": 1, "share": float("inf")},
    ],
)
def test_what_no_column_holds_is_no_row(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (pydantic's)
        Sale.model_validate(row)


def test_an_id_follows_from_the_key_and_two_keys_are_never_one() -> None:
    assert count("a", 1, 1).fact_id == "a:2026-03-01"
    ids = {
        COUNT.id_of(Count(place=place, pieces=1), AT) for place in ("a:b", "a::b", "a", "x" * 300)
    }
    assert len(ids) == 4
    with pytest.raises(ValueError, match="needs a fact_id"):
        SALE.fact(Sale(customer_id="c", amount=1), at=AT)


def test_only_what_is_restated_has_a_version() -> None:
    row = Sale(customer_id="c", amount=1)
    with pytest.raises(ValueError, match="not restated"):
        SALE.fact(row, at=AT, fact_id="1", version=2)
    late = sale(1).model_copy(update={"version": 3})
    with pytest.raises(ValueError, match="not restated"):
        SALE.read(late)


def test_the_kinds_of_all_areas_can_be_used_by_name() -> None:
    found = fact_kinds()
    assert found
    for name, kind in found.items():
        assert kind.name == name
        assert {"fact_id", "happened_at", "version"} < {column.name for column in kind.columns}
        assert kind.means


def test_many_facts_are_published_in_events_that_the_bus_takes() -> None:
    facts = [sale(number, "c" * (number % 1_900)) for number in range(1_200)]
    entries = fact_announcements(
        facts,
        sender="shop",
        message_id="01KJQ1N4R0M8N2P5Q7R1S4T6V9",
        subject_id="01KJQ1N2P0T4W8A6B3C9D5E7F1",
        correlation_id="c",
        now=AT,
    )
    told = [Message.model_validate(entry.payload["message"]) for entry in entries]
    assert [one for message in told for one in FACTS_RECORDED.read(message).facts] == facts
    assert len({entry.entry_id for entry in entries}) == len(entries) > 1
    assert entries[0].entry_id == "01KJQ1N4R0M8N2P5Q7R1S4T6V9"
    assert all(len(message.model_dump_json().encode()) < BATCH_BYTES for message in told)
