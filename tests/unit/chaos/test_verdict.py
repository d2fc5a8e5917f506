"""The storm's judge sees what is lost and what came twice, and the weather is as bad as was asked."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from tests.chaos.verdict import Evidence, Item, judge
from tests.chaos.weather import (
    BROKEN,
    LATER_ATTEMPTS,
    LOST,
    MOST,
    RESET,
    SERVICES,
    SILENT,
    SLOW,
    SORTS,
    THROTTLED,
    rules,
    sort_of,
)


def a_lead(number: int, status: str = "processed") -> Item:
    return {"lead_id": f"L{number}", "status": status, "details": {"external_id": f"crm-{number}"}}


def announced(lead_id: str, message_id: str) -> Item:
    return {"message_id": message_id, "payload": {"lead_id": lead_id, "status": "processed"}}


WHOLE = Evidence(
    leads=[a_lead(1), a_lead(2, "escalated"), a_lead(9, "received")],
    planned=[{"lead_id": "L1"}],
    cases=[{"subject_id": "L2", "reason": "Quality 0.34 is too poor."}],
    entries=[],
    announcements=[announced("L1", "M1"), announced("L1", "M1"), announced("L2", "M2")],
)
SENT = ("crm-1", "crm-2")


def a_step(state: str, **more: str | int | None) -> Item:
    about = {"owner": "leads", "subject_id": "L1", "parameters": {"step": 1}}
    effect = {"effect_id": "L1.s.1", **about, "kind": "email", "state": state}
    return effect | more


SECOND = a_step("planned") | {"parameters": {"step": 2}}


def with_steps(*steps: Item) -> Evidence:
    leads = [{**WHOLE.leads[0], "report": {"plan": {"steps": [{}]}}}, *WHOLE.leads[1:]]
    receipts = frozenset({"R1"})
    return replace(WHOLE, leads=leads, effects=[SECOND, *steps], receipts=receipts)


def test_a_good_end_is_recognised_and_a_message_that_came_twice_is_one() -> None:
    verdict = judge(SENT, WHOLE)

    assert verdict.is_good
    assert verdict.statuses == Counter(processed=1, escalated=1)
    assert verdict.reasons == Counter({"Quality … is too poor.": 1})


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"leads": [a_lead(1)]}, "crm-2: not stored"),
        ({"leads": [a_lead(1, "received"), a_lead(2, "escalated")]}, "crm-1: received"),
        ({"leads": [a_lead(1), a_lead(2, "parked")], "cases": []}, "crm-2: parked without a"),
    ],
)
def test_what_is_lost_is_named(changes: dict[str, Any], lost: str) -> None:
    verdict = judge(SENT, replace(WHOLE, **changes))

    assert not verdict.is_good
    (named,) = verdict.lost
    assert named.startswith(lost)


@pytest.mark.parametrize(
    ("changes", "doubled"),
    [
        ({"leads": [*WHOLE.leads, a_lead(1)]}, "crm-1 stored 2 times"),
        ({"planned": [{"lead_id": "L1"}] * 3}, "L1 planned 3 times"),
        ({"cases": [*WHOLE.cases] * 2}, "L2 put before a person 2 times"),
        (
            {"announcements": [announced("L1", "M1"), announced("L1", "M3")]},
            "L1 processed announced 2 times",
        ),
        ({"mails": ["to ada", "to ada"]}, "to ada mailed 2 times"),
    ],
)
def test_what_came_twice_is_named(changes: dict[str, Any], doubled: str) -> None:
    verdict = judge(SENT, replace(WHOLE, **changes))

    assert not verdict.is_good
    assert verdict.doubled == (doubled,)


def test_work_that_is_left_is_no_good_end() -> None:
    waits = {"subject_id": "L1", "state": "deferred"}

    assert not judge(SENT, replace(WHOLE, entries=[waits])).is_good
    assert judge(SENT, replace(WHOLE, entries=[{**waits, "state": "parked"}])).is_good


@pytest.mark.parametrize(
    ("step", "end", "reasons"),
    [
        (a_step("done", receipt="R1"), "email done", {}),
        (a_step("refused", reason="opted out"), "email refused", {"refused: opted out": 1}),
        (a_step("unknown", reason="no answer"), "email unknown", {"unknown: no answer": 1}),
    ],
)
def test_a_first_step_ends_done_or_with_a_reason(
    step: Item, end: str, reasons: dict[str, int]
) -> None:
    verdict = judge(SENT, with_steps(step))

    assert verdict.is_good
    assert verdict.steps.ends == Counter([end])
    assert verdict.steps.reasons == Counter(reasons)


@pytest.mark.parametrize(
    ("steps", "lost"),
    [
        ([], "L1: its first step is not in the ledger"),
        ([a_step("done", receipt="R2")], "L1.s.1: done, but the mail service has no such mail"),
        ([a_step("unknown")], "L1.s.1: unknown without a reason"),
    ],
)
def test_a_first_step_that_is_lost_is_named(steps: list[Item], lost: str) -> None:
    assert judge(SENT, with_steps(*steps)).lost == (lost,)


def test_first_steps_that_come_twice_or_wait_are_no_good_end() -> None:
    done = a_step("done", receipt="R1")

    assert judge(SENT, with_steps(done, done)).doubled == (
        "L1: 2 first steps",
        "R1 settled 2 steps",
    )
    assert judge(SENT, with_steps(a_step("reserved"))).left == 1


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.3, MOST])
def test_every_attempt_of_every_service_is_hit_as_often_as_was_asked(rate: float) -> None:
    made = rules(rate)

    for service in SERVICES:
        for attempt in (None, *LATER_ATTEMPTS):
            passes = 1.0
            for rule in made:
                of = rule.get("headers", {}).get("amz-sdk-request")
                if rule["service"] == service and of == (attempt and f"attempt={attempt}"):
                    passes *= 1 - rule.get("probability", 0.0)
            assert 1 - passes == pytest.approx(rate)
    assert sum(sort.share for sort in SORTS) == pytest.approx(1)


def test_no_weather_in_which_nothing_ends() -> None:
    with pytest.raises(ValueError, match=r"between 0 and 0\.6"):
        rules(0.7)


@pytest.mark.parametrize(
    ("action", "sort"),
    [
        ("error:ThrottlingException", THROTTLED),
        ("error:InternalServerError", BROKEN),
        ("latency:300ms", SLOW),
        ("reset", RESET),
        ("response:abort", LOST),
        ("timeout:11000ms", SILENT),
        ("match", None),
    ],
)
def test_what_microburst_did_is_named(action: str, sort: object) -> None:
    assert sort_of(action) is sort
