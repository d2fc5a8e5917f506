"""Whom runs found is found, shown and erased by address and number."""

from typing import Any, cast

from baton.campaigns.container import Campaigns
from baton.campaigns.personal_data import personal_data, tie_of
from baton.privacy.subject import email_key, phone_key
from tests.fakes.platform.container import FakePlatform
from tests.unit.campaigns.prospects.given import a_person, a_prospect


def test_a_prospect_is_tied_to_its_address_and_its_number() -> None:
    prospect = a_prospect(person=a_person(phone="0664 1234567", country="AT"))
    tie = tie_of(prospect)
    assert tie.keys == (email_key("ada@acme.example"),)
    assert tie.number == phone_key("+436641234567")
    by_name = a_prospect(person=a_person(email=None))
    assert tie_of(by_name).keys
    by_number = tie_of(a_prospect(person=a_person(email=None, phone="+436641234567")))
    assert by_number.keys == (phone_key("+436641234567"),)


def test_what_is_kept_is_shown_and_then_gone_and_erasing_again_is_safe() -> None:
    platform, prospect = FakePlatform(), a_prospect()
    with platform.transactions.begin() as unit:
        platform.area(Campaigns).prospects.add(prospect, unit)
    kept = personal_data(cast("Any", platform))
    (store,) = kept.stores
    tie = kept.tie_of(prospect.prospect_id)
    assert tie is not None
    record = kept.describe(tie)
    assert record.names == ("ada@acme.example",)
    (shown,) = store.show(record)
    assert "Ada Amsel" in str(shown)
    assert (store.forget(record), store.forget(record)) == (1, 0)
    assert store.show(kept.describe(tie)) == []
    assert kept.tie_of(prospect.prospect_id) is None
