"""Changing customers: the one place that writes them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from baton.commerce.container import Commerce
from baton.commerce.customers.customer import Customer, CustomerContent, CustomerRepository
from baton.commerce.customers.records import tie_of
from baton.commerce.ids import CustomerId
from baton.core.clock import Clock, NewId
from baton.core.errors import NotFound, StaleVersion
from baton.persistence.transaction import Transactions
from baton.privacy.subject_repository import SubjectRepository

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


@dataclass(frozen=True, slots=True)
class CustomerService:
    """Keeps customers, each tied to their person in the same transaction."""

    customers: CustomerRepository
    subjects: SubjectRepository
    transactions: Transactions
    clock: Clock
    new_id: NewId

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The service of a platform."""
        return cls(
            platform.area(Commerce).customers,
            platform.subjects,
            platform.transactions,
            platform.clock,
            platform.new_id,
        )

    def get(self, customer_id: CustomerId) -> Customer:
        """The customer. Raises ``NotFound``."""
        found = self.customers.find(customer_id)
        if found is None:
            raise NotFound("customer", customer_id)
        return found

    def put(
        self, customer_id: CustomerId, content: CustomerContent, before: Customer | None
    ) -> Customer:
        """Keeps a customer as given, after ``before``; the same again changes nothing. Raises
        ``StaleVersion`` if another version is kept.
        """
        customer = self._next(customer_id, content, before)
        if before and _same(customer, before):
            return before
        try:
            with self.transactions.begin() as within:
                self.customers.put(customer, before, within)
                self.subjects.tie(tie_of(customer), asked_at=customer.updated_at, within=within)
        except StaleVersion:
            kept = self.customers.find(customer_id)
            if kept is None or not _same(customer, kept):
                raise
            return kept
        if before and before.record_id != customer.record_id:
            self.subjects.forget(tie_of(before))
        return customer

    def _next(
        self, customer_id: CustomerId, content: CustomerContent, before: Customer | None
    ) -> Customer:
        now = self.clock()
        given = {name: getattr(content, name) for name in CustomerContent.model_fields}
        customer = Customer(
            customer_id=customer_id,
            version=before.version + 1 if before else 1,
            record_id=before.record_id if before else self.new_id(),
            created_at=before.created_at if before else now,
            updated_at=now,
            **given,
        )
        if before and set(tie_of(before).places) - set(tie_of(customer).places):
            return customer.model_copy(update={"record_id": self.new_id()})
        return customer


def _same(one: Customer, other: Customer) -> bool:
    given = set(CustomerContent.model_fields)
    return one.model_dump(include=given) == other.model_dump(include=given)
