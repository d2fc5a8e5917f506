"""What every store of switches promises."""

import pytest

from baton.core.errors import StaleVersion
from baton.effects.channel_switch import ChannelSwitch, Turn
from baton.runtime.platform import Platform
from tests.fakes.platform.clock import NOON

STOP = Turn(stopped=True, reason="The price is wrong", by="client-1", at=NOON)


def test_a_switch_that_nobody_turned_is_open(platform: Platform) -> None:
    assert platform.channel_switches.read(["email", "*"]) == (
        ChannelSwitch(channel="email"),
        ChannelSwitch(channel="*"),
    )


def test_a_turn_is_read_at_once_and_never_overwrites_another(platform: Platform) -> None:
    switches = platform.channel_switches
    (read,) = switches.read(["email"])
    switches.put(read.turned(STOP))
    assert [one.stopped for one in switches.read(["sms", "email"])] == [False, True]
    with pytest.raises(StaleVersion):
        switches.put(read.turned(STOP.model_copy(update={"stopped": False})))
    (now,) = switches.read(["email"])
    switches.put(now.turned(STOP.model_copy(update={"stopped": False})))
    (opened,) = switches.read(["email"])
    assert [turn.stopped for turn in opened.turns] == [False, True]
