"""What holds for every effect, and how the rule that its owner hands in is judged with it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from baton.effects.contact_status import ContactStatus, Quota, Suppression, SuppressionReason
from baton.effects.effect import Effect, EffectKind, Purpose
from baton.effects.policy import Facts, Objection, Outcome, Verdict, ended, judge

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ADA = f"person#{'a' * 64}"
GO, LATER, NEVER = Outcome.GO, Outcome.LATER, Outcome.NEVER
ROOM = Quota(key="sends", most=2, amount=1, words="the 2 sends of a day")


def effect(**changes: Any) -> Effect:
    made = Effect(
        effect_id="any.1",
        kind=EffectKind.EMAIL,
        purpose=Purpose.MARKETING,
        owner="tests",
        planned_at=MONDAY,
    )
    return made.model_copy(update=changes)


def facts(sent: Effect | None = None, *suppressions: Suppression, **known: Any) -> Facts:
    status = ContactStatus(subject=ADA, version=1, suppressions=suppressions)
    return Facts(sent or effect(), MONDAY, contact_statuses=(status,), **known)


@pytest.mark.parametrize(
    ("suppression", "closed"),
    [
        (Suppression(why=SuppressionReason.SUPPRESSED, at=MONDAY, source="test"), True),
        (
            Suppression(
                kind=EffectKind.EMAIL, why=SuppressionReason.BOUNCED, at=MONDAY, source="test"
            ),
            True,
        ),
        (
            Suppression(
                kind=EffectKind.SMS, why=SuppressionReason.BOUNCED, at=MONDAY, source="test"
            ),
            False,
        ),
        (
            Suppression(
                purpose=Purpose.MARKETING, why=SuppressionReason.OPTED_OUT, at=MONDAY, source="test"
            ),
            True,
        ),
        (
            Suppression(
                purpose=Purpose.ANSWER, why=SuppressionReason.OPTED_OUT, at=MONDAY, source="test"
            ),
            False,
        ),
        (Suppression(why=SuppressionReason.COMPLAINED, at=MONDAY, source="test"), True),
    ],
)
def test_a_person_closes_a_channel_or_a_purpose_or_both(
    suppression: Suppression, closed: bool
) -> None:
    assert judge(facts(None, suppression)).outcome is (NEVER if closed else GO)


def test_what_reaches_no_person_meets_no_suppression() -> None:
    nobody = effect(purpose=Purpose.INTERNAL)
    assert judge(Facts(nobody, MONDAY)) == Verdict(GO)


def test_a_full_quota_is_for_tomorrow_and_one_that_can_never_hold_it_is_never() -> None:
    full = judge(facts(quotas=(ROOM.model_copy(update={"used": 2}),)))
    assert (full.outcome, full.until) == (LATER, datetime(2026, 3, 3, tzinfo=UTC))
    assert judge(facts(quotas=(ROOM.model_copy(update={"amount": 3}),))).outcome is NEVER
    assert judge(facts(quotas=(ROOM,))).outcome is GO


def test_every_reason_is_told_and_one_for_good_outweighs_those_for_now() -> None:
    def rule(_: Facts) -> Iterator[Objection]:
        yield Objection("not at night", MONDAY + timedelta(hours=1))
        yield Objection("the order was cancelled")

    opted_out = Suppression(why=SuppressionReason.OPTED_OUT, at=MONDAY, source="test")
    found = judge(facts(None, opted_out, off="sending is off"), rule)
    told = "the person unsubscribed from everything, 2026-03-02 12:00 UTC"
    assert found == Verdict(NEVER, ("sending is off", "the order was cancelled", told))


def test_what_is_closed_under_several_keys_is_told_once_and_since_when_first() -> None:
    first, again = (
        Suppression(
            why=SuppressionReason.OPTED_OUT, at=MONDAY - timedelta(days=days), source="test"
        )
        for days in (2, 1)
    )
    statuses = (ContactStatus(subject=ADA, suppressions=(again,)),) * 2
    statuses += (ContactStatus(subject=ADA, suppressions=(first,)),)
    found = judge(Facts(effect(), MONDAY, contact_statuses=statuses))
    assert found.reasons == ("the person unsubscribed from everything, 2026-02-28 12:00 UTC",)


def test_the_last_of_several_moments_is_when_to_ask_again() -> None:
    soon, later = MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2)
    found = judge(facts(), lambda _: (Objection("a", later), Objection("b", soon)))
    assert found == Verdict(LATER, ("a", "b"), later)


def test_later_than_it_is_of_use_is_never() -> None:
    soon = effect(expires_at=MONDAY + timedelta(hours=1))
    wait = Objection("not now", MONDAY + timedelta(hours=2))
    found = judge(facts(soon), lambda _: (wait,))
    assert found.outcome is NEVER
    assert "it is no use any more" in found.reasons[-1]
    late = effect(expires_at=MONDAY - timedelta(seconds=1))
    assert judge(facts(late)).reasons[0].startswith("it is late")


def test_what_has_ended_never_happens() -> None:
    assert judge(facts(), ended("the campaign is gone")) == Verdict(
        NEVER, ("the campaign is gone",)
    )
    assert judge(facts(), ended(None)) == Verdict(GO)
