"""Many writers at one conversation and at one person, in orders that seeds decide.

In memory a writer waits for its turn before each port call, on AWS before each request to DynamoDB:
so what is shown of the real adapters is that no order of their reads and writes loses anything.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from baton.core.clock import new_id
from baton.core.errors import StaleVersion
from baton.core.message import PERSON
from baton.core.money import Money
from baton.memory.person import Fact, Turn
from baton.runtime.platform import Platform
from tests.contract.aws import LocalAws
from tests.contract.given import later
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.turns import Turns

ADA = f"person#{'a' * 64}"
SEEDS = range(12)
Work = Callable[[], object]


class Stage:
    """A platform whose calls wait for their turns."""

    def __init__(self, platform: Platform, turns: Turns) -> None:
        self.platform = platform
        self._turns = turns

    def play(self, works: list[Work]) -> None:
        """Lets the works go on to their ends, and raises what the first that failed raised."""
        for error in self._turns.play(*works):
            if error is not None:
                raise error


@contextmanager
def requests_in_turn(aws: LocalAws, turns: Turns) -> Iterator[None]:
    """While this lasts, every request to DynamoDB waits for its turn."""
    client: Any = aws.clients.get("dynamodb")
    send = client._make_api_call

    def in_turn(operation: str, given: dict[str, Any]) -> Any:
        with turns.at(f"dynamodb.{operation}"):
            return send(operation, given)

    client._make_api_call = in_turn
    try:
        yield
    finally:
        client._make_api_call = send


@pytest.fixture(params=["fake", "real"])
def stages(request: pytest.FixtureRequest) -> Callable[[int], Any]:
    """Makes a stage for a seed; to be used in a ``with``."""
    if request.param == "fake":

        @contextmanager
        def in_memory(seed: int) -> Iterator[Stage]:
            turns = Turns(seed)
            yield Stage(cast("Platform", FakePlatform(faults=turns)), turns)

        return in_memory
    aws: LocalAws = request.getfixturevalue("aws")
    platform = aws.platform()

    @contextmanager
    def on_aws(seed: int) -> Iterator[Stage]:
        turns = Turns(seed)
        platform.long_term.forget(ADA)
        platform.short_term.forget("lead-1")
        with requests_in_turn(aws, turns):
            yield Stage(platform, turns)

    return on_aws


def a_turn(turn_id: str) -> Turn:
    return Turn(
        conversation_id="lead-1",
        turn_id=turn_id,
        speaker=PERSON,
        kind="message",
        at=later(0),
    )


def a_fact(value: object, at: float = 0) -> Fact:
    return Fact(value=value, at=later(at), source="a test")


def until_kept(work: Work) -> Work:
    def again() -> None:
        while True:
            try:
                work()
                return
            except StaleVersion:
                continue

    return again


@pytest.mark.parametrize("seed", SEEDS)
def test_writers_of_one_conversation_lose_nothing_and_see_one_order(
    stages: Callable[[int], Any], seed: int
) -> None:
    ids = sorted(new_id() for _ in range(12))
    seen: list[list[str]] = []

    with stages(seed) as stage:
        memory = stage.platform.short_term

        def write(own: str) -> Work:
            def work() -> None:
                memory.append(a_turn(own))
                seen.append([turn.turn_id for turn in memory.recent("lead-1")])
                assert own in seen[-1]

            return work

        stage.play([write(own) for own in ids])
        assert [turn.turn_id for turn in memory.recent("lead-1")] == ids
    for found in seen:
        assert found == [one for one in ids if one in found]


@pytest.mark.parametrize("seed", SEEDS)
def test_partial_updates_of_one_profile_do_not_overwrite_each_other(
    stages: Callable[[int], Any], seed: int
) -> None:
    with stages(seed) as stage:
        memory, transactions = stage.platform.long_term, stage.platform.transactions

        def tell(number: int) -> Work:
            def alone() -> None:
                facts = {f"own {number}": a_fact(number), "all": a_fact(number, number)}
                memory.learn(ADA, facts)

            def together() -> None:
                with transactions.begin() as unit:
                    facts = {f"own {number}": a_fact(number), "all": a_fact(number, number)}
                    memory.learn(ADA, facts, unit)

            return alone if number % 2 else until_kept(together)

        stage.play([tell(number) for number in range(6)])
        known = memory.recall(ADA).profile
    own = {f"own {number}": number for number in range(6)}
    assert {name: fact.value for name, fact in known.items()} == {**own, "all": 5}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_purchase_told_by_many_at_once_is_counted_once(
    stages: Callable[[int], Any], seed: int
) -> None:
    with stages(seed) as stage:
        memory, transactions = stage.platform.long_term, stage.platform.transactions

        def buy(number: int, *, alone: bool) -> Work:
            price, own = Money(amount=100, currency="USD"), f"p{number}"

            def by_itself() -> None:
                memory.count_purchase(ADA, own, at=later(number), value=price)

            def together() -> None:
                with transactions.begin() as unit:
                    memory.count_purchase(ADA, own, at=later(number), value=price, within=unit)

            return by_itself if alone else until_kept(together)

        stage.play([buy(number, alone=alone) for number in range(3) for alone in (True, False)])
        rfm = memory.recall(ADA).rfm
    assert (rfm.purchases, rfm.last_at) == (3, later(2))
    assert rfm.spent == (Money(amount=300, currency="USD"),)
