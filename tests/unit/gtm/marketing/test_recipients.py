"""Whoever refused is in no draft set, nobody is greeted as N/A, and each gets what is known of them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.effects.contact_status import Agreement, ContactStatus, Suppression, SuppressionReason
from baton.effects.effect import EffectKind, Purpose
from baton.gtm.customer_contact import CustomerContact, Will
from baton.gtm.message_set import LANGUAGES
from baton.gtm.recipients import (
    GIVEN_NAME,
    NOT_KNOWN,
    SAME_ADDRESS,
    Person,
    given_name,
    sorted_out,
    why_not,
)
from baton.privacy.subject import email_key
from tests.unit.gtm.marketing.given import MADE_AT, a_contact

WHYS = st.sampled_from(list(SuppressionReason))
KINDS = st.sampled_from([None, EffectKind.EMAIL, EffectKind.SMS])
PURPOSES = st.sampled_from([None, Purpose.MARKETING, Purpose.ANSWER])
SUPPRESSIONS = st.builds(
    Suppression, kind=KINDS, purpose=PURPOSES, why=WHYS, at=st.just(MADE_AT), source=st.just("link")
)
NAMES = st.one_of(st.none(), st.sampled_from(["Ana", "N/A", "-", "null", "{{first_name}}", "x7"]))


@st.composite
def persons(draw: st.DrawFn) -> list[Person | None]:
    found: list[Person | None] = []
    for number in range(draw(st.integers(0, 12))):
        contact = a_contact(
            f"C-{number}",
            email=draw(st.sampled_from([None, "a@x.example", f"b{number}@x.example"])),
            marketing=draw(st.sampled_from(list(Will))),
            country=draw(st.sampled_from([None, "AT", "US"])),
            language=draw(st.sampled_from([None, "en", "de", "it"])),
            given_name=draw(NAMES),
        )
        closed = tuple(draw(st.lists(SUPPRESSIONS, max_size=2)))
        agreed = (
            (Agreement(kind="email", at=MADE_AT, source="link"),) if draw(st.booleans()) else ()
        )
        status = ContactStatus(
            subject=email_key(contact.email or "nobody"), suppressions=closed, agreements=agreed
        )
        found.append(draw(st.sampled_from([Person(contact, (status,)), None])))
    return found


def is_closed(person: Person) -> bool:
    """Said anew: a closure that is of e-mail or everything, and of marketing or everything."""
    every = [one for status in person.statuses for one in status.suppressions]
    return person.contact.marketing is Will.NO or any(
        one.kind in (None, "email") and one.purpose in (None, "marketing") for one in every
    )


@given(persons())
def test_a_refused_or_suppressed_person_is_in_no_draft_set(found: Sequence[Person | None]) -> None:
    closed = {one.contact.customer_id for one in found if one and is_closed(one)}
    recipients = sorted_out(found, LANGUAGES, "en")
    written_to = [one for group in recipients.groups.values() for one in group]
    assert not closed & {one.customer_id for one in written_to}
    assert all(one.email for one in written_to)
    assert len({one.email for one in written_to}) == len(written_to)
    assert recipients.count + sum(one.customers for one in recipients.left_out) == len(found)


@given(persons())
def test_a_group_knows_only_what_is_known_of_each_in_it(found: Sequence[Person | None]) -> None:
    for group, contacts in sorted_out(found, LANGUAGES, "en").groups.items():
        names = [given_name(one) for one in contacts]
        assert all(names) if GIVEN_NAME in group.knows else not any(names)
        assert all(
            one.language not in LANGUAGES or one.language == group.language for one in contacts
        )


@pytest.mark.parametrize(
    "told",
    ["N/A", "n/a", "-", "null", "{{first_name}}", "x", "Ana7", "a@b.example", "?", " ", None],
)
def test_what_is_no_given_name_greets_nobody(told: str | None) -> None:
    assert given_name(a_contact(given_name=told)) is None


@pytest.mark.parametrize("told", ["Ana", "José María", "Zoë-Lou", "D'Arcy", "陈伟"])
def test_a_given_name_in_any_script_is_one(told: str) -> None:
    assert given_name(a_contact(given_name=told)) == told


@pytest.mark.parametrize(
    ("country", "may"), [("AT", False), ("DE", False), ("GB", False), ("US", True), (None, False)]
)
def test_unknown_consent_is_none_where_the_law_asks_for_it(
    country: str | None, *, may: bool
) -> None:
    contact = a_contact(country=country, marketing=Will.UNKNOWN)
    assert (why_not(Person(contact)) is None) is may


def test_of_two_customers_with_one_address_one_is_written_to_and_the_unknown_are_counted() -> None:
    both = [Person(a_contact(one, email="info@x.example")) for one in ("C-1", "C-2")]
    recipients = sorted_out([*both, None, None], LANGUAGES, "en")
    assert recipients.count == 1
    assert {one.why: one.customers for one in recipients.left_out} == {
        SAME_ADDRESS: 1,
        NOT_KNOWN: 2,
    }


def test_who_has_a_language_without_words_gets_the_one_of_the_words() -> None:
    some = [a_contact("C-1", language="fr"), a_contact("C-2", language="de")]
    groups = sorted_out([Person(one) for one in some], ("de", "en"), "en").groups
    assert {group.name: names(found) for group, found in groups.items()} == {
        "de": ["C-2"],
        "en": ["C-1"],
    }


def names(contacts: Sequence[CustomerContact]) -> list[str]:
    return [one.customer_id for one in contacts]
