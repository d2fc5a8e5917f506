"""Ties, tombstones and erasures, in memory and in DynamoDB."""

from datetime import timedelta

import pytest

from baton.core.clock import new_id
from baton.core.errors import Erased, NotFound
from baton.leads.lead import NewLead
from baton.leads.person_keys import person_keys_of
from baton.privacy.subject import Erasure, Origin, Tie, email_key, external_key
from baton.runtime.platform import Platform
from tests.fakes.platform.clock import NOON

ADA = email_key("ada@example.com")
CRM = external_key("crm-1")


def a_tie(*, origin: Origin | None = None) -> Tie:
    keys = (ADA, CRM)
    return Tie(lead_id=new_id(), keys=keys, received_at=NOON, origin=origin, row_claims=("abc",))


def tie(platform: Platform, tied: Tie, minutes: float = 0) -> None:
    with platform.transactions.begin() as within:
        asked_at = NOON + timedelta(minutes=minutes)
        platform.subjects.tie(tied, asked_at=asked_at, within=within)


def test_the_leads_of_a_person_are_found_by_every_key(platform: Platform) -> None:
    one, other = a_tie(origin=Origin(import_id="i", row=3)), a_tie()
    tie(platform, one)
    tie(platform, other)

    for key in (ADA, CRM):
        found = sorted(platform.subjects.ties(key), key=lambda found: found.lead_id)
        assert found == sorted([one, other], key=lambda found: found.lead_id)
    assert platform.subjects.tie_of(one.lead_id) == one
    assert list(platform.subjects.ties(email_key("eve@example.com"))) == []


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
    platform.subjects.bury([gone.lead_id], NOON)
    assert platform.subjects.tie_of(gone.lead_id) == gone
    platform.subjects.forget(gone)

    assert platform.subjects.was_erased(gone.lead_id)
    assert platform.subjects.tie_of(gone.lead_id) is None
    assert list(platform.subjects.ties(ADA)) == []
    with pytest.raises(Erased):
        tie(platform, gone, minutes=60)


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
    further = erasure.model_copy(update={"leads": 3, "erased": {"leads": 3}})
    platform.subjects.keep(further)

    assert platform.subjects.erasure(erasure.erasure_id) == further
    with pytest.raises(NotFound):
        platform.subjects.erasure(new_id())
