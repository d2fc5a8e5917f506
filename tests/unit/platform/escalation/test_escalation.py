"""A case goes on with a person's decision, once, in whatever order things happen."""

import pytest
from pydantic import ValidationError

from baton.core.errors import Conflict, NotFound, StaleVersion, Unavailable
from baton.escalation.case import EscalationStatus, Verdict
from baton.escalation.events import (
    ESCALATION_OPENED,
    ESCALATION_REMINDED,
    EscalationOpened,
    EscalationReminded,
)
from baton.leads.lead import LeadStatus
from baton.messaging.outbox import OutboxEntry, Work
from functions.platform.escalation.agent import TRIES
from functions.platform.escalation.models import EscalationTask, Step
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash
from tests.fakes.platform.turns import Turns
from tests.samples.cases import CASE_ID, decide, open_case, step
from tests.samples.pipeline import LEAD_ID


def left_to_do(platform: FakePlatform) -> list[OutboxEntry]:
    """What the outbox has besides events."""
    entries = platform.outbox.entries.values()
    return [entry for entry in entries if entry.work is not Work.PUBLISH]


def lead_status(platform: FakePlatform) -> LeadStatus:
    return platform.leads.get(LEAD_ID).status


def opened_events(platform: FakePlatform) -> list[EscalationOpened]:
    return [
        EscalationOpened.model_validate(entry.payload["message"]["payload"])
        for entry in platform.outbox.entries.values()
        if entry.payload.get("event") == ESCALATION_OPENED.name
    ]


def completions(platform: FakePlatform) -> set[str]:
    """The tokens that were completed, or will be."""
    waiting = [
        entry.payload["task_token"]
        for entry in platform.outbox.entries.values()
        if entry.work is Work.COMPLETE_TASK
    ]
    return {token for token, _ in platform.workflows.completed} | set(waiting)


def test_registering_keeps_the_token_and_tells_everybody_once() -> None:
    platform = FakePlatform()
    open_case(platform)

    first = step(platform, Step.REGISTER, "token-1")
    again = step(platform, Step.REGISTER, "token-1")

    assert first == again
    assert (first.subject, first.subject_id) == ("lead", LEAD_ID)
    case = platform.escalations.get(CASE_ID)
    assert (case.task_token, case.version) == ("token-1", 2)
    (event,) = opened_events(platform)
    assert (event.escalation_id, event.subject_id) == (CASE_ID, LEAD_ID)


def test_a_workflow_that_tries_again_waits_with_its_latest_token() -> None:
    platform = FakePlatform()
    open_case(platform)
    step(platform, Step.REGISTER, "token-1")
    step(platform, Step.REGISTER, "token-2")

    assert decide(platform, Verdict.APPROVE)

    assert completions(platform) == {"token-2"}
    assert len(opened_events(platform)) == 1


def test_a_decision_before_the_token_lets_the_workflow_go_on_at_once() -> None:
    platform = FakePlatform()
    open_case(platform)
    decide(platform, Verdict.APPROVE)

    step(platform, Step.REGISTER, "token-1")

    ((token, output),) = platform.workflows.completed
    assert token == "token-1"
    assert (output["verdict"], output["decided_by"]) == ("approve", "op-1")


def test_an_approval_sends_the_lead_back_into_its_pipeline_once() -> None:
    platform = FakePlatform()
    open_case(platform)
    decide(platform, Verdict.APPROVE)

    result = step(platform, Step.RESUME)

    assert lead_status(platform) is LeadStatus.RECEIVED
    assert result.decision is not None
    assert platform.outbox.entries[LEAD_ID].payload["input"]["resume"]["escalation_id"] == CASE_ID
    with platform.transactions.begin() as unit:  # the pipeline ran, and the lead waits again
        lead = platform.leads.get(LEAD_ID)
        again = {"version": lead.version + 1, "status": LeadStatus.PARKED}
        platform.leads.replace(lead.model_copy(update=again), unit)
        platform.outbox.settle_within(LEAD_ID, unit)

    step(platform, Step.RESUME)
    step(platform, Step.EXPIRE)

    assert lead_status(platform) is LeadStatus.PARKED
    assert LEAD_ID not in platform.outbox.entries


def test_a_refusal_closes_the_lead() -> None:
    platform = FakePlatform()
    open_case(platform)
    decide(platform, Verdict.REFUSE)

    step(platform, Step.RESUME)

    assert lead_status(platform) is LeadStatus.CLOSED
    assert left_to_do(platform) == []


def test_a_case_nobody_decides_closes_the_lead_without_contacting_anybody() -> None:
    platform = FakePlatform()
    open_case(platform)
    step(platform, Step.REGISTER, "token-1")

    result = step(platform, Step.EXPIRE)

    assert result.decision is None
    assert platform.escalations.get(CASE_ID).status is EscalationStatus.EXPIRED
    lead = platform.leads.get(LEAD_ID)
    assert lead.status is LeadStatus.CLOSED
    assert lead.stopped is not None
    assert lead.stopped.reason == f"nobody decided case {CASE_ID} in time"
    assert LEAD_ID not in platform.outbox.entries
    assert not decide(platform, Verdict.APPROVE)


def test_a_case_that_waits_long_is_called_to_mind_once_and_goes_on_waiting() -> None:
    platform = FakePlatform()
    open_case(platform)
    step(platform, Step.REGISTER, "token-1")

    step(platform, Step.REMIND)
    step(platform, Step.REMIND)
    step(platform, Step.REGISTER, "token-2")

    case = platform.escalations.get(CASE_ID)
    assert (case.status, case.reminded_at) == (EscalationStatus.OPEN, platform.clock())
    (reminder,) = [
        entry.payload["message"]["payload"]
        for entry in platform.outbox.entries.values()
        if entry.payload.get("event") == ESCALATION_REMINDED.name
    ]
    assert EscalationReminded.model_validate(reminder).expires_at == case.expires_at
    decide(platform, Verdict.APPROVE)
    assert completions(platform) == {"token-2"}


def test_a_case_that_was_decided_between_the_two_waits_goes_on_at_once() -> None:
    platform = FakePlatform()
    open_case(platform)
    step(platform, Step.REGISTER, "token-1")
    decide(platform, Verdict.APPROVE)

    step(platform, Step.REMIND)
    step(platform, Step.REGISTER, "token-2")

    assert platform.escalations.get(CASE_ID).reminded_at is None
    assert "token-2" in {token for token, _ in platform.workflows.completed}


@pytest.mark.parametrize("late", [Step.REGISTER, Step.REMIND, Step.EXPIRE])
def test_a_step_after_the_end_of_a_case_does_nothing(late: Step) -> None:
    platform = FakePlatform()
    open_case(platform)
    step(platform, Step.EXPIRE)
    before = (dict(platform.escalations.kept), dict(platform.leads.kept))

    step(platform, late, "token-9")

    assert (dict(platform.escalations.kept), dict(platform.leads.kept)) == before
    assert platform.workflows.completed == []


def test_a_decision_at_the_last_moment_counts_although_the_workflow_gave_up_waiting() -> None:
    platform = FakePlatform()
    open_case(platform)
    step(platform, Step.REGISTER, "token-1")
    decide(platform, Verdict.APPROVE)

    result = step(platform, Step.EXPIRE)

    assert result.decision is not None
    assert platform.escalations.get(CASE_ID).status is EscalationStatus.DECIDED
    assert lead_status(platform) is LeadStatus.RECEIVED
    assert LEAD_ID in platform.outbox.entries


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, None])
def test_a_campaigns_case_leaves_the_effect_to_the_optimiser(verdict: Verdict | None) -> None:
    platform = FakePlatform()
    open_case(platform, "campaign")
    if verdict:
        decide(platform, verdict)

    result = step(platform, Step.RESUME if verdict else Step.EXPIRE)

    assert result.subject == "campaign"
    assert (result.decision is not None) == (verdict is not None)
    status = platform.escalations.get(CASE_ID).status
    assert status is (EscalationStatus.DECIDED if verdict else EscalationStatus.EXPIRED)
    assert left_to_do(platform) == []


def test_a_case_ends_even_if_its_lead_was_erased() -> None:
    platform = FakePlatform()
    open_case(platform)
    platform.leads.kept.clear()

    step(platform, Step.EXPIRE)

    assert platform.escalations.get(CASE_ID).status is EscalationStatus.EXPIRED


def test_nothing_goes_on_without_a_decision() -> None:
    platform = FakePlatform()
    open_case(platform)

    with pytest.raises(Conflict, match="not decided"):
        step(platform, Step.RESUME)


def test_an_unknown_case_is_not_found() -> None:
    with pytest.raises(NotFound):
        step(FakePlatform(), Step.EXPIRE)


def test_a_registration_without_a_token_is_refused() -> None:
    with pytest.raises(ValidationError, match="register needs task_token"):
        EscalationTask(step=Step.REGISTER, escalation_id=CASE_ID)


def test_a_step_that_is_always_overtaken_gives_up_and_says_so() -> None:
    platform = FakePlatform()
    open_case(platform)
    platform.faults.fail("transactions.commit", StaleVersion("always too late"))

    with pytest.raises(StaleVersion):
        step(platform, Step.EXPIRE)

    assert platform.faults.calls.count("escalations.get") == TRIES


@pytest.mark.parametrize("seed", range(300))
def test_in_every_order_a_case_has_one_end_and_its_workflow_goes_on(seed: int) -> None:
    turns = Turns(seed)
    platform = FakePlatform(faults=turns)
    open_case(platform)
    verdict = turns.random.choice(list(Verdict))
    in_time: list[bool] = []

    errors = turns.play(
        lambda: step(platform, Step.REGISTER, "token-1"),
        lambda: step(platform, Step.REGISTER, "token-2"),
        lambda: in_time.append(decide(platform, verdict)),
        lambda: step(platform, Step.EXPIRE),
    )

    assert errors == [None] * 4
    case = platform.escalations.get(CASE_ID)
    assert (case.status is EscalationStatus.DECIDED) == (case.decision is not None) == in_time[0]
    if case.decision and case.task_token:
        assert case.task_token in completions(platform)
    if case.decision:
        step(platform, Step.RESUME)
        assert case.task_token or len(completions(platform)) == 2
    goes_on = case.decision is not None and verdict is not Verdict.REFUSE
    assert lead_status(platform) is (LeadStatus.RECEIVED if goes_on else LeadStatus.CLOSED)
    assert (LEAD_ID in platform.outbox.entries) == goes_on
    assert platform.leads.get(LEAD_ID).version == 2
    assert platform.escalations.get(CASE_ID).carried_out_at is not None
    assert len(opened_events(platform)) <= 1


@pytest.mark.parametrize("dies", [False, True])
@pytest.mark.parametrize("verdict", [*Verdict, None])
@pytest.mark.parametrize("early", [False, True])
def test_a_fault_at_any_call_of_any_step_changes_nothing_about_the_end(
    verdict: Verdict | None, early: bool, dies: bool
) -> None:
    def steps(platform: FakePlatform) -> list[object]:
        register = lambda: step(platform, Step.REGISTER, "token-1")  # noqa: E731
        if verdict is None:
            return [register, lambda: step(platform, Step.EXPIRE)]
        person = lambda: decide(platform, verdict)  # noqa: E731
        first = [person, register] if early else [register, person]
        return [*first, lambda: step(platform, Step.RESUME)]

    def play(platform: FakePlatform) -> FakePlatform:
        number = 0
        while number < len(steps(platform)):
            try:
                steps(platform)[number]()  # type: ignore[operator]
            except (Crash, Unavailable):
                platform = platform.restarted()
                continue
            number += 1
        return platform

    whole = FakePlatform()
    open_case(whole)
    begun_at = len(whole.faults.calls)
    play(whole)
    calls = len(whole.faults.calls) - begun_at

    for call in range(1, calls + 1):
        for after in (False, True):
            platform = FakePlatform()
            open_case(platform)
            plan = platform.faults.crash_at if dies else platform.faults.fail_at
            plan(begun_at + call, after=after)
            assert ending(play(platform)) == ending(whole), (call, after)

    assert calls >= 4


def ending(platform: FakePlatform) -> dict[str, object]:
    case, lead = platform.escalations.get(CASE_ID), platform.leads.get(LEAD_ID)
    return {
        "case": (case.status, case.version, case.task_token, case.carried_out_at),
        "verdict": case.decision and case.decision.verdict,
        "lead": (lead.status, lead.version, lead.stopped),
        "work": sorted(
            (entry.work, entry.subject_id) for entry in platform.outbox.entries.values()
        ),
        "completed": completions(platform),
    }
