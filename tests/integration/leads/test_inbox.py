"""What comes in by the local mailbox and by the API reaches the inbox, and what follows can be read."""

from collections.abc import Callable
from typing import Any

from infra.local import mailbox
from infra.local.stack import LocalStack
from tests.integration.wire import LEADS, Wire


def test_a_mail_that_says_stop_ends_the_sequence_of_its_writer(
    stack: LocalStack,
    application: Wire,
    a_lead: Callable[..., dict[str, Any]],
    processed: Callable[..., dict[str, Any]],
    eventually: Callable[..., Any],
) -> None:
    lead = a_lead()
    path = f"{LEADS}/{processed(lead)['lead_id']}"
    mailbox.write(
        stack.aws, sender=lead["email"], to="reply@in.example", subject="Re: x", text="STOP"
    )
    stopped = eventually(
        lambda: application.get(path).raise_for_status().json().get("stopped"), "the stop"
    )
    assert stopped["reason"] == "opted_out"


def test_a_question_that_the_companys_own_system_brings_waits_for_a_person(
    application: Wire,
    operator: Wire,
    a_lead: Callable[..., dict[str, Any]],
    processed: Callable[..., dict[str, Any]],
    eventually: Callable[..., Any],
) -> None:
    lead = a_lead()
    lead_id = processed(lead)["lead_id"]
    question = {"channel": "email", "sender": lead["email"], "text": "Does it work with SAP?"}
    assert application.post("/api/v1/replies", question).status_code == 202

    def asked() -> Any:
        cases = operator.get("/api/v1/escalations").raise_for_status().json()["items"]
        return [one for one in cases if one["subject_id"] == lead_id]

    (case,) = eventually(asked, "the case")
    assert case["subject"] == "reply"
    outcomes = application.get(f"{LEADS}/{lead_id}/outcomes").raise_for_status().json()["items"]
    assert [one["data"] for one in outcomes] == [{"text": "Does it work with SAP?"}]
