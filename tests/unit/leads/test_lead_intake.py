"""A lead is received once, with everything that belongs to it, whichever way it comes in."""

from datetime import timedelta

import pytest

from baton.campaigns.campaign import Campaign, NewCampaign
from baton.core.errors import Unavailable
from baton.core.money import Money
from baton.leads.arrival import IntakeStatus
from baton.leads.container import Leads
from baton.leads.held_leads import HeldLeads
from baton.leads.lead import Lead, LeadStatus, NewLead
from baton.leads.lead_intake import LeadIntake
from baton.leads.settings import LeadSettings
from baton.leads.uniqueness_claim import UniquenessClaim, claim_key, person_keys
from baton.persistence.transaction import Transaction
from tests.fakes.platform.container import FakePlatform


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


def intake(platform: FakePlatform) -> LeadIntake:
    return LeadIntake.of(platform)


def a_lead(platform: FakePlatform, **details: object) -> Lead:
    return Lead(
        lead_id=platform.new_id(),
        received_at=platform.clock(),
        updated_at=platform.clock(),
        correlation_id="c",
        details=NewLead.model_validate({"email": "ada@example.com", **details}),
    )


def test_a_lead_is_kept_with_the_entry_that_gets_it_processed(platform: FakePlatform) -> None:
    lead = a_lead(platform)

    received = intake(platform).receive(lead)

    assert (received.standing, received.lead_id) == (IntakeStatus.NEW, lead.lead_id)
    assert platform.leads.get(lead.lead_id) == lead
    assert platform.outbox.inserted == [lead.lead_id]


def test_a_lead_that_its_receiver_processes_is_the_outboxs_after_the_lease(
    platform: FakePlatform,
) -> None:
    lead = a_lead(platform)
    intake(platform).receive(lead.model_copy(update={"held": True}))
    held = HeldLeads.of(platform)

    platform.clock.advance(59)
    assert held.release_overdue() == 0
    assert platform.outbox.entries == {}

    platform.clock.advance(1)
    assert held.release_overdue() == 1
    entry = platform.outbox.entries[lead.lead_id]
    assert (entry.claimed_by, entry.attempts) == (None, 1)
    assert entry.available_at == platform.clock()
    assert held.release_overdue() == 0


def test_a_lead_that_cannot_be_released_keeps_no_other_from_it(platform: FakePlatform) -> None:
    leads = [a_lead(platform, email=f"p{number}@example.com") for number in range(3)]
    for lead in leads:
        intake(platform).receive(lead.model_copy(update={"held": True}))
    platform.clock.advance(60)
    platform.leads.kept[leads[0].lead_id] = "{broken"
    held = HeldLeads.of(platform)

    assert held.release_overdue() == 2
    assert set(platform.outbox.entries) == {lead.lead_id for lead in leads[1:]}


def test_a_lead_that_moved_on_while_it_was_held_is_not_given_to_the_outbox(
    platform: FakePlatform,
) -> None:
    lead = a_lead(platform).model_copy(update={"held": True})
    intake(platform).receive(lead)
    processed = lead.next_version(platform.clock(), status=LeadStatus.PROCESSED)
    with platform.transactions.begin() as unit:
        platform.leads.replace(processed, unit)

    assert not HeldLeads.of(platform).give_back(lead, timedelta(0))
    assert platform.outbox.entries == {}
    assert not platform.leads.get(lead.lead_id).held


@pytest.mark.parametrize(
    "details",
    [
        {"email": "ADA@Example.com"},
        {"email": "other@example.com", "external_id": "crm-1"},
        {"email": None, "external_id": "crm-1"},
    ],
)
def test_the_same_person_within_the_window_is_a_duplicate_of_the_first(
    platform: FakePlatform, details: dict[str, object]
) -> None:
    first = a_lead(platform, external_id="crm-1")
    intake(platform).receive(first)
    platform.clock.advance(86_399)
    second = a_lead(platform, **details)

    received = intake(platform).receive(second)

    assert (received.standing, received.lead_id) == (IntakeStatus.DUPLICATE, first.lead_id)
    assert list(platform.leads.kept) == [first.lead_id]
    assert list(platform.outbox.entries) == [first.lead_id]
    platform.clock.advance(2)
    third = a_lead(platform, **details)
    assert intake(platform).receive(third).standing is IntakeStatus.NEW


def test_a_window_of_nothing_turns_duplicates_off_but_for_other_holds() -> None:
    platform = FakePlatform()
    platform.area_settings[Leads] = LeadSettings(duplicate_window_hours=0)
    hold = UniquenessClaim(claim_key("row", "content"), platform.clock() + timedelta(days=1))
    first = intake(platform).receive(a_lead(platform), holds=[hold])

    assert intake(platform).receive(a_lead(platform)).standing is IntakeStatus.NEW
    third = intake(platform).receive(a_lead(platform), holds=[hold])
    assert (third.standing, third.lead_id) == (IntakeStatus.DUPLICATE, first.lead_id)


def test_a_lead_that_an_earlier_attempt_kept_is_repeated_and_not_a_duplicate_of_itself(
    platform: FakePlatform,
) -> None:
    lead = a_lead(platform)
    platform.faults.fail("transactions.commit", times=1, after=True)
    with pytest.raises(Unavailable):
        intake(platform).receive(lead)

    received = intake(platform).receive(lead)

    assert (received.standing, received.lead_id) == (IntakeStatus.REPEATED, lead.lead_id)


def test_what_belongs_to_it_is_kept_with_the_lead_or_not_at_all(platform: FakePlatform) -> None:
    def also(within: Transaction) -> None:
        until = platform.clock() + timedelta(days=1)
        platform.claims.take("mine", "me", now=platform.clock(), until=until, within=within)

    intake(platform).receive(a_lead(platform))
    intake(platform).receive(a_lead(platform), also=also)
    assert platform.claims.holder("mine", platform.clock()) is None

    intake(platform).receive(a_lead(platform, email="b@example.com"), also=also)
    assert platform.claims.holder("mine", platform.clock()) == "me"


def test_a_claim_that_ends_in_between_is_worth_another_try(platform: FakePlatform) -> None:
    intake(platform).receive(a_lead(platform))
    late = a_lead(platform)
    platform.faults.fail("leads.get", times=1)
    with pytest.raises(Unavailable):
        intake(platform).receive(late)
    assert late.lead_id not in platform.leads.kept


def test_the_future_and_unknown_campaigns_are_faults(platform: FakePlatform) -> None:
    now = platform.clock()
    campaign = Campaign(
        campaign_id=platform.new_id(),
        created_at=now,
        updated_at=now,
        details=NewCampaign(
            name="Spring", platform="google", daily_budget=Money(amount=1, currency="EUR")
        ),
    )
    with platform.transactions.begin() as transaction:
        platform.campaigns.add(campaign, transaction)

    receiving = intake(platform)

    def faults(**details: object) -> list[str]:
        lead = a_lead(platform, **details)
        found = receiving.faults(lead.details, now)
        return [fault.pointer for fault in found]

    assert faults(occurred_at=now + timedelta(minutes=4)) == []
    assert faults(occurred_at=now + timedelta(minutes=6)) == ["/occurred_at"]
    assert faults(campaign_id="01JNBX5T00ZZZZZZZZZZZZZZZZ") == ["/campaign_id"]
    assert faults(campaign_id=campaign.campaign_id) == []
    platform.faults.calls.clear()
    assert faults(campaign_id=campaign.campaign_id) == []
    assert platform.faults.calls == []


def test_without_the_area_of_campaigns_the_campaign_is_a_label(
    platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_AREAS", "leads,experiments")
    lead = a_lead(platform, campaign_id="01JNBX5T00ZZZZZZZZZZZZZZZZ")
    assert list(intake(platform).faults(lead.details, platform.clock())) == []
    intake(platform).receive(lead)
    assert platform.leads.get(lead.lead_id).details.campaign_id == lead.details.campaign_id


def test_a_key_tells_nothing_of_the_person() -> None:
    keys = person_keys(NewLead(email="ada@example.com", external_id="crm-1"))

    assert len(set(keys)) == 2
    assert not any("ada" in key or "crm" in key for key in keys)
    assert person_keys(NewLead(phone="+431234567")) == ()
