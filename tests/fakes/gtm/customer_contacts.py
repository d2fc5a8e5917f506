"""How customers are written to, in memory."""

from collections.abc import Iterable, Iterator

from baton.gtm.customer_contact import CustomerContact
from baton.gtm.customer_contact_repository import stale
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage


class FakeCustomerContacts:
    """See ``baton.gtm.customer_contact_repository.CustomerContactRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, CustomerContact] = {}

    def keep(self, contact: CustomerContact, within: Transaction) -> None:
        def check() -> None:
            kept = self.kept.get(contact.contact_id)
            if kept and kept.at > contact.at:
                raise stale()

        def apply() -> None:
            self.kept[contact.contact_id] = contact

        stage(within, ("customer_contacts", contact.contact_id), apply, check)

    def find(self, contact_ids: Iterable[str]) -> dict[str, CustomerContact]:
        with self._ground.faults.at("customer_contacts.find"), self._ground.lock:
            return {one: self.kept[one] for one in contact_ids if one in self.kept}

    def born_on(self, month: int, day: int) -> Iterator[str]:
        with self._ground.faults.at("customer_contacts.born_on"), self._ground.lock:
            found = [
                contact_id
                for contact_id, one in self.kept.items()
                if one.birthday and (one.birthday.month, one.birthday.day) == (month, day)
            ]
        yield from found

    def forget(self, contact_id: str) -> bool:
        with self._ground.faults.at("customer_contacts.forget"), self._ground.lock:
            return self.kept.pop(contact_id, None) is not None
