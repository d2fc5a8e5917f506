"""What every short-term memory promises."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from baton.core.clock import new_id
from baton.core.errors import AlreadyExists, Unavailable
from baton.core.message import PERSON
from baton.leads.container import Leads
from baton.memory.person import Turn
from baton.runtime.platform import Platform
from tests.contract.given import a_lead, at_once, later
from tests.fakes.platform.clock import SteerableClock

Got = TypeVar("Got")

DAY = 86_400
SUBJECT = f"person#{'a' * 64}"


def a_turn(
    text: str = "", *, at: float = 0, turn_id: str | None = None, conversation: str = "lead-1"
) -> Turn:
    return Turn(
        conversation_id=conversation,
        turn_id=turn_id or new_id(),
        speaker=PERSON,
        kind="message",
        text=text,
        data={"a": None, "b": [1, 0.5, "\u00fc"], "c": {"d": True}},
        at=later(at),
        subject=SUBJECT,
        conversion_rate=0.25,
    )


def ulids(count: int) -> list[str]:
    return sorted(new_id() for _ in range(count))


def move(platform: Platform, seconds: float) -> None:
    assert isinstance(platform.clock, SteerableClock)
    platform.clock.advance(seconds)


def until_answered(work: Callable[[], Got]) -> Got:
    """A hundred at once may be too many for one machine; doing it again is safe."""
    while True:
        try:
            return work()
        except Unavailable:
            continue


def texts(turns: tuple[Turn, ...]) -> list[str]:
    return [turn.text for turn in turns]


def test_a_turn_comes_back_as_it_was_appended(platform: Platform) -> None:
    turn = a_turn("=1+1 \N{SLIGHTLY SMILING FACE} <b>")
    platform.short_term.append(turn)
    assert platform.short_term.recent("lead-1") == (turn,)


def test_an_unknown_conversation_has_no_turns(platform: Platform) -> None:
    assert platform.short_term.recent("lead-none") == ()
    assert platform.short_term.forget("lead-none") == 0


def test_turns_come_in_the_order_of_their_ids_whenever_they_were_appended(
    platform: Platform,
) -> None:
    ids = ulids(4)
    for number in (2, 0, 3, 1):
        platform.short_term.append(a_turn(str(number), turn_id=ids[number]))
    assert texts(platform.short_term.recent("lead-1")) == ["0", "1", "2", "3"]
    assert texts(platform.short_term.recent("lead-1", limit=2)) == ["2", "3"]


def test_a_turn_with_an_id_that_the_conversation_has_is_refused(platform: Platform) -> None:
    first = a_turn("first")
    platform.short_term.append(first)
    other = first.model_copy(update={"text": "other"})
    with pytest.raises(AlreadyExists):
        platform.short_term.append(other)
    with pytest.raises(AlreadyExists), platform.transactions.begin() as within:
        platform.short_term.append(other, within)
    assert platform.short_term.find("lead-1", first.turn_id) == first
    assert platform.short_term.find("lead-2", first.turn_id) is None


def test_what_is_over_is_not_returned_however_much_of_it_there_is(platform: Platform) -> None:
    ids = ulids(24)
    for number, turn_id in enumerate(ids):
        platform.short_term.append(a_turn(str(number), at=number % 2, turn_id=turn_id))
    move(platform, DAY)
    assert texts(platform.short_term.recent("lead-1", limit=2)) == ["21", "23"]
    assert len(platform.short_term.recent("lead-1")) == 12
    assert texts(platform.short_term.recent("lead-1", limit=2, before=ids[21])) == ["17", "19"]
    assert platform.short_term.recent("lead-1", before=ids[1]) == ()
    move(platform, 1)
    assert platform.short_term.recent("lead-1") == ()


def test_a_turn_is_either_remembered_or_due(platform: Platform) -> None:
    turns = [a_turn(str(age), at=age, conversation=f"lead-{age}") for age in range(3)]
    for turn in turns:
        platform.short_term.append(turn)
    assert platform.short_term.due() == ()
    move(platform, DAY + 1)
    assert platform.short_term.due() == (turns[0], turns[1])
    assert platform.short_term.due(limit=1) == (turns[0],)
    assert platform.short_term.recent("lead-2") == (turns[2],)
    assert platform.short_term.recent("lead-1") == ()


def test_what_is_dropped_is_not_due_any_more(platform: Platform) -> None:
    turns = [a_turn(conversation=f"lead-{number}") for number in range(30)]
    for turn in turns:
        platform.short_term.append(turn)
    move(platform, DAY)
    assert len(platform.short_term.due()) == 30
    platform.short_term.drop(turns[:29])
    platform.short_term.drop(turns[:1])
    platform.short_term.drop(())
    assert platform.short_term.due() == (turns[29],)


def test_a_conversation_is_forgotten_whole(platform: Platform) -> None:
    for at in (0, 0, 10):
        platform.short_term.append(a_turn(at=at))
    platform.short_term.append(a_turn("other", conversation="lead-2"))
    move(platform, DAY)
    assert len(platform.short_term.whole("lead-1")) == 3
    assert platform.short_term.forget("lead-1") == 3
    assert platform.short_term.whole("lead-1") == ()
    assert texts(platform.short_term.due()) == ["other"]
    assert platform.short_term.recent("lead-1") == ()


def test_a_turn_is_kept_with_its_lead_or_not_at_all(platform: Platform) -> None:
    lead = a_lead()
    for _ in range(2):
        turn = a_turn()
        try:
            with platform.transactions.begin() as unit:
                platform.area(Leads).leads.add(lead, unit)
                platform.short_term.append(turn, unit)
        except AlreadyExists:
            assert turn not in platform.short_term.recent("lead-1")
    assert len(platform.short_term.recent("lead-1")) == 1


@pytest.mark.parametrize("hands", [100])
def test_a_hundred_writers_lose_nothing_and_see_one_order(platform: Platform, hands: int) -> None:
    ids = ulids(hands)
    seen: list[list[str]] = [[] for _ in range(hands)]

    def write(number: int) -> None:
        until_answered(lambda: platform.short_term.append(a_turn(str(number), turn_id=ids[number])))
        turns = until_answered(lambda: platform.short_term.recent("lead-1", limit=hands))
        seen[number] = [turn.turn_id for turn in turns]

    at_once(write, hands)
    final = [turn.turn_id for turn in platform.short_term.recent("lead-1", limit=hands)]
    assert final == ids
    for number, found in enumerate(seen):
        assert ids[number] in found
        assert found == [turn_id for turn_id in ids if turn_id in set(found)]
