"""What a transaction promises, whatever the stores are."""

import pytest

from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.leads.container import Leads
from baton.persistence.transaction import Transaction
from baton.runtime.platform import Platform
from tests.contract.given import a_case, a_lead, an_entry, at_once, later
from tests.fakes.platform.clock import NOON


def missing(platform: Platform, lead_id: str) -> bool:
    try:
        platform.area(Leads).leads.get(lead_id)
    except NotFound:
        return True
    return False


def test_all_writes_are_there_after_the_block(platform: Platform) -> None:
    lead, case, entry = a_lead(), a_case(), an_entry()
    with platform.transactions.begin() as unit:
        platform.area(Leads).leads.add(lead, unit)
        platform.escalations.add(case, unit)
        platform.outbox.add(entry, unit)
    assert platform.area(Leads).leads.get(lead.lead_id) == lead
    assert platform.escalations.get(case.escalation_id) == case
    assert platform.outbox.due(later(1)) == (entry,)


def test_an_error_in_the_block_writes_nothing_and_goes_on(platform: Platform) -> None:
    lead = a_lead()
    with pytest.raises(ZeroDivisionError), platform.transactions.begin() as unit:
        platform.area(Leads).leads.add(lead, unit)
        raise ZeroDivisionError
    assert missing(platform, lead.lead_id)


def test_one_failed_condition_writes_nothing_at_all(platform: Platform) -> None:
    first, second = a_lead(), a_lead()
    with platform.transactions.begin() as unit:
        platform.area(Leads).leads.add(first, unit)
    entry = an_entry()
    with pytest.raises(AlreadyExists), platform.transactions.begin() as unit:
        platform.area(Leads).leads.add(second, unit)
        platform.outbox.add(entry, unit)
        platform.area(Leads).leads.add(first, unit)
    assert missing(platform, second.lead_id)
    assert platform.outbox.due(later(1)) == ()


@pytest.mark.parametrize("stale_first", [True, False])
def test_the_first_failed_write_names_the_error(platform: Platform, stale_first: bool) -> None:
    kept, unkept = a_lead(), a_lead(version=5)
    with platform.transactions.begin() as unit:
        platform.area(Leads).leads.add(kept, unit)

    def stage(unit: Transaction, stale: bool) -> None:
        if stale:
            platform.area(Leads).leads.replace(unkept, unit)
        else:
            platform.area(Leads).leads.add(kept, unit)

    wanted = StaleVersion if stale_first else AlreadyExists
    with pytest.raises(wanted), platform.transactions.begin() as unit:
        stage(unit, stale_first)
        stage(unit, not stale_first)


def test_the_first_failed_write_counts_whatever_kind_of_write_it_is(platform: Platform) -> None:
    """A put is named before an update and a delete if it came first, and the other way round."""
    kept = a_lead()
    with platform.transactions.begin() as unit:
        platform.area(Leads).leads.add(kept, unit)
    with pytest.raises(AlreadyExists), platform.transactions.begin() as unit:
        platform.area(Leads).leads.add(kept, unit)
        platform.outbox.settle_within("gone", unit, held_by="me")
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        platform.outbox.park("gone", unit, now=NOON, reason="it failed")
        platform.area(Leads).leads.add(kept, unit)


def test_an_empty_transaction_is_nothing(platform: Platform) -> None:
    with platform.transactions.begin():
        pass


def test_a_hundred_writes_fit_and_one_more_is_refused(platform: Platform) -> None:
    leads = [a_lead() for _ in range(100)]
    with platform.transactions.begin() as unit:
        for lead in leads:
            platform.area(Leads).leads.add(lead, unit)
    assert platform.area(Leads).leads.get(leads[-1].lead_id) == leads[-1]
    with pytest.raises(ValueError, match="at most 100"), platform.transactions.begin() as unit:
        for _ in range(101):
            platform.area(Leads).leads.add(a_lead(), unit)


def test_an_item_is_written_once_in_a_transaction(platform: Platform) -> None:
    entry = an_entry()
    with pytest.raises(ValueError, match="once"), platform.transactions.begin() as unit:
        platform.outbox.add(entry, unit)
        platform.outbox.settle_within(entry.entry_id, unit)


def test_of_many_transactions_on_one_version_exactly_one_commits(platform: Platform) -> None:
    lead = a_lead()
    with platform.transactions.begin() as unit:
        platform.area(Leads).leads.add(lead, unit)

    def change(number: int) -> bool:
        entry = an_entry(entry_id=f"entry-{number}")
        try:
            with platform.transactions.begin() as unit:
                platform.area(Leads).leads.replace(lead.model_copy(update={"version": 2}), unit)
                platform.outbox.add(entry, unit)
        except StaleVersion:
            return False
        return True

    assert sum(at_once(change)) == 1
    assert platform.area(Leads).leads.get(lead.lead_id).version == 2
    assert len(platform.outbox.due(later(1))) == 1
