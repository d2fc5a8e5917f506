"""What every long-term memory promises."""

from collections.abc import Mapping

import pytest

from baton.core.clock import new_id
from baton.core.errors import StaleVersion
from baton.core.message import PERSON
from baton.core.money import Money
from baton.leads.container import Leads
from baton.memory.person import Fact, PastTurn, Person, Rfm
from baton.runtime.platform import Platform
from tests.contract.given import a_lead, at_once, later

ADA, BOB = f"person#{'a' * 64}", f"person#{'b' * 64}"


def a_fact(value: object, at: float = 0) -> Fact:
    return Fact(value=value, at=later(at), source="a test", confidence=0.5)


def a_past_turn(text: str = "", turn_id: str | None = None) -> PastTurn:
    return PastTurn(
        turn_id=turn_id or new_id(),
        conversation_id="lead-1",
        speaker=PERSON,
        kind="message",
        text=text,
        at=later(0),
    )


def dollars(cents: int) -> Money:
    return Money(amount=cents, currency="USD")


def buy(platform: Platform, purchase_id: str, *, at: float = 0, value: Money | None = None) -> bool:
    return platform.long_term.count_purchase(ADA, purchase_id, at=later(at), value=value)


def values(facts: Mapping[str, Fact]) -> dict[str, object]:
    return {name: fact.value for name, fact in facts.items()}


def test_of_an_unknown_person_nothing_is_known(platform: Platform) -> None:
    assert platform.long_term.recall(ADA) == Person(subject=ADA)
    assert platform.long_term.forget(ADA) == 0


def test_facts_come_back_as_they_were_told(platform: Platform) -> None:
    profile = {"job title": a_fact("=1+1 \u00fc"), "a.b[0]": a_fact({"c": [1, None, 0.5]})}
    preferences = {"channel": a_fact("email"), "hour": a_fact(9)}
    platform.long_term.learn(ADA, profile)
    platform.long_term.prefer(ADA, preferences)
    platform.long_term.learn(ADA, {})
    person = platform.long_term.recall(ADA)
    assert (person.profile, person.preferences) == (profile, preferences)
    assert not platform.long_term.recall(BOB).is_known


def test_a_partial_update_leaves_the_rest_as_it_is(platform: Platform) -> None:
    platform.long_term.learn(ADA, {"city": a_fact("Graz"), "size": a_fact(5)})
    platform.long_term.learn(ADA, {"city": a_fact("Wien", 1)})
    assert values(platform.long_term.recall(ADA).profile) == {"city": "Wien", "size": 5}


def test_the_later_fact_stays_in_whatever_order_they_are_told(platform: Platform) -> None:
    for at in (1, 3, 2):
        platform.long_term.learn(ADA, {"city": a_fact(at, at), f"at {at}": a_fact(at)})
    known = values(platform.long_term.recall(ADA).profile)
    assert known == {"city": 3, "at 1": 1, "at 2": 2, "at 3": 3}


def test_of_two_facts_of_one_moment_the_last_that_is_told_stays(platform: Platform) -> None:
    platform.long_term.prefer(ADA, {"channel": a_fact("email")})
    platform.long_term.prefer(ADA, {"channel": a_fact("call")})
    assert values(platform.long_term.recall(ADA).preferences) == {"channel": "call"}


def test_partial_updates_at_once_do_not_overwrite_each_other(platform: Platform) -> None:
    def tell(number: int) -> None:
        platform.long_term.learn(
            ADA, {f"own {number}": a_fact(number), "all": a_fact(number, number)}
        )

    at_once(tell, 16)
    own = {f"own {number}": number for number in range(16)}
    assert values(platform.long_term.recall(ADA).profile) == {**own, "all": 15}


def test_facts_told_within_transactions_at_once_are_all_kept(platform: Platform) -> None:
    def tell(number: int) -> None:
        while True:
            try:
                with platform.transactions.begin() as unit:
                    facts = {f"own {number}": a_fact(number), "all": a_fact(number, number)}
                    platform.long_term.learn(ADA, facts, unit)
                    platform.long_term.prefer(ADA, facts, unit)
                return
            except StaleVersion:
                continue

    at_once(tell, 4)
    person = platform.long_term.recall(ADA)
    own = {f"own {number}": number for number in range(4)}
    assert values(person.profile) == values(person.preferences) == {**own, "all": 3}


def test_a_purchase_is_counted_once_however_often_it_is_told(platform: Platform) -> None:
    assert buy(platform, "p1", at=5, value=dollars(1_250))
    assert not buy(platform, "p1", at=9, value=dollars(7))
    assert buy(platform, "p2", at=3, value=Money(amount=4, currency="EUR"))
    assert buy(platform, "p3", at=4)
    spent = (Money(amount=4, currency="EUR"), dollars(1_250))
    rfm = Rfm(last_at=later(5), purchases=3, spent=spent)
    assert platform.long_term.recall(ADA).rfm == rfm


def test_purchases_at_once_are_each_counted(platform: Platform) -> None:
    def purchase(number: int) -> bool:
        return buy(platform, f"p{number // 2}", at=number // 2, value=dollars(100))

    assert sum(at_once(purchase, 6)) == 3
    rfm = platform.long_term.recall(ADA).rfm
    assert rfm == Rfm(last_at=later(2), purchases=3, spent=(dollars(300),))


def test_a_purchase_within_a_transaction_is_counted_with_it(platform: Platform) -> None:
    with platform.transactions.begin() as unit:
        assert platform.long_term.count_purchase(
            ADA, "p1", at=later(0), value=dollars(5), within=unit
        )
        assert not platform.long_term.recall(ADA).is_known
    with platform.transactions.begin() as unit:
        assert not platform.long_term.count_purchase(
            ADA, "p1", at=later(0), value=dollars(5), within=unit
        )
        platform.area(Leads).leads.add(a_lead(), unit)
    assert platform.long_term.recall(ADA).rfm.purchases == 1


def test_what_came_in_between_is_said_and_not_overwritten(platform: Platform) -> None:
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        platform.long_term.learn(ADA, {"city": a_fact("Graz", 1)}, unit)
        platform.long_term.learn(ADA, {"city": a_fact("Wien", 2)})
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        platform.long_term.count_purchase(ADA, "p1", at=later(0), value=None, within=unit)
        buy(platform, "p1")
    person = platform.long_term.recall(ADA)
    assert (values(person.profile), person.rfm.purchases) == ({"city": "Wien"}, 1)


def test_the_latest_turns_come_back_oldest_first_and_each_once(platform: Platform) -> None:
    ids = sorted(new_id() for _ in range(5))
    for number in (1, 0, 4, 2, 3, 2):
        platform.long_term.remember(ADA, a_past_turn(str(number), ids[number]))
    platform.long_term.remember(ADA, a_past_turn("again", ids[3]))
    buy(platform, "p1")
    platform.long_term.learn(ADA, {"city": a_fact("Graz")})
    person = platform.long_term.recall(ADA, history=3)
    assert [turn.text for turn in person.history] == ["2", "3", "4"]
    assert person.rfm.purchases == 1
    assert values(person.profile) == {"city": "Graz"}
    assert platform.long_term.recall(ADA, history=0).history == ()
    earlier = platform.long_term.recall(ADA, history=2, before=ids[3])
    assert [turn.text for turn in earlier.history] == ["1", "2"]
    assert platform.long_term.recall(ADA, before=ids[0]) == Person(subject=ADA)


def test_a_person_is_forgotten_whole_and_nobody_else(platform: Platform) -> None:
    for _ in range(30):
        platform.long_term.remember(ADA, a_past_turn("x"))
    platform.long_term.learn(ADA, {"city": a_fact("Graz")})
    platform.long_term.prefer(ADA, {"hour": a_fact(9)})
    buy(platform, "p1", value=dollars(1))
    platform.long_term.learn(BOB, {"city": a_fact("Wien")})
    assert platform.long_term.forget(ADA) == 34
    assert platform.long_term.recall(ADA) == Person(subject=ADA)
    assert platform.long_term.recall(BOB).is_known


def test_the_sum_of_what_was_spent_ends_at_the_greatest_amount(platform: Platform) -> None:
    for purchase_id in ("p1", "p2"):
        buy(platform, purchase_id, value=dollars(10**15))
    assert platform.long_term.recall(ADA).rfm.spent == (dollars(10**15),)
