"""What every store of customers' addresses, and of drafts to segments, promises."""

from datetime import date, datetime, timedelta

import pytest

from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.gtm.container import Gtm
from baton.gtm.customer_contact import CustomerContact, contact_id
from baton.gtm.message_set import MessageState
from baton.runtime.platform import Platform
from tests.unit.gtm.marketing.given import MADE_AT, a_contact, a_set


def keep(platform: Platform, *contacts: CustomerContact) -> None:
    for one in contacts:
        with platform.transactions.begin() as unit:
            platform.area(Gtm).customer_contacts.keep(one, unit)


def later(contact: CustomerContact, **changes: object) -> CustomerContact:
    moment: datetime = contact.at + timedelta(seconds=1)
    return contact.model_copy(update={"at": moment, **changes})


def test_of_a_customer_the_latest_is_known_in_whatever_order_it_came(platform: Platform) -> None:
    contacts, first = platform.area(Gtm).customer_contacts, a_contact("C-1", given_name="Ana")
    changed = later(first, given_name="Anna")
    keep(platform, first, first, changed)
    with pytest.raises(StaleVersion):
        keep(platform, first)
    assert contacts.find([contact_id("C-1"), contact_id("C-2")]) == {contact_id("C-1"): changed}
    assert contacts.forget(contact_id("C-1"))
    assert not contacts.forget(contact_id("C-1"))
    assert contacts.find([contact_id("C-1")]) == {}


def test_customers_are_found_by_their_birthday_as_long_as_it_is_known(platform: Platform) -> None:
    contacts = platform.area(Gtm).customer_contacts
    born = a_contact("C-1", birthday=date(1990, 3, 2))
    keep(platform, born, a_contact("C-2", birthday=date(1991, 3, 3)), a_contact("C-3"))
    assert list(contacts.born_on(3, 2)) == [born.contact_id]
    keep(platform, later(born, birthday=None))
    assert list(contacts.born_on(3, 2)) == []


def test_a_set_is_kept_once_and_changed_from_the_version_that_was_read(platform: Platform) -> None:
    sets, made = platform.area(Gtm).message_sets, a_set()
    with platform.transactions.begin() as unit:
        sets.add(made, unit)
    with pytest.raises(AlreadyExists), platform.transactions.begin() as unit:
        sets.add(made, unit)
    assert sets.message_set(made.set_id) == made
    approved = made.next_version(MADE_AT, state=MessageState.APPROVED, decided_by="Kim")
    with platform.transactions.begin() as unit:
        sets.replace(approved, unit)
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        sets.replace(approved, unit)
    assert sets.message_set(made.set_id) == approved
    with pytest.raises(NotFound):
        sets.message_set(made.escalation_id)
