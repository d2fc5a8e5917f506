"""A plan shows the truth: what will not be sent says so, and why (A16)."""

from typing import Any

from baton.effects.effect import EffectState
from baton.leads.campaign_card import CampaignCard
from baton.leads.interaction import InteractionKind
from baton.leads.outlook import StepOutlook, outlook_of
from baton.leads.person_keys import contact_keys_of
from baton.leads.send_rules import SendRules
from tests.samples.outreach import Campaigning

CARD = CampaignCard(
    campaign_id="01ARZ3NDEKTSV4RRFFQ69G5FAV", name="Spring", platform="email", status="active"
)


def outlook(house: Campaigning, **card: Any) -> tuple[StepOutlook, ...]:
    lead = house.platform.leads.get(house.lead.lead_id)
    statuses, _ = house.platform.contact_statuses.read(contact_keys_of(lead.lead_id, lead.details))
    campaign = CARD.model_copy(update=card)
    now = house.platform.clock()
    return outlook_of(lead, house.effects(), statuses, campaign, SendRules(), now)


def test_a_plan_that_nothing_speaks_against_is_to_be_sent() -> None:
    house = Campaigning()
    assert [one.not_sent for one in outlook(house)] == [None] * 3
    assert [one.state for one in outlook(house)] == [EffectState.PLANNED, None, None]


def test_what_comes_after_an_opt_out_says_so_at_once() -> None:
    house = Campaigning()
    house.at(1)
    house.sweep()
    house.platform.clock.advance(720)
    house.outcome(InteractionKind.OPTED_OUT)

    first, *rest = outlook(house)

    assert (first.state, first.not_sent) == (EffectState.DONE, None)
    for step in rest:
        assert step.not_sent is not None
        assert "the person unsubscribed, 2026-03-03 09:12 UTC" in step.not_sent


def test_steps_of_a_campaign_that_is_over_say_so() -> None:
    house = Campaigning()
    told = [one.not_sent for one in outlook(house, status="ended")]
    assert told == [None, "the campaign Spring has ended", "the campaign Spring has ended"]


def test_what_comes_too_late_says_so() -> None:
    house = Campaigning()
    house.at(1, days=4)
    assert "it is late" in (outlook(house)[0].not_sent or "")
