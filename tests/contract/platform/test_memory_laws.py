"""Short-term and long-term memory after any sequence of calls: what a plain dictionary would hold."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import cast

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from ulid import ULID

from baton.core.errors import AlreadyExists
from baton.core.message import PERSON
from baton.core.money import Money
from baton.memory.person import Fact, PastTurn, Rfm, Turn
from baton.memory.short_term import LIFE
from baton.runtime.platform import Platform
from tests.contract.given import later
from tests.fakes.platform.clock import SteerableClock

NUMBERS, HOURS = st.integers(0, 11), st.integers(0, 60)
MOMENTS = st.integers(0, 5)
NAMES = st.sampled_from(["city", "job title", "a.b[0]", "\u00fc#1"])
FACTS = st.dictionaries(NAMES, st.tuples(st.integers(0, 3), MOMENTS), max_size=3)
VALUES = st.none() | st.builds(
    Money, amount=st.integers(0, 10**6), currency=st.sampled_from(["EUR", "USD"])
)
_EXAMPLES = count()


def ulid(number: int) -> str:
    return str(ULID.from_bytes(number.to_bytes(16, "big")))


def check(platform: Platform, machine: Callable[[], RuleBasedStateMachine]) -> None:
    """Runs a machine: often on what is in memory, a few times on what is on AWS."""
    in_memory = type(platform).__name__ == "FakePlatform"
    run_state_machine_as_test(
        cast("type[RuleBasedStateMachine]", machine),
        settings=settings(
            max_examples=40 if in_memory else 4,
            stateful_step_count=30 if in_memory else 15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )


class Conversation(RuleBasedStateMachine):
    """One conversation, of which every example has its own."""

    def __init__(self, platform: Platform) -> None:
        super().__init__()
        self.memory, self.clock = platform.short_term, platform.clock
        self.name = f"lead-{next(_EXAMPLES)}"
        self.kept: dict[str, Turn] = {}

    @rule(number=NUMBERS, age=HOURS, text=st.text(max_size=5))
    def append(self, number: int, age: int, text: str) -> None:
        turn = Turn(
            conversation_id=self.name,
            turn_id=ulid(number),
            speaker=PERSON,
            kind="message",
            text=text,
            at=self.clock() - timedelta(hours=age),
        )
        if turn.turn_id in self.kept:
            with pytest.raises(AlreadyExists):
                self.memory.append(turn)
            return
        self.memory.append(turn)
        self.kept[turn.turn_id] = turn

    @rule(hours=HOURS)
    def wait(self, hours: int) -> None:
        assert isinstance(self.clock, SteerableClock)
        self.clock.advance(hours * 3_600)

    @rule(limit=st.integers(1, 12))
    def recent(self, limit: int) -> None:
        living = [turn for turn in self.ordered() if turn.at + LIFE > self.clock()]
        assert list(self.memory.recent(self.name, limit=limit)) == living[-limit:]

    @rule(numbers=st.lists(NUMBERS, max_size=4))
    def drop(self, numbers: list[int]) -> None:
        self.memory.drop([turn for turn in self.ordered() if turn.turn_id in map(ulid, numbers)])
        for number in numbers:
            self.kept.pop(ulid(number), None)

    @rule()
    def forget(self) -> None:
        assert self.memory.forget(self.name) == len(self.kept)
        self.kept.clear()

    @invariant()
    def every_turn_is_either_recent_or_due_or_gone(self) -> None:
        recent = self.memory.recent(self.name)
        due = [turn for turn in self.memory.due(limit=1_000) if turn.conversation_id == self.name]
        assert sorted([*recent, *due], key=lambda turn: turn.turn_id) == self.ordered()
        assert list(self.memory.whole(self.name)) == self.ordered()

    def ordered(self) -> list[Turn]:
        return [self.kept[turn_id] for turn_id in sorted(self.kept)]


class Acquaintance(RuleBasedStateMachine):
    """One person, of whom every example has its own."""

    def __init__(self, platform: Platform) -> None:
        super().__init__()
        self.platform, self.memory = platform, platform.long_term
        self.subject = f"person#{next(_EXAMPLES):064x}"
        self.start()

    def start(self) -> None:
        self.known: dict[str, dict[str, Fact]] = {"learn": {}, "prefer": {}}
        self.bought: dict[str, tuple[datetime, Money | None]] = {}
        self.past: dict[str, PastTurn] = {}

    @rule(told=FACTS, method=st.sampled_from(["learn", "prefer"]), together=st.booleans())
    def tell(self, told: dict[str, tuple[int, int]], method: str, together: bool) -> None:
        facts = {
            name: Fact(value=value, at=later(at), source="a test")
            for name, (value, at) in told.items()
        }
        tell = self.memory.learn if method == "learn" else self.memory.prefer
        if together:
            with self.platform.transactions.begin() as unit:
                tell(self.subject, facts, unit)
        else:
            tell(self.subject, facts)
        kept = self.known[method]
        for name, fact in facts.items():
            if name not in kept or kept[name].at <= fact.at:
                kept[name] = fact

    @rule(number=st.integers(0, 3), at=MOMENTS, value=VALUES, together=st.booleans())
    def buy(self, number: int, at: int, value: Money | None, together: bool) -> None:
        count_purchase, own = self.memory.count_purchase, f"p{number}"
        if together:
            with self.platform.transactions.begin() as unit:
                new = count_purchase(self.subject, own, at=later(at), value=value, within=unit)
        else:
            new = count_purchase(self.subject, own, at=later(at), value=value)
        assert new == (own not in self.bought)
        self.bought.setdefault(own, (later(at), value))

    @rule(number=NUMBERS, text=st.text(max_size=5))
    def remember(self, number: int, text: str) -> None:
        turn = PastTurn(
            turn_id=ulid(number),
            conversation_id="lead-1",
            speaker=PERSON,
            kind="message",
            text=text,
            at=later(number),
        )
        self.memory.remember(self.subject, turn)
        self.past.setdefault(turn.turn_id, turn)

    @rule()
    def forget(self) -> None:
        sums = sum(map(bool, (*self.known.values(), self.bought)))
        assert self.memory.forget(self.subject) == sums + len(self.bought) + len(self.past)
        self.start()

    @invariant()
    def what_is_known_is_what_was_told(self) -> None:
        person = self.memory.recall(self.subject, history=5)
        assert person.profile == self.known["learn"]
        assert person.preferences == self.known["prefer"]
        assert list(person.history) == [self.past[one] for one in sorted(self.past)][-5:]
        assert person.rfm == self.rfm()

    def rfm(self) -> Rfm:
        spent: dict[str, int] = {}
        for _, value in self.bought.values():
            if value:
                spent[value.currency] = spent.get(value.currency, 0) + value.amount
        return Rfm(
            last_at=max((at for at, _ in self.bought.values()), default=None),
            purchases=len(self.bought),
            spent=tuple(Money(amount=spent[one], currency=one) for one in sorted(spent)),
        )


def test_short_term_memory_is_a_dictionary_with_a_clock(platform: Platform) -> None:
    check(platform, lambda: Conversation(platform))


def test_long_term_memory_keeps_the_latest_of_everything(platform: Platform) -> None:
    check(platform, lambda: Acquaintance(platform))
