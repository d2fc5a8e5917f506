"""How good the context of a handoff is, and what of it goes along, whatever is handed over."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.memory.episode import EpisodeQuery
from baton.memory.handoff_subject import Contradiction, HandoffSubject, Needs, Source
from functions.platform.handoff.context import (
    Gathered,
    carried,
    freshness_of,
    judge,
    present_fields,
    quality_of,
)
from tests.fakes.platform.clock import NOON

NEEDS = Needs(
    required={"number": 2, "log": 1}, helpful={"supplier": 1}, remembered={}, passes=("confidence",)
)
SUBJECT = HandoffSubject(
    record_id="r-1",
    conversation_id="order-r-1",
    person="person#1",
    asked_at=NOON,
    fields={"number": True, "address": False},
    sources={"log": Source("logs", dict)},
    references={"supplier": "s-1"},
    episodes=EpisodeQuery(text="An order."),
    walks=(),
    contradictions=lambda _: (),
    differences=lambda *_: (),
)
READ = Gathered({"log": {"calls": 2}, "supplier": {"name": "Acme"}})

shares = st.floats(0, 1)
ages = st.timedeltas(timedelta(), timedelta(days=3000))


def quality(subject: HandoffSubject, gathered: Gathered, confidence: Any = 1.0) -> float:
    said = {"confidence": confidence}
    return judge(NEEDS, subject, said=said, gathered=gathered, contradictions=(), now=NOON).quality


@given(shares, shares, shares, shares, st.integers(0, 5))
def test_quality_is_between_0_and_1(
    completeness: float, freshness: float, agreement: float, confidence: float, missing: int
) -> None:
    quality = quality_of(
        completeness=completeness,
        freshness=freshness,
        agreement=agreement,
        confidence=confidence,
        missing_required=missing,
    )
    assert 0 <= quality <= 1


@given(ages, ages)
def test_a_record_never_gets_fresher(one: timedelta, other: timedelta) -> None:
    sooner, later = sorted((one, other))
    assert freshness_of(NOON, NOON + sooner) >= freshness_of(NOON, NOON + later)


def test_a_full_context_is_perfect_and_a_missing_required_field_halves_it() -> None:
    assert quality(SUBJECT, READ) == 1
    unread = Gathered({"supplier": {}})
    assert quality(SUBJECT, unread) == pytest.approx((0.7 + 0.3 * 3 / 4) / 2)


def test_a_reference_that_the_record_does_not_name_is_not_asked_for() -> None:
    alone = replace(SUBJECT, references={"supplier": None})
    assert quality(alone, Gathered({"log": {}})) == 1
    assert quality(SUBJECT, Gathered({"log": {}})) < 1


def test_the_source_agent_cannot_say_what_has_to_be_read_or_in_the_record() -> None:
    said = {"log": "long", "supplier": "Acme", "address": "here", "mood": "sunny", "none": None}
    assert present_fields(SUBJECT, said, Gathered()) == {"number", "mood"}


def test_no_more_goes_along_than_was_asked_for_and_nothing_of_the_person() -> None:
    said = {"confidence": 0.5, "email": "ada@example.com", "notes": "psst"}
    context = carried(NEEDS, said, READ, (Contradiction("does not fit", 0.5),))
    assert set(context) == {"confidence", "log", "supplier", "contradictions"}


@pytest.mark.parametrize("confidence", [None, "high", True, -3, 7, 0.5])
def test_a_confidence_of_any_kind_is_survived(confidence: Any) -> None:
    assert 0 <= quality(SUBJECT, READ, confidence) <= 1
