"""What the customers' store promises, in memory and in DynamoDB."""

from datetime import UTC, datetime

import pytest

from baton.commerce.container import Commerce
from baton.commerce.customers.customer import Customer, CustomerRepository
from baton.core.errors import StaleVersion
from baton.runtime.platform import Platform

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
RECORD, OTHER = "01J00000000000000000000001", "01J00000000000000000000002"
ANN = Customer(
    customer_id="ann",
    record_id=RECORD,
    email="ann@example.com",
    birthday="02-29",
    created_at=NOW,
    updated_at=NOW,
)


def customers(platform: Platform) -> CustomerRepository:
    return platform.area(Commerce).customers


def put(platform: Platform, customer: Customer, before: Customer | None = None) -> Customer:
    with platform.transactions.begin() as unit:
        customers(platform).put(customer, before, unit)
    return customer


def test_a_customer_is_kept_whole_and_found_by_their_record(platform: Platform) -> None:
    put(platform, ANN)
    assert customers(platform).find("ann") == ANN
    assert customers(platform).of_record(RECORD) == ANN
    assert customers(platform).find("eve") is None
    assert customers(platform).of_record(OTHER) is None


def test_of_two_who_change_a_customer_one_is_told_that_they_were_changed(
    platform: Platform,
) -> None:
    put(platform, ANN)
    with pytest.raises(StaleVersion):
        put(platform, ANN)
    second = put(platform, ANN.next_version(NOW, name="Ann"), ANN)
    with pytest.raises(StaleVersion):
        put(platform, ANN.next_version(NOW, name="Eve"), ANN)
    assert customers(platform).find("ann") == second


def test_a_customer_with_another_record_is_not_found_by_the_one_before(platform: Platform) -> None:
    put(platform, ANN)
    moved = put(platform, ANN.next_version(NOW, record_id=OTHER), ANN)
    assert customers(platform).of_record(RECORD) is None
    assert customers(platform).of_record(OTHER) == moved


def test_customers_are_listed_in_pages(platform: Platform) -> None:
    for name in ("a", "b", "c"):
        put(
            platform,
            ANN.model_copy(update={"customer_id": name, "record_id": RECORD[:-1] + name.upper()}),
        )
    first = customers(platform).page(limit=2)
    assert [one.customer_id for one in first.items] == ["c", "b"]
    rest = customers(platform).page(cursor=first.cursor, limit=2)
    assert ([one.customer_id for one in rest.items], rest.cursor) == (["a"], None)


def test_only_the_version_that_is_kept_is_removed(platform: Platform) -> None:
    put(platform, ANN)
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        customers(platform).remove(ANN.next_version(NOW), unit)
    with platform.transactions.begin() as unit:
        customers(platform).remove(ANN, unit)
    assert customers(platform).find("ann") is None
    assert customers(platform).of_record(RECORD) is None
