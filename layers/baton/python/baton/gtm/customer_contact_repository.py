"""Where it is kept how customers are written to."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from baton.core.errors import StaleVersion
from baton.gtm.customer_contact import CustomerContact
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.timestamps import moment_text
from baton.persistence.transaction import DynamoTransaction, Transaction


class CustomerContactRepository(Protocol):
    """What is known of customers, by the ids of their records. All methods raise ``Unavailable``."""

    def keep(self, contact: CustomerContact, within: Transaction) -> None:
        """Keeps what is known now, in the place of what was. The commit raises ``StaleVersion`` if
        something later is known already.
        """
        ...

    def find(self, contact_ids: Iterable[str]) -> dict[str, CustomerContact]:
        """Those of these records that are there, read consistently."""
        ...

    def born_on(self, month: int, day: int) -> Iterator[str]:
        """The ids of the records of who was born on a day of the year."""
        ...

    def forget(self, contact_id: str) -> bool:
        """Deletes a record. Says whether it was there."""
        ...


def stale() -> StaleVersion:
    """The error for what was told before what is kept."""
    return StaleVersion("Something later is known of the customer.")


class DynamoCustomerContacts:
    """Customers in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.gtm.items import CustomerContactItem

        self._database = database
        self._items = database.bound(CustomerContactItem, table)

    def keep(self, contact: CustomerContact, within: Transaction) -> None:
        """See ``CustomerContactRepository``."""
        born = contact.birthday
        told_at = moment_text(contact.at)
        item = self._items(
            contact.contact_id,
            told_at=told_at,
            birthday=day_of_year(born.month, born.day) if born else None,
            document=contact.model_dump_json(exclude_none=True),
        )
        of = self._items
        fresh = of.contact_id.does_not_exist() | (of.told_at <= told_at)
        DynamoTransaction.of(within).put(item, fresh, stale())

    def find(self, contact_ids: Iterable[str]) -> dict[str, CustomerContact]:
        """See ``CustomerContactRepository``."""
        keys = [(one,) for one in dict.fromkeys(contact_ids)]
        items = self._database.fetch(self._items, keys) if keys else []
        return {
            item.contact_id: CustomerContact.model_validate_json(item.document) for item in items
        }

    def born_on(self, month: int, day: int) -> Iterator[str]:
        """See ``CustomerContactRepository``."""
        with database_errors():
            for item in self._items.by_birthday.query(day_of_year(month, day)):
                yield item.contact_id

    def forget(self, contact_id: str) -> bool:
        """See ``CustomerContactRepository``."""
        from pynamodb.exceptions import DeleteError

        try:
            with database_errors():
                self._items(contact_id).delete(self._items.contact_id.exists())
        except DeleteError as error:
            if condition_failed(error):
                return False
            raise
        return True


def day_of_year(month: int, day: int) -> str:
    """A day of the year, as ``03-02``."""
    return f"{month:02}-{day:02}"
