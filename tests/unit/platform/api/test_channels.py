"""People stop a channel: nothing goes out by it, and what waits goes out once it is open again."""

from datetime import timedelta

from baton.effects.channel_switch import SEEN_FOR, TURNS_KEPT
from baton.effects.effect import EffectState
from functions.leads.outreach.models import OutreachTask
from tests.samples.outreach import Campaigning

PATH = "/api/v1/channels"


def test_every_channel_has_a_switch_and_so_have_all_together(api):
    channels = {one["channel"]: one["stopped"] for one in api.get(PATH).json["items"]}
    assert channels.keys() >= {"all", "email", "sms", "call_task", "push", "crm_task", "change"}
    assert not any(channels.values())


def test_what_the_deployment_has_no_way_for_says_what_to_set(api):
    (email,) = [one for one in api.get(PATH).json["items"] if one["channel"] == "email"]
    assert email["off"] == "email has no sender"


def test_who_turned_a_switch_is_named_and_the_last_turns_are_kept(api):
    for number in range(TURNS_KEPT + 1):
        api.post(f"{PATH}/email/switch", {"stopped": True, "reason": f"trouble {number}"})
    opened = api.post(f"{PATH}/email/switch", {"stopped": False})

    assert opened.status == 200
    assert (opened.json["channel"], opened.json["stopped"]) == ("email", False)
    assert len(opened.json["turns"]) == TURNS_KEPT
    assert [one["by"] for one in opened.json["turns"]] == ["client-1"] * TURNS_KEPT
    assert opened.json["turns"][1]["reason"] == f"trouble {TURNS_KEPT}"


def test_nobody_stops_a_channel_without_a_reason_or_one_that_is_none(api):
    assert api.post(f"{PATH}/email/switch", {"stopped": True, "reason": " "}).status == 400
    assert api.post(f"{PATH}/telex/switch", {"stopped": True, "reason": "why not"}).status == 404


def test_a_stopped_channel_holds_what_is_due_and_no_other_does(platform, api):
    for channel, step in (("email", 2), ("all", 2)):
        world = Campaigning()
        world.platform.channel_switches = platform.channel_switches
        world.at(1)
        world.sweep()
        assert world.states()[0] is EffectState.DONE, "a call goes out"
        world.at(step)
        agent = world.outreach()
        with_reason = {"stopped": True, "reason": "The price is wrong"}
        assert api.post(f"{PATH}/{channel}/switch", with_reason).status == 200
        agent.perform(OutreachTask())

        waiting = world.effects()[1]
        assert waiting.state is EffectState.PLANNED
        assert "stopped by client-1" in (waiting.reason or "")
        assert "The price is wrong" in (waiting.reason or "")

        api.post(f"{PATH}/{channel}/switch", {"stopped": False})
        assert waiting.due_at is not None
        world.platform.clock.set(waiting.due_at)
        agent.perform(OutreachTask())
        assert world.effects()[1].state is EffectState.DONE


def test_a_process_that_read_before_obeys_within_two_seconds(platform, api):
    world = Campaigning()
    world.platform.channel_switches = platform.channel_switches
    agent = world.outreach()
    world.at(1)
    agent.perform(OutreachTask())
    api.post(f"{PATH}/email/switch", {"stopped": True, "reason": "The price is wrong"})
    world.at(2)
    agent.perform(OutreachTask())
    assert world.states()[:2] == [EffectState.DONE, EffectState.PLANNED]
    assert len(world.sender.taken) == 1
    assert timedelta(seconds=2) >= SEEN_FOR
