"""What every store of subscriptions promises."""

from baton.runtime.platform import Platform
from tests.contract.given import at_once, later

BOTH = ("agents", "all")
TOPICS = ("agents", "leads", "all")


def test_a_connection_hears_what_it_subscribed_to(platform: Platform) -> None:
    platform.connections.add("c-1", ["agents"], later(60))
    platform.connections.add("c-2", ["leads"], later(60))
    assert platform.connections.of(["agents"], later(0)).current == ("c-1",)
    assert platform.connections.of(["all"], later(0)).current == ()


def test_a_connection_with_two_topics_is_found_once(platform: Platform) -> None:
    platform.connections.add("c-1", BOTH, later(60))
    assert platform.connections.of(BOTH, later(0)).current == ("c-1",)


def test_a_subscription_ends_at_its_moment_and_is_then_told_apart(platform: Platform) -> None:
    platform.connections.add("c-1", ["agents"], later(60))
    found = platform.connections.of(["agents"], later(60))
    assert (found.current, found.over) == ((), ("c-1",))
    platform.connections.add("c-1", ["agents"], later(120))
    found = platform.connections.of(["agents"], later(60))
    assert (found.current, found.over) == (("c-1",), ())


def test_a_dropped_connection_is_under_no_topic(platform: Platform) -> None:
    platform.connections.add("c-1", TOPICS, later(60))
    platform.connections.drop("c-1", ["leads"])
    assert platform.connections.of(["leads"], later(0)).current == ()
    assert platform.connections.of(["agents"], later(0)).current == ("c-1",)
    platform.connections.drop("c-1", TOPICS)
    platform.connections.drop("c-1", TOPICS)
    assert platform.connections.of(TOPICS, later(0)).current == ()


def test_many_who_come_at_once_are_all_kept(platform: Platform) -> None:
    come = at_once(lambda number: platform.connections.add(f"c-{number}", ["leads"], later(60)))
    assert len(platform.connections.of(["leads"], later(0)).current) == len(come)
