"""What a case's end means for its lead."""

import pytest

from baton.escalation.case import (
    Decision,
    Escalation,
    EscalationStatus,
    Verdict,
)
from baton.leads.decision_consequence import WAITING, consequence
from baton.leads.lead import LeadStatus, SequenceStop
from baton.messaging.outbox import Work
from tests.fakes.platform.clock import NOON
from tests.samples.pipeline import LEAD_ID, a_lead

CASE_ID = "01JNBX5T00ZZZZZZZZZZZZZZZZ"


def a_case(verdict: Verdict | None) -> Escalation:
    decision = Decision(verdict=verdict, note="go", decided_by="op", at=NOON) if verdict else None
    return Escalation(
        escalation_id=CASE_ID,
        status=EscalationStatus.DECIDED if verdict else EscalationStatus.EXPIRED,
        subject="lead",
        subject_id=LEAD_ID,
        reason="poor context",
        opened_by="result_writer",
        opened_at=NOON,
        expires_at=NOON,
        correlation_id="req-7f3a",
        decision=decision,
    )


@pytest.mark.parametrize("status", WAITING)
@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.CHANGE])
def test_an_approved_lead_is_received_again_and_runs_with_the_decision(
    status: LeadStatus, verdict: Verdict
) -> None:
    lead = a_lead().model_copy(update={"status": status, "version": 4})

    follows = consequence(a_case(verdict), lead, NOON)

    assert follows is not None
    assert (follows.lead.status, follows.lead.version) == (LeadStatus.RECEIVED, 5)
    assert follows.run is not None
    assert (follows.run.entry_id, follows.run.work) == (LEAD_ID, Work.RUN_WORKFLOW)
    assert follows.run.payload == {
        "workflow": "lead_pipeline",
        "input": {"resume": {"escalation_id": CASE_ID, "verdict": verdict.value, "note": "go"}},
    }
    assert (follows.run.claimed_by, follows.run.attempts) == (None, 0)


@pytest.mark.parametrize("status", WAITING)
@pytest.mark.parametrize(
    ("verdict", "why"),
    [
        (Verdict.REFUSE, f"a person refused it in case {CASE_ID}"),
        (None, f"nobody decided case {CASE_ID} in time"),
    ],
)
def test_a_refused_or_forgotten_lead_is_closed_and_says_why(
    status: LeadStatus, verdict: Verdict | None, why: str
) -> None:
    lead = a_lead().model_copy(update={"status": status})

    follows = consequence(a_case(verdict), lead, NOON)

    assert follows is not None
    assert follows.run is None
    assert follows.lead.status is LeadStatus.CLOSED
    assert follows.lead.stopped == SequenceStop(reason=why, at=NOON)


def test_a_person_who_opted_out_before_keeps_that_reason() -> None:
    stop = SequenceStop(reason="opted out", at=NOON)
    lead = a_lead().model_copy(update={"status": LeadStatus.ESCALATED, "stopped": stop})

    follows = consequence(a_case(None), lead, NOON)

    assert follows is not None
    assert follows.lead.stopped == stop


@pytest.mark.parametrize("status", [status for status in LeadStatus if status not in WAITING])
@pytest.mark.parametrize("verdict", [*Verdict, None])
def test_a_lead_that_does_not_wait_is_left_as_it_is(
    status: LeadStatus, verdict: Verdict | None
) -> None:
    lead = a_lead().model_copy(update={"status": status})

    assert consequence(a_case(verdict), lead, NOON) is None
