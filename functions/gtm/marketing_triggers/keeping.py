"""Keeping how a customer is written to, and what they want of that."""

from collections.abc import Iterator, Mapping

from baton.core.errors import Erased, StaleVersion
from baton.effects.contact_status import Agreement, ContactFact, Suppression, SuppressionReason
from baton.effects.contact_status_repository import ContactStatusRepository
from baton.effects.effect import EffectKind, Purpose
from baton.gtm.customer_contact import CustomerContact, Will
from baton.gtm.customer_contact_repository import CustomerContactRepository
from baton.gtm.customer_records import tie_of
from baton.persistence.transaction import Transactions
from baton.privacy.subject import email_key, external_key, phone_key
from baton.privacy.subject_repository import SubjectRepository
from functions.gtm.marketing_triggers.models import TriggerOutcome, TriggersResult


class CustomerWriter:
    """Keeps a customer, ties the record to its person, and keeps their will: all at once."""

    def __init__(
        self,
        contacts: CustomerContactRepository,
        statuses: ContactStatusRepository,
        subjects: SubjectRepository,
        transactions: Transactions,
    ) -> None:
        self._contacts = contacts
        self._statuses = statuses
        self._subjects = subjects
        self._transactions = transactions

    def keep(self, contact: CustomerContact) -> TriggersResult:
        """Keeps what is known now. What is older than what is known, or of who was erased since, keeps
        its refusal alone. Raises ``Unavailable``.
        """
        facts = facts_of(contact)
        try:
            with self._transactions.begin() as within:
                self._contacts.keep(contact, within)
                self._subjects.tie(tie_of(contact), asked_at=contact.at, within=within)
                self._statuses.record(facts, within)
        except (StaleVersion, Erased) as error:
            if contact.marketing is Will.NO:
                self._statuses.record(facts)
            return TriggersResult(becomes=TriggerOutcome.NOTHING, why=str(error)[:300])
        return TriggersResult(becomes=TriggerOutcome.KEPT)


def facts_of(contact: CustomerContact) -> Mapping[str, list[ContactFact]]:
    """What a customer says of their will, by the keys it holds under: a refusal is the person's, an
    agreement is of the address that it was given for. Pure.
    """
    return dict(_facts(contact))


def _facts(contact: CustomerContact) -> Iterator[tuple[str, list[ContactFact]]]:
    source = f"customer:{contact.contact_id}"
    if contact.marketing is Will.NO:
        if contact.email:
            yield email_key(contact.email), _refusals(contact, source, None)
        yield external_key(contact.customer_id), _refusals(contact, source, None)
        if contact.phone:
            kinds = (EffectKind.SMS, EffectKind.CALL_TASK)
            yield phone_key(contact.phone), _refusals(contact, source, *kinds)
    elif contact.marketing is Will.YES and contact.email:
        agreed = Agreement(kind=EffectKind.EMAIL, at=contact.at, source=source)
        yield email_key(contact.email), [agreed]


def _refusals(
    contact: CustomerContact, source: str, *kinds: EffectKind | None
) -> list[ContactFact]:
    """Refusals of marketing by these channels, ``None`` for every one. Colleagues share a number, so
    that under it only what reaches the number is closed.
    """
    return [
        Suppression(
            kind=kind,
            purpose=Purpose.MARKETING,
            why=SuppressionReason.REFUSED,
            at=contact.at,
            source=source,
        )
        for kind in kinds
    ]
