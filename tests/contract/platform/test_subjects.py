"""Ties, tombstones and erasures, in memory and in DynamoDB."""

from datetime import timedelta

import pytest

from baton.core.clock import new_id
from baton.core.errors import AlreadyExists, Erased, NotFound
from baton.leads.lead import NewLead
from baton.leads.person_keys import person_keys_of
from baton.privacy.subject import (
    Erasure,
    Origin,
    PersonClaim,
    Tie,
    email_key,
    external_key,
    phone_key,
)
from baton.runtime.platform import Platform
from tests.contract.given import at_once
from tests.fakes.platform.clock import NOON

ADA = email_key("ada@example.com")
CRM = external_key("crm-1")


def a_tie(*, origin: Origin | None = None) -> Tie:
    keys = (ADA, CRM)
    return Tie(record_id=new_id(), keys=keys, received_at=NOON, origin=origin, row_claims=("abc",))


def tie(platform: Platform, tied: Tie, minutes: float = 0) -> None:
    with platform.transactions.begin() as within:
        asked_at = NOON + timedelta(minutes=minutes)
        platform.subjects.tie(tied, asked_at=asked_at, within=within)


def test_the_leads_of_a_person_are_found_by_every_key(platform: Platform) -> None:
    one, other = a_tie(origin=Origin(import_id="i", row=3)), a_tie()
    tie(platform, one)
    tie(platform, other)

    for key in (ADA, CRM):
        found = sorted(platform.subjects.ties(key), key=lambda found: found.record_id)
        assert found == sorted([one, other], key=lambda found: found.record_id)
    assert platform.subjects.tie_of(one.record_id) == one
    assert list(platform.subjects.ties(email_key("eve@example.com"))) == []


def test_a_lead_is_found_by_its_number_too_and_forgotten_there(platform: Platform) -> None:
    number = phone_key("+436641234567")
    one = a_tie().model_copy(update={"number": number})
    tie(platform, one)
    assert list(platform.subjects.ties(number)) == [one]
    platform.subjects.bury([*one.keys, one.record_id], NOON)
    platform.subjects.forget(one)
    assert list(platform.subjects.ties(number)) == []


def test_a_key_is_the_same_however_an_address_is_written() -> None:
    details = NewLead(email="ADA@example.com", external_id="crm-1")

    assert person_keys_of(new_id(), details) == (ADA, CRM)
    assert len(person_keys_of(new_id(), NewLead(phone="+436601234567"))) == 1


def test_what_was_asked_before_an_erasure_stays_away(platform: Platform) -> None:
    platform.subjects.bury([ADA], NOON)

    with pytest.raises(Erased):
        tie(platform, a_tie())
    with pytest.raises(Erased):
        tie(platform, a_tie(), minutes=-1)
    assert list(platform.subjects.ties(CRM)) == []
    tie(platform, a_tie(), minutes=1)
    assert len(list(platform.subjects.ties(CRM))) == 1


def test_an_erased_lead_never_comes_back(platform: Platform) -> None:
    gone = a_tie()
    tie(platform, gone)
    platform.subjects.bury([gone.record_id], NOON)
    assert platform.subjects.tie_of(gone.record_id) == gone
    platform.subjects.forget(gone)

    assert platform.subjects.was_erased(gone.record_id)
    assert platform.subjects.tie_of(gone.record_id) is None
    assert list(platform.subjects.ties(ADA)) == []
    with pytest.raises(Erased):
        tie(platform, gone, minutes=60)


def test_a_record_without_a_tie_of_its_own_is_found_by_its_keys_and_buried(
    platform: Platform,
) -> None:
    one = a_tie()
    with platform.transactions.begin() as within:
        platform.subjects.tie(one, asked_at=NOON, within=within, own=False)
    assert platform.subjects.tie_of(one.record_id) is None
    assert list(platform.subjects.ties(ADA)) == [one]

    platform.subjects.bury([one.record_id], NOON)
    assert platform.subjects.was_erased(one.record_id)
    platform.subjects.forget(one)
    assert list(platform.subjects.ties(ADA)) == []
    assert platform.subjects.was_erased(one.record_id)
    with pytest.raises(Erased):
        tie(platform, one, minutes=60)


def test_the_later_tombstone_counts(platform: Platform) -> None:
    platform.subjects.bury([ADA], NOON + timedelta(minutes=5))
    platform.subjects.bury([ADA], NOON)

    with pytest.raises(Erased):
        tie(platform, a_tie(), minutes=3)
    assert not platform.subjects.was_erased(CRM)


def test_rows_that_became_no_leads_are_found_and_forgotten(platform: Platform) -> None:
    for row in (11, 2):
        platform.subjects.tie_row([ADA, CRM], Origin(import_id="i", row=row))

    assert [origin.row for origin in platform.subjects.rows(ADA)] == [2, 11]
    platform.subjects.untie_rows(ADA)
    assert list(platform.subjects.rows(ADA)) == []
    assert len(list(platform.subjects.rows(CRM))) == 2


def test_an_erasure_is_kept_with_how_far_it_came(platform: Platform) -> None:
    erasure = Erasure(
        erasure_id=new_id(),
        subject=ADA.removeprefix("person#"),
        keys=(ADA,),
        requested_by="operator",
        requested_at=NOON,
        correlation_id="c",
    )
    with platform.transactions.begin() as within:
        platform.subjects.keep(erasure, within)
    further = erasure.model_copy(update={"records": 3, "erased": {"leads": 3}})
    platform.subjects.keep(further)

    assert platform.subjects.erasure(erasure.erasure_id) == further
    with pytest.raises(NotFound):
        platform.subjects.erasure(new_id())


def claim(platform: Platform, tied: Tie, *, minutes: float = 0, hours: float = 24) -> None:
    received = tied.model_copy(update={"received_at": NOON + timedelta(minutes=minutes)})
    until = received.received_at + timedelta(hours=hours)
    with platform.transactions.begin() as within:
        platform.subjects.tie(
            received,
            asked_at=received.received_at,
            within=within,
            only=PersonClaim(received.keys, until),
        )


def test_a_person_is_one_leads_alone_for_a_time(platform: Platform) -> None:
    first, second = a_tie(), a_tie()
    claim(platform, first)
    claim(platform, first)  # the same once more
    with pytest.raises(AlreadyExists):
        claim(platform, second, minutes=24 * 60 - 1)
    assert platform.subjects.claimant(ADA, NOON) == first.record_id
    assert platform.subjects.claimant(ADA, NOON + timedelta(days=1)) is None
    assert [one.record_id for one in platform.subjects.ties(ADA)] == [first.record_id]
    claim(platform, second, minutes=24 * 60)
    assert platform.subjects.claimant(ADA, NOON + timedelta(days=1)) == second.record_id


def test_a_claim_is_given_up_for_its_lead_only(platform: Platform) -> None:
    first = a_tie()
    claim(platform, first)
    platform.subjects.release(ADA, new_id())
    assert platform.subjects.claimant(ADA, NOON) == first.record_id
    platform.subjects.release(ADA, first.record_id)
    platform.subjects.release(CRM, first.record_id)
    assert platform.subjects.claimant(ADA, NOON) is None
    claim(platform, a_tie())


def test_an_erased_person_is_not_claimed_by_what_they_asked_before(platform: Platform) -> None:
    platform.subjects.bury([CRM], NOON)
    with pytest.raises(AlreadyExists):
        claim(platform, a_tie())
    assert platform.subjects.was_erased(CRM, NOON)
    assert not platform.subjects.was_erased(CRM, NOON + timedelta(seconds=1))
    claim(platform, a_tie(), minutes=1)


def test_of_many_leads_at_once_one_claims_the_person(platform: Platform) -> None:
    def won(_: int) -> bool:
        try:
            claim(platform, a_tie())
        except AlreadyExists:
            return False
        return True

    assert sum(at_once(won)) == 1
