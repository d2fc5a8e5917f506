"""What every store of reference data promises."""

import pytest

from baton.core.errors import AlreadyExists
from baton.leads.container import Leads
from baton.runtime.platform import Platform
from tests.contract.given import a_lead

CARD = {"name": "Gr\u00fc\u00dfe", "limits": [1, 0.5, None], "on": True, "more": {"a": "b"}}


def publish(platform: Platform, document: dict[str, object], kind: str = "campaign") -> None:
    with platform.transactions.begin() as within:
        platform.reference_data.publish(kind, "1", document, within)


def test_what_is_published_is_found_as_it_was(platform: Platform) -> None:
    assert platform.reference_data.find("campaign", "1") is None
    publish(platform, CARD)
    assert platform.reference_data.find("campaign", "1") == CARD


def test_the_later_document_takes_the_place_of_the_earlier(platform: Platform) -> None:
    publish(platform, CARD)
    publish(platform, {"name": "other"})
    assert platform.reference_data.find("campaign", "1") == {"name": "other"}


def test_two_kinds_with_one_id_are_two_documents(platform: Platform) -> None:
    publish(platform, CARD)
    publish(platform, {"name": "a product"}, kind="product")
    assert platform.reference_data.find("campaign", "1") == CARD


def test_what_was_published_may_be_changed_by_its_reader_without_effect(platform: Platform) -> None:
    publish(platform, CARD)
    found = platform.reference_data.find("campaign", "1")
    assert found is not None
    found["name"] = "changed"
    assert platform.reference_data.find("campaign", "1") == CARD


def test_nothing_is_published_of_a_transaction_that_does_not_commit(platform: Platform) -> None:
    lead = a_lead()
    with platform.transactions.begin() as within:
        platform.area(Leads).leads.add(lead, within)
    with pytest.raises(AlreadyExists), platform.transactions.begin() as within:
        platform.area(Leads).leads.add(lead, within)
        platform.reference_data.publish("campaign", "1", CARD, within)
    assert platform.reference_data.find("campaign", "1") is None
