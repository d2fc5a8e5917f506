"""A person sees a case, decides it, and the work goes on with that decision (A9)."""

from datetime import timedelta

import pytest

from baton.core.message import Message
from baton.escalation.case import Escalation, EscalationStatus
from baton.escalation.events import ESCALATION_DECIDED
from baton.http.error_kinds import CLAIM_SECONDS
from baton.messaging.outbox import Work
from tests.fakes.platform.faults import Crash

CASES = "/api/v1/escalations"


def open_case(api, **changes):
    now = api.platform.clock()
    case = Escalation(
        **{
            "escalation_id": api.platform.new_id(),
            "subject": "lead",
            "subject_id": api.platform.new_id(),
            "reason": "The context is too poor to pass on.",
            "recommendations": ("ask for the company",),
            "case": {"score": 64},
            "opened_by": "result_writer",
            "opened_at": now,
            "expires_at": now + timedelta(days=7),
            "correlation_id": "c-1",
            "task_token": "the-token",
            **changes,
        }
    )
    with api.platform.transactions.begin() as within:
        api.platform.escalations.add(case, within)
    return case


def decide(api, case, body=None, **more):
    return api.post(
        f"{CASES}/{case.escalation_id}/decision", body or {"verdict": "approve"}, **more
    )


def test_a_case_is_shown_without_its_task_token(api):
    case = open_case(api)

    one = api.get(f"{CASES}/{case.escalation_id}")
    listed = api.get(CASES)
    decided = decide(api, case)

    for answer in (one, listed, decided):
        assert answer.status == 200
        assert "the-token" not in answer.text
        assert "task_token" not in answer.text
    assert one.json["recommendations"] == ["ask for the company"]
    assert one.headers["ETag"] == '"1"'


def test_cases_are_listed_by_status(api):
    first = open_case(api)
    api.platform.clock.advance(1)
    second = open_case(api)
    decide(api, first)

    def ids(**query):
        return [item["escalation_id"] for item in api.get(CASES, query).json["items"]]

    assert ids() == [second.escalation_id, first.escalation_id]
    assert ids(status="open") == [second.escalation_id]
    assert ids(status="decided") == [first.escalation_id]


def test_a_decision_is_stored_with_what_lets_the_work_go_on(api):
    case = open_case(api)
    body = {"verdict": "change", "note": "half of it", "changes": {"bid_factor": 0.9}}

    answer = decide(api, case, body)

    assert answer.status == 200
    assert answer.headers["ETag"] == '"2"'
    kept = api.platform.escalations.get(case.escalation_id)
    assert kept.status is EscalationStatus.DECIDED
    assert kept.decision.decided_by == "client-1"
    assert kept.decision.at == api.platform.clock()
    by_work = {entry.work: entry for entry in api.platform.outbox.entries.values()}
    complete = by_work[Work.COMPLETE_TASK].payload
    assert complete == {"task_token": "the-token", "output": kept.decision.to_json()}
    message = Message.model_validate(by_work[Work.PUBLISH].payload["message"])
    assert by_work[Work.PUBLISH].payload["event"] == ESCALATION_DECIDED.name
    assert message.payload["verdict"] == "change"
    assert message.correlation_id == "c-1"


def test_a_case_whose_workflow_does_not_wait_yet_completes_no_task(api):
    case = open_case(api, task_token=None)

    assert decide(api, case).status == 200
    assert [entry.work for entry in api.platform.outbox.entries.values()] == [Work.PUBLISH]


def test_a_decision_reaches_a_token_that_is_registered_meanwhile(api):
    case = open_case(api, task_token=None)
    get = api.platform.escalations.get

    def registered_meanwhile(escalation_id):
        api.platform.escalations.get = get
        registered = case.model_copy(update={"version": 2, "task_token": "late"})
        with api.platform.transactions.begin() as within:
            api.platform.escalations.replace(registered, within)
        return case

    api.platform.escalations.get = registered_meanwhile

    assert decide(api, case).status == 200
    works = {entry.work for entry in api.platform.outbox.entries.values()}
    assert works == {Work.PUBLISH, Work.COMPLETE_TASK}


def test_a_case_is_decided_once(api):
    case = open_case(api)
    assert decide(api, case).status == 200

    for body in ({"verdict": "approve"}, {"verdict": "refuse"}):
        answer = decide(api, case, body)
        assert answer.status == 409
        assert answer.json["type"].endswith("/conflict")
    assert api.platform.escalations.get(case.escalation_id).version == 2


def test_the_same_decision_with_the_same_key_is_answered_again(api):
    case, key = open_case(api), {"Idempotency-Key": "k"}

    first = decide(api, case, headers=key)
    again = decide(api, case, headers=key)

    assert (again.status, again.text) == (200, first.text)
    assert decide(api, case, {"verdict": "refuse"}, headers=key).status == 422


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("call", range(1, 7))
def test_a_crash_while_deciding_and_a_retry_decide_once(api, call, after):
    case, key = open_case(api), {"Idempotency-Key": "k"}
    api.platform.faults.crash_at(len(api.platform.faults.calls) + call, after=after)
    try:
        decide(api, case, headers=key)
    except Crash:
        api = api.restarted()
    api.platform.faults.clear()
    api.platform.clock.advance(CLAIM_SECONDS)

    assert decide(api, case, headers=key).status == 200
    assert api.platform.escalations.get(case.escalation_id).version == 2
    assert len(api.platform.outbox.entries) == 2


def test_a_decision_may_say_which_version_it_is_about(api):
    case = open_case(api)

    assert decide(api, case, headers={"if-match": '"2"'}).status == 412
    assert decide(api, case, headers={"if-match": '"1"'}).status == 200


@pytest.mark.parametrize("status", [EscalationStatus.EXPIRED, EscalationStatus.DECIDED])
def test_a_closed_case_takes_no_decision(api, status):
    case = open_case(api, status=status)

    answer = decide(api, case)

    assert answer.status == 409
    assert status.value in answer.json["detail"]


def test_a_case_whose_time_is_over_takes_no_decision(api):
    case = open_case(api)
    api.platform.clock.advance(7 * 24 * 3600)

    assert decide(api, case).status == 409
    assert api.platform.outbox.entries == {}


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({"verdict": "perhaps"}, {"/verdict": "enum"}),
        ({"note": "x"}, {"/verdict": "missing"}),
        ({"verdict": "approve", "note": "x" * 2_001}, {"/note": "string_too_long"}),
        ({"verdict": "approve", "note": "\x00"}, {"/note": "value_error"}),
        ({"verdict": "approve", "decided_by": "me"}, {"/decided_by": "extra_forbidden"}),
        ({"verdict": "change", "changes": {"a": [1]}}, {"/changes/a": "float_type"}),
    ],
)
def test_a_bad_decision_is_refused(api, body, faults):
    case = open_case(api)

    answer = decide(api, case, body)

    assert (answer.status, answer.faults) == (400, faults)
    assert api.platform.escalations.get(case.escalation_id) == case


REVIEW = {
    "review_id": "01JNB3V5QZ8W2Y4X6T7R9P0K1M",
    "campaign_id": "01JNB3V5QZ8W2Y4X6T7R9P0K2M",
    "at": "2026-03-01T09:30:00Z",
    "totals": {"days": 28, "currency": "USD"},
    "outcome": "ask_person",
    "proposals": [
        {
            "change": "bid_optimization",
            "text": "Lower the bids by 10 %.",
            "parameters": {"bid_change_percent": -10, "audience": "lookalike"},
            "within_limits": True,
            "reason": "A lead costs 80 USD.",
        }
    ],
}


def open_campaign_case(api):
    return open_case(api, subject="campaign", case={"campaign": "Spring", "review": REVIEW})


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"budget": 5}, {"/changes/budget"}),
        ({"bid_change_percent": "a little"}, {"/changes/bid_change_percent"}),
        ({"bid_change_percent": 10}, {"/changes/bid_change_percent"}),
        ({"bid_change_percent": -120}, {"/changes/bid_change_percent"}),
        ({"audience": 7, "a/b~c": 1}, {"/changes/audience", "/changes/a~1b~0c"}),
        ({"bid_change_percent": -5, "audience": 7}, {"/changes/audience"}),
    ],
)
def test_changes_that_no_proposal_can_take_come_back_at_once(api, changes, places):
    case = open_campaign_case(api)

    answer = decide(api, case, {"verdict": "change", "changes": changes})

    assert (answer.status, set(answer.faults)) == (400, places)
    assert all(fault["detail"] for fault in answer.json["errors"])
    assert api.platform.escalations.get(case.escalation_id) == case
    assert api.platform.outbox.entries == {}


def test_an_answer_that_a_ticket_lacks_is_missed_where_it_is_written(api):
    answer = decide(api, open_case(api, subject="support_ticket"))

    assert (answer.status, set(answer.faults)) == (400, {"/note"})


def test_changes_that_fit_the_proposals_are_decided(api):
    case = open_campaign_case(api)
    body = {"verdict": "change", "changes": {"bid_change_percent": -5, "audience": "past buyers"}}

    answer = decide(api, case, body)

    assert (answer.status, answer.json["status"]) == (200, "decided")
    assert answer.json["decision"]["changes"] == body["changes"]


@pytest.mark.parametrize("verdict", ["approve", "refuse"])
def test_only_the_verdict_change_has_its_changes_checked(api, verdict):
    case = open_campaign_case(api)

    assert decide(api, case, {"verdict": verdict, "changes": {"budget": 5}}).status == 200


def test_the_changes_of_a_case_about_a_lead_are_the_persons_own(api):
    case = open_case(api)

    assert decide(api, case, {"verdict": "change", "changes": {"budget": 5}}).status == 200


def test_a_case_that_is_not_there_is_not_found(api):
    path = f"{CASES}/01JNB3V5QZ8W2Y4X6T7R9P0K1M"

    assert api.get(path).status == 404
    assert api.post(f"{path}/decision", {"verdict": "approve"}).status == 404
