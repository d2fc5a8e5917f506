"""Customers in DynamoDB."""

from typing import TYPE_CHECKING

from baton.commerce.customers.customer import Customer
from baton.commerce.ids import CustomerId
from baton.core.contract import Ulid
from baton.core.errors import StaleVersion
from baton.persistence.database import Database, database_errors
from baton.persistence.listing import Listing
from baton.persistence.page import Page
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.commerce.items import CustomerItem

LISTED_SHARDS = 8
LISTING = "customers"

_CUSTOMER, _RECORD = "customer", "record"


def customer_overtaken(customer: Customer) -> StaleVersion:
    """The error for a customer that is not any more as it was read."""
    return StaleVersion(f"The customer {customer.customer_id} was changed since it was read.")


class DynamoCustomers:
    """See ``CustomerRepository``: one item a customer, and one that says whose a record is."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.commerce.items import CustomerItem

        self._items = database.bound(CustomerItem, table)
        self._listing = Listing(
            database,
            self._items,
            lambda item: (item.customer_id, item.part),
            _read,
            shards=LISTED_SHARDS,
        )

    def put(self, customer: Customer, before: Customer | None, within: Transaction) -> None:
        """See ``CustomerRepository``."""
        of, unit, customer_id = self._items, DynamoTransaction.of(within), customer.customer_id
        item = of(
            customer_id,
            _CUSTOMER,
            version=customer.version,
            listing=self._listing.place(LISTING, customer_id),
            listed_at=customer_id,
            document=customer.model_dump_json(exclude_none=True),
        )
        same = of.version == before.version if before else of.customer_id.does_not_exist()
        unit.put(item, same, customer_overtaken(customer))
        if before and before.record_id != customer.record_id:
            unit.delete(of(_record(before.record_id), _RECORD))
        if before is None or before.record_id != customer.record_id:
            unit.put(of(_record(customer.record_id), _RECORD, owner=customer_id))

    def remove(self, customer: Customer, within: Transaction) -> None:
        """See ``CustomerRepository``."""
        of, unit = self._items, DynamoTransaction.of(within)
        same = of.version == customer.version
        unit.delete(of(customer.customer_id, _CUSTOMER), same, customer_overtaken(customer))
        unit.delete(of(_record(customer.record_id), _RECORD))

    def find(self, customer_id: CustomerId) -> Customer | None:
        """See ``CustomerRepository``."""
        item = self._item(customer_id, _CUSTOMER)
        return _read(item) if item else None

    def of_record(self, record_id: Ulid) -> Customer | None:
        """See ``CustomerRepository``."""
        item = self._item(_record(record_id), _RECORD)
        found = self.find(item.owner) if item and item.owner else None
        return found if found and found.record_id == record_id else None

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[Customer]:
        """See ``CustomerRepository``."""
        return self._listing.page(
            LISTING,
            self._items.by_listing,
            [LISTING],
            cursor=cursor,
            limit=limit,
            belongs=lambda item: item.part == _CUSTOMER,
        )

    def _item(self, key: str, part: str) -> "CustomerItem | None":
        try:
            with database_errors():
                return self._items.get(key, part, consistent_read=True)
        except self._items.DoesNotExist:
            return None


def _record(record_id: Ulid) -> str:
    return f"{_RECORD}#{record_id}"


def _read(item: "CustomerItem") -> Customer:
    return Customer.model_validate_json(item.document or "")
