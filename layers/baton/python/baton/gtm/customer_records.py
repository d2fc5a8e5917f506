"""How customers are written to, as records of their persons, for export and erasure."""

from dataclasses import dataclass

from baton.gtm.customer_contact import CustomerContact
from baton.gtm.customer_contact_repository import CustomerContactRepository
from baton.privacy.personal_data import Json, SubjectRecord
from baton.privacy.subject import Tie, email_key, external_key, phone_key


def tie_of(contact: CustomerContact) -> Tie:
    """That a record is its person's: found by e-mail address, phone number and the company's id."""
    email = (email_key(contact.email),) if contact.email else ()
    return Tie(
        record_id=contact.contact_id,
        keys=(*email, external_key(contact.customer_id)),
        number=phone_key(contact.phone) if contact.phone else None,
        received_at=contact.at,
    )


@dataclass(frozen=True, slots=True)
class Customers:
    """Customers as records of their persons."""

    contacts: CustomerContactRepository
    name: str = "customer_contacts"

    def tie_of(self, record_id: str) -> Tie | None:
        """The tie of a record that has none yet."""
        found = self._found(record_id)
        return tie_of(found) if found else None

    def describe(self, tie: Tie) -> SubjectRecord:
        """A customer, or what is known of the record once it is gone."""
        found = self._found(tie.record_id)
        names = (found.email, found.customer_id) if found else ()
        return SubjectRecord(tie=tie, document=found, names=tuple(filter(None, names)))

    def show(self, record: SubjectRecord) -> list[Json]:
        """See ``PersonalDataStore``."""
        found = self._found(record.record_id)
        return [found.to_json()] if found else []

    def forget(self, record: SubjectRecord) -> int:
        """See ``PersonalDataStore``."""
        return int(self.contacts.forget(record.record_id))

    def _found(self, record_id: str) -> CustomerContact | None:
        return self.contacts.find([record_id]).get(record_id)
