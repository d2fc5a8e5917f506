"""Customers in memory."""

from collections.abc import Callable

from baton.commerce.customers.customer import Customer
from baton.commerce.customers.repository import LISTING, customer_overtaken
from baton.commerce.ids import CustomerId
from baton.core.contract import Ulid
from baton.persistence.page import Page
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage


class FakeCustomers:
    """See ``baton.commerce.customers.customer.CustomerRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[CustomerId, Customer] = {}

    def put(self, customer: Customer, before: Customer | None, within: Transaction) -> None:
        key = customer.customer_id
        self._stage(customer, before, within, lambda: self.kept.update({key: customer}))

    def remove(self, customer: Customer, within: Transaction) -> None:
        self._stage(customer, customer, within, lambda: self.kept.__delitem__(customer.customer_id))

    def find(self, customer_id: CustomerId) -> Customer | None:
        with self._ground.faults.at("customers.find"), self._ground.lock:
            return self.kept.get(customer_id)

    def of_record(self, record_id: Ulid) -> Customer | None:
        with self._ground.faults.at("customers.of_record"), self._ground.lock:
            return next((one for one in self.kept.values() if one.record_id == record_id), None)

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[Customer]:
        with self._ground.faults.at("customers.page"), self._ground.lock:
            return newest_first(self.kept.items(), LISTING, cursor, limit)

    def _stage(
        self,
        customer: Customer,
        before: Customer | None,
        within: Transaction,
        apply: Callable[[], None],
    ) -> None:
        def check() -> None:
            kept = self.kept.get(customer.customer_id)
            if (kept.version if kept else None) != (before.version if before else None):
                raise customer_overtaken(customer)

        stage(within, ("customers", customer.customer_id), apply, check)
