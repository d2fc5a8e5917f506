"""What every store of subscriptions promises."""

from baton.messaging.connections import Topic
from baton.runtime.platform import Platform
from tests.contract.given import at_once, later

BOTH = (Topic.AGENTS, Topic.ALL)


def test_a_connection_hears_what_it_subscribed_to(platform: Platform) -> None:
    platform.connections.add("c-1", [Topic.AGENTS], later(60))
    platform.connections.add("c-2", [Topic.LEADS], later(60))
    assert platform.connections.of([Topic.AGENTS], later(0)).current == ("c-1",)
    assert platform.connections.of([Topic.ALL], later(0)).current == ()


def test_a_connection_with_two_topics_is_found_once(platform: Platform) -> None:
    platform.connections.add("c-1", BOTH, later(60))
    assert platform.connections.of(BOTH, later(0)).current == ("c-1",)


def test_a_subscription_ends_at_its_moment_and_is_then_told_apart(platform: Platform) -> None:
    platform.connections.add("c-1", [Topic.AGENTS], later(60))
    found = platform.connections.of([Topic.AGENTS], later(60))
    assert (found.current, found.over) == ((), ("c-1",))
    platform.connections.add("c-1", [Topic.AGENTS], later(120))
    found = platform.connections.of([Topic.AGENTS], later(60))
    assert (found.current, found.over) == (("c-1",), ())


def test_a_dropped_connection_is_under_no_topic(platform: Platform) -> None:
    platform.connections.add("c-1", list(Topic), later(60))
    platform.connections.drop("c-1", [Topic.LEADS])
    assert platform.connections.of([Topic.LEADS], later(0)).current == ()
    assert platform.connections.of([Topic.AGENTS], later(0)).current == ("c-1",)
    platform.connections.drop("c-1")
    platform.connections.drop("c-1")
    assert platform.connections.of(list(Topic), later(0)).current == ()


def test_many_who_come_at_once_are_all_kept(platform: Platform) -> None:
    come = at_once(lambda number: platform.connections.add(f"c-{number}", [Topic.LEADS], later(60)))
    assert len(platform.connections.of([Topic.LEADS], later(0)).current) == len(come)
