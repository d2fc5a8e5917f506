"""A plan shows the truth: what will not be sent says so, and why (A16)."""

from datetime import date
from typing import Any

import pytest

from baton.effects.channel_switch import ChannelSwitch, SwitchBoard, Turn
from baton.effects.contact_status import ALL
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


def outlook(world: Campaigning, **card: Any) -> tuple[StepOutlook, ...]:
    lead = world.platform.leads.get(world.lead.lead_id)
    statuses, _ = world.platform.contact_statuses.read(contact_keys_of(lead.lead_id, lead.details))
    campaign = CARD.model_copy(update=card)
    clock, switches = world.platform.clock, world.platform.channel_switches
    stop_of = SwitchBoard(switches.read, clock).stop_of
    return outlook_of(lead, world.effects(), statuses, campaign, SendRules(), stop_of, clock())


def test_a_plan_that_nothing_speaks_against_is_to_be_sent() -> None:
    world = Campaigning()
    assert [one.not_sent for one in outlook(world)] == [None] * 3
    assert [one.state for one in outlook(world)] == [EffectState.PLANNED, None, None]


def test_what_comes_after_an_opt_out_says_so_at_once() -> None:
    world = Campaigning()
    world.at(1)
    world.sweep()
    world.platform.clock.advance(720)
    world.outcome(InteractionKind.OPTED_OUT)

    first, *rest = outlook(world)

    assert (first.state, first.not_sent) == (EffectState.DONE, None)
    for step in rest:
        assert step.not_sent == "the person unsubscribed, 2026-03-03 09:12 UTC"


def test_steps_of_a_campaign_that_is_over_say_so() -> None:
    world = Campaigning()
    told = [one.not_sent for one in outlook(world, status="ended")]
    assert told == [None, "the campaign Spring has ended", "the campaign Spring has ended"]


@pytest.mark.parametrize(
    ("card", "second", "third"),
    [
        ({"ends_on": date(2026, 3, 5)}, None, "the campaign Spring ended on 2026-03-05"),
        ({"status": "paused"}, "the campaign Spring is paused", "the campaign Spring is paused"),
        ({"starts_on": date(2026, 3, 6)}, "the campaign Spring begins on 2026-03-06", None),
    ],
)
def test_steps_on_days_on_which_their_campaign_does_not_run_say_so(
    card: dict[str, Any], second: str | None, third: str | None
) -> None:
    told = [one.not_sent for one in outlook(Campaigning(), **card)]
    assert told == [None, second, third]


def test_what_comes_too_late_says_so() -> None:
    world = Campaigning()
    world.at(1, days=4)
    assert "it is late" in (outlook(world)[0].not_sent or "")


@pytest.mark.parametrize(
    ("channel", "held"),
    [("email", [False, True, True]), ("call_task", [True, False, False]), (ALL, [True] * 3)],
)
def test_steps_by_a_channel_that_somebody_stopped_say_so(channel: str, held: list[bool]) -> None:
    world = Campaigning()
    turn = Turn(stopped=True, reason="The price is wrong", by="Mira", at=world.platform.clock())
    switch = ChannelSwitch(channel=channel)
    world.platform.channel_switches.put(switch.turned(turn))

    told = [one.not_sent or "" for one in outlook(world)]

    assert not any("calls was" in one for one in told)
    assert ["stopped by Mira" in one and "The price is wrong" in one for one in told] == held
