"""The rules say what is wrong, quote why, and name what may help; nothing else decides a recovery."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from baton.incidents.incident import Diagnosis, Evidence, Remedy, RemedyKind
from baton.resilience.circuit import Circuit
from baton.runtime.agent_status import AgentActivity, AgentStatus
from functions.platform.operations.diagnostics import (
    Calls,
    Deployed,
    Diagnostics,
    FailingFunction,
    Parked,
    quoted,
)
from functions.platform.operations.rules import diagnose, still
from tests.fakes.platform.clock import NOON

MINUTE = timedelta(minutes=1)
NEW = Deployed("engagement", "7", "7", "6", NOON - 10 * MINUTE)
FAILING = FailingFunction("engagement", ("KeyError",), NEW, Calls(failed=3))
OPEN = Circuit(failures=5, open_until=NOON + MINUTE)
ILL = AgentStatus(
    agent_id="handoff",
    status=AgentActivity.IDLE,
    current_leads=0,
    workers=1,
    available=False,
    unavailable_reason="5 tasks in a row failed",
)

OVERSPENT = Diagnosis(
    rule="overspent",
    text="the campaign c-1 spends more than it may",
    because=(Evidence(source="campaign:c-1", text="spent 200 of 100 EUR"),),
    remedy=Remedy(kind="pause_campaign", target="c-1"),
)


def collected(alarm: str, **seen: Any) -> Diagnostics:
    return Diagnostics(alarm=alarm, rang_at=NOON, now=NOON, **seen)


CASES = {
    "bad_deployment": (
        collected("leads-function-errors", failing=(FAILING,)),
        "shift_alias:engagement",
        "deployment:engagement",
    ),
    "dependency_down": (
        collected("api-p95", circuits={"episodic memory": OPEN}),
        "reset_breaker:episodic memory",
        "breaker:episodic memory",
    ),
    "undelivered": (
        collected("functions-dead-letters", queues={"functions": 3}),
        "redrive_queue:functions",
        "queue:functions",
    ),
    "parked": (
        collected("outbox-parked", parked=Parked(free=("a", "b"), reasons=("publish: no",))),
        "redrive_parked:outbox",
        "outbox",
    ),
    "outbox_late": (
        collected("outbox-age", oldest=timedelta(minutes=6)),
        "sweep_outbox:outbox",
        "outbox",
    ),
    "overspent": (
        collected("campaign-overspend", of_areas=(OVERSPENT,)),
        "pause_campaign:c-1",
        "campaign:c-1",
    ),
    "agent_unavailable": (
        collected("agents-failing", agents=(ILL,)),
        None,
        "agent:handoff",
    ),
    "people_decide": (
        collected("live-dead-letters", queues={"live": 1}),
        None,
        "queue:live",
    ),
    "unknown": (collected("api-errors", metric=("ServerErrors 0.2",)), None, "metric"),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_names_its_remedy_and_quotes_its_evidence(rule: str) -> None:
    diagnostics, remedy, source = CASES[rule]
    (diagnosis,) = diagnose(diagnostics)
    assert diagnosis.rule == rule
    assert (diagnosis.remedy.text if diagnosis.remedy else None) == remedy
    assert source in {quote.source for quote in diagnosis.because}
    assert set(diagnosis.because) <= set(quoted(diagnostics))


@pytest.mark.parametrize("rule", CASES)
def test_what_is_gone_is_not_found_again(rule: str) -> None:
    diagnostics, _, _ = CASES[rule]
    (diagnosis,) = diagnose(diagnostics)
    assert still(diagnostics, diagnosis)
    if rule != "unknown":
        assert not still(collected(diagnostics.alarm), diagnosis)


@pytest.mark.parametrize(
    "deployed",
    [
        replace(NEW, deployed_at=NOON - 61 * MINUTE),
        replace(NEW, deployed_at=NOON + MINUTE),
        replace(NEW, version="6"),
        replace(NEW, deployed_at=None),
    ],
)
def test_only_what_was_just_deployed_is_taken_back(deployed: Deployed) -> None:
    diagnostics = collected("leads-function-errors", failing=(replace(FAILING, deployed=deployed),))
    assert [one.rule for one in diagnose(diagnostics)] == ["unknown"]


def test_a_first_version_or_one_under_deployment_is_named_and_left() -> None:
    for deployed in (replace(NEW, previous=None), replace(NEW, moving=True)):
        diagnostics = collected(
            "leads-function-errors", failing=(replace(FAILING, deployed=deployed),)
        )
        (diagnosis,) = diagnose(diagnostics)
        assert (diagnosis.rule, diagnosis.remedy) == ("bad_deployment", None)


@pytest.mark.parametrize("calls", [None, Calls(failed=3, outside=None), Calls(2, 3, None)])
def test_if_the_logs_cannot_be_asked_it_is_said_and_nothing_is_taken_back(
    calls: Calls | None,
) -> None:
    failing = replace(FAILING, since_deployed=calls)
    diagnostics = collected("leads-function-errors", failing=(failing,), circuits={"webhook": OPEN})
    first, *rest = diagnose(diagnostics)
    assert (first.rule, first.remedy) == ("bad_deployment", None)
    assert "could not be asked" in first.text
    assert any("is not known" in one.text for one in first.because)
    assert [one.rule for one in rest] == ["dependency_down"]


@pytest.mark.parametrize(
    "calls", [Calls(), Calls(succeeded=5), Calls(4, 3, None), Calls(0, 3, 3), Calls(2, 3, 2)]
)
def test_a_version_of_which_not_most_calls_fail_by_themselves_stays(calls: Calls) -> None:
    diagnostics = collected(
        "leads-function-errors", failing=(replace(FAILING, since_deployed=calls),)
    )
    assert "bad_deployment" not in {one.rule for one in diagnose(diagnostics)}


def test_a_version_that_goes_on_failing_after_going_back_is_not_recovered() -> None:
    diagnostics, _, _ = CASES["bad_deployment"]
    (diagnosis,) = diagnose(diagnostics)
    went_back = replace(FAILING, deployed=replace(NEW, version="6", previous="5"))
    back = replace(diagnostics, failing=(went_back,))
    assert still(back, diagnosis)
    assert not still(replace(back, failing=(replace(went_back, errors=()),)), diagnosis)


def test_parked_work_with_a_case_is_left_to_people() -> None:
    (diagnosis,) = diagnose(collected("outbox-parked", parked=Parked(escalated=2, spent=1)))
    assert (diagnosis.rule, diagnosis.remedy) == ("people_decide", None)


def test_operations_does_nothing_about_itself() -> None:
    own = replace(FAILING, name="operations", deployed=replace(NEW, function="operations"))
    diagnostics = collected("platform-function-errors", failing=(own,), circuits={"webhook": OPEN})
    assert all(one.remedy is None for one in diagnose(diagnostics))


def test_the_likeliest_comes_first_and_everything_is_said() -> None:
    diagnostics = replace(
        CASES["bad_deployment"][0], circuits={"language model": OPEN}, agents=(ILL,)
    )
    assert [one.rule for one in diagnose(diagnostics)] == [
        "bad_deployment",
        "dependency_down",
        "agent_unavailable",
    ]
    kinds = [one.remedy.kind for one in diagnose(diagnostics) if one.remedy]
    assert kinds == [RemedyKind.SHIFT_ALIAS, RemedyKind.RESET_BREAKER]


@pytest.mark.parametrize(
    ("alarm", "seen", "headline"),
    [
        ("live-dead-letters", {"queues": {"live": 1}}, "people_decide"),
        ("agents-failing", {"agents": (ILL,)}, "agent_unavailable"),
        (
            "leads-function-errors",
            {"failing": (replace(FAILING, deployed=None),)},
            "unknown",
        ),
        ("outbox-parked", {"parked": Parked(escalated=1)}, "people_decide"),
    ],
)
def test_a_circuit_that_has_nothing_to_do_with_an_alarm_is_not_its_headline(
    alarm: str, seen: dict[str, Any], headline: str
) -> None:
    found = [one.rule for one in diagnose(collected(alarm, circuits={"webhook": OPEN}, **seen))]
    assert found == [headline, "dependency_down"]


@pytest.mark.parametrize(
    "alarm",
    [
        *("ad-api-version", "campaign-overspend", "calls-waiting", "language-usage"),
        *("audit-lines", "function-throttles", "tables-throttled", "outreach-asleep"),
    ],
)
def test_what_nothing_outside_can_cause_is_not_explained_by_an_open_circuit(alarm: str) -> None:
    found = diagnose(collected(alarm, circuits={"webhook": OPEN}, agents=(ILL,)))
    assert [one.rule for one in found] == ["unknown", "dependency_down", "agent_unavailable"]


def test_a_circuit_explains_calls_that_failed_for_want_of_an_answer() -> None:
    calls = Calls(failed=3, outside=3)
    failing = replace(FAILING, since_deployed=calls)
    (first, *_) = diagnose(
        collected("leads-function-errors", failing=(failing,), circuits={"webhook": OPEN})
    )
    assert first.rule == "dependency_down"


@pytest.mark.parametrize("alarm", ["api-p95", "escalation_case-failed", "outreach-unknown"])
def test_a_circuit_of_which_nothing_shows_that_it_is_the_cause_is_called_so(alarm: str) -> None:
    (first, *_) = diagnose(collected(alarm, circuits={"webhook": OPEN}))
    assert first.text.endswith(f"; nothing shows that {alarm} rings for that")
    (first, *_) = diagnose(collected("breaker-opened", circuits={"webhook": OPEN}))
    assert first.text == "webhook failed 5 times in a row"


def test_quotes_are_short_and_masked() -> None:
    line = "failed for ada@example.com " + "x" * 2_000
    (quote,) = quoted(collected("api-errors", failing=(FailingFunction("rpc", (line,)),)))
    assert "ada@example.com" not in quote.text
    assert len(quote.text) <= 300
