"""A backlog is shared by helpers: one a shard, called by an event, each alone at its own."""

from datetime import timedelta

import pytest

from baton.core.errors import Unavailable
from baton.messaging.backlog import Backlog, ShardTask
from baton.messaging.events import Event
from baton.persistence.shards import DUE_SHARDS
from tests.fakes.platform.container import FakePlatform

EVENT = Event("backlog.sweeping", ShardTask)
LONGEST = timedelta(minutes=2)


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


def backlog(platform: FakePlatform) -> Backlog:
    return Backlog(
        EVENT,
        "sweeper",
        bus=platform.bus,
        claims=platform.claims,
        transactions=platform.transactions,
        clock=platform.clock,
        new_id=platform.new_id,
        longest=LONGEST,
    )


def test_a_helper_is_called_for_every_shard(platform: FakePlatform) -> None:
    backlog(platform).call_helpers()
    called = [EVENT.read(message).shard for _, message in platform.bus.events]
    assert called == list(range(DUE_SHARDS))
    assert {message.receiver for _, message in platform.bus.events} == {"sweeper"}


def test_a_shard_has_one_helper_at_a_time(platform: FakePlatform) -> None:
    one, other = backlog(platform), backlog(platform)
    with one.alone(3) as first, other.alone(3) as second, other.alone(4) as elsewhere:
        assert (first, second, elsewhere) == (True, False, True)
    with other.alone(3) as later:
        assert later


def test_a_helper_that_dies_is_replaced_when_its_time_is_over(platform: FakePlatform) -> None:
    dead = backlog(platform).alone(3)
    assert dead.__enter__()
    with backlog(platform).alone(3) as early:
        assert not early
    platform.clock.advance(LONGEST.total_seconds())
    with backlog(platform).alone(3) as late:
        assert late


def test_a_helper_that_fails_leaves_its_shard_at_once(platform: FakePlatform) -> None:
    with pytest.raises(Unavailable), backlog(platform).alone(3):
        raise Unavailable("The database does not answer.")
    with backlog(platform).alone(3) as next_one:
        assert next_one
