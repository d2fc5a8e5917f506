"""Customers as records of their persons, for export and erasure."""

from dataclasses import dataclass

from baton.commerce.customers.customer import Customer, CustomerRepository
from baton.core.phone import phone_number
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transactions
from baton.privacy.personal_data import Json, SubjectRecord
from baton.privacy.subject import Tie, email_key, external_key, phone_key


def tie_of(customer: Customer) -> Tie:
    """That a customer is their person's: found by e-mail address, phone number and the shop's id."""
    email = (email_key(customer.email),) if customer.email else ()
    return Tie(
        record_id=customer.record_id,
        keys=(*email, external_key(customer.customer_id)),
        number=_number(customer),
        received_at=customer.created_at,
    )


def _number(customer: Customer) -> str | None:
    """The key of the first phone number among the addresses that is one."""
    for address in customer.addresses:
        try:
            if address.phone:
                return phone_key(phone_number(address.phone, address.country).number)
        except ValueError:
            continue
    return None


@dataclass(frozen=True, slots=True)
class Customers:
    """Customers as records of their persons."""

    customers: CustomerRepository
    transactions: Transactions
    name: str = "customers"

    def tie_of(self, record_id: str) -> Tie | None:
        """The tie of a customer who has none yet."""
        found = self.customers.of_record(record_id)
        return tie_of(found) if found else None

    def describe(self, tie: Tie) -> SubjectRecord | None:
        """A customer; ``None`` for the record of something else, or of one who is gone."""
        found = self.customers.of_record(tie.record_id)
        if found is None:
            return None
        names = (found.email, found.customer_id)
        return SubjectRecord(tie=tie, document=found, names=tuple(filter(None, names)))

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        found = self.customers.of_record(record.record_id)
        return [found.to_json()] if found else []

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``."""

        def attempt() -> int:
            found = self.customers.of_record(record.record_id)
            if found is None:
                return 0
            with self.transactions.begin() as within:
                self.customers.remove(found, within)
            return 1

        return retry_on_conflict(attempt)
