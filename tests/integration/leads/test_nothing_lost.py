"""An acknowledged lead is processed, and once, whoever dies on the way (design, section 4)."""

import json
import signal

import pytest

from infra.local.places import ROOT
from tests.chaos.behind import behind
from tests.integration.wire import CASES, LEADS

LEASE = {"BATON_LEASE_SECONDS": "5"}
"""The shortest there is, for the workers that die and for the outbox, which takes up what they left;
those of the deployed stack have a minute."""


def taking(lead, client_id):
    """What API Gateway sends for a caller's lead."""
    event = json.loads((ROOT / "events" / "leads" / "api_take_lead.json").read_text("utf-8"))
    event["body"] = json.dumps(lead)
    del event["headers"]["idempotency-key"]
    event["requestContext"]["authorizer"]["jwt"]["claims"]["client_id"] = client_id
    return event


def announcing(lead_id):
    """What the stream of the outbox sends for a new lead's entry."""
    image = {"state": {"S": "waiting"}, "work": {"S": "run_workflow"}}
    change = {"SequenceNumber": "1", "Keys": {"entry_id": {"S": lead_id}}, "NewImage": image}
    return {"Records": [{"eventName": "INSERT", "dynamodb": change}]}


@pytest.fixture(scope="module", autouse=True)
def impatient_outbox(stack):
    with behind(stack.aws, stack.aws.endpoint, ("outbox",), LEASE):
        yield


@pytest.fixture
def swept(deployment, eventually):
    """Sweeps until a lead is through: the lease of whoever died has to end first."""

    def until(lead_id):
        def through():
            deployment.sweep()
            (item,) = deployment.items("leads", lead_id=lead_id)
            return item["status"] == "processed"

        eventually(through, f"the processing of {lead_id}")

    return until


@pytest.fixture
def accepted(application, a_lead):
    """The id of a new lead that was acknowledged with 202."""

    def send():
        answer = application.post(LEADS, a_lead(), headers={"Prefer": "respond-async"})
        assert answer.status_code == 202, answer.text
        return answer.json()["lead_id"]

    return send


def test_a_stored_lead_survives_the_death_of_the_worker_that_stored_it(
    deployment, application, a_lead, swept, done_once
):
    lead = a_lead()

    died = deployment.work(
        "leads_api", taking(lead, application.client_id), dies="before_pipeline", **LEASE
    )

    assert died.returncode == -signal.SIGKILL, died.stderr
    stored = deployment.lead_known_as(lead["external_id"])
    assert (stored["status"], stored["version"]) == ("received", 1)
    # Who receives a lead runs it at once: it is held, and nothing waits for it in the outbox.
    assert deployment.items("outbox", subject_id=stored["lead_id"]) == []
    swept(stored["lead_id"])
    done_once(stored["lead_id"])


def test_a_lead_whose_worker_dies_behind_the_pipeline_is_not_processed_again(
    deployment, application, a_lead, done_once
):
    lead = a_lead()

    died = deployment.work(
        "leads_api", taking(lead, application.client_id), dies="after_pipeline", **LEASE
    )

    assert died.returncode == -signal.SIGKILL, died.stderr
    stored = deployment.lead_known_as(lead["external_id"])
    assert (stored["status"], stored["version"]) == ("processed", 2)
    done_once(stored["lead_id"])
    assert deployment.lead_known_as(lead["external_id"]) == stored


def test_an_acknowledged_lead_survives_the_death_of_the_streams_worker(
    deployment, accepted, swept, done_once
):
    with deployment.outbox_asleep():
        lead_id = accepted()
        died = deployment.work("outbox", announcing(lead_id), dies="before_pipeline", **LEASE)
        (entry,) = deployment.items("outbox", subject_id=lead_id)

    assert died.returncode == -signal.SIGKILL, died.stderr
    assert (entry["state"], int(entry["attempts"])) == ("claimed", 1)
    swept(lead_id)
    done_once(lead_id)


def test_a_worker_that_dies_behind_the_pipeline_leaves_nothing_to_repeat(
    deployment, accepted, done_once
):
    with deployment.outbox_asleep():
        lead_id = accepted()
        died = deployment.work("outbox", announcing(lead_id), dies="after_pipeline", **LEASE)

    assert died.returncode == -signal.SIGKILL, died.stderr
    done_once(lead_id)


def test_a_lead_that_fails_at_every_attempt_is_parked_and_a_person_sends_it_on(
    *, deployment, accepted, case_about, operator, lead_when, done_once
):
    nowhere = "arn:aws:states:us-east-1:000000000000:stateMachine:Gone-{lead_pipeline}"
    with deployment.outbox_asleep():
        lead_id = accepted()
        worker = deployment.work(
            "outbox", announcing(lead_id), BATON_WORKFLOWS=nowhere, BATON_MAX_ATTEMPTS="1"
        )
        assert worker.returncode == 0, worker.stderr

    lead_when(lead_id, "parked")
    case = case_about(lead_id)
    assert case["case"]["attempts"] == 1
    assert "last_error" in case["case"]

    decided = operator.post(f"{CASES}/{case['escalation_id']}/decision", {"verdict": "approve"})

    assert decided.status_code == 200, decided.text
    lead_when(lead_id, "processed")
    done_once(lead_id)
