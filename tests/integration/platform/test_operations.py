"""An alarm that is set by hand ends in a recovery or in people who know (requirement G10).

CloudWatch tells EventBridge of an alarm's change by itself; the local one does not. So the test puts the
same event on the default bus after it set the alarm, as a drill: EventBridge takes no source of AWS's
from others.
"""

import json
from datetime import UTC, datetime

import pytest
from ulid import ULID

from baton.escalation.events import ESCALATION_REMINDED, EscalationReminded
from baton.messaging.announcements import announcement
from baton.persistence.timestamps import moment_text

INCIDENTS = "/api/v1/incidents"
SECONDS = 90.0


@pytest.fixture
def ring(stack, operator, eventually):
    """Sets an alarm by hand, and gives what its incident is then."""

    def rings(alarm):
        at = datetime.now(UTC)
        reason = "Threshold Crossed: 1 datapoint [1.0] was greater than the threshold (0.0)."
        stack.aws.client("cloudwatch").set_alarm_state(
            AlarmName=alarm, StateValue="ALARM", StateReason=reason
        )
        detail = {
            "alarmName": alarm,
            "state": {
                "value": "ALARM",
                "reason": reason,
                "timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}+0000",
            },
            "previousState": {"value": "OK", "reason": "", "timestamp": ""},
            "configuration": {"description": "", "metrics": []},
        }
        answer = stack.aws.client("events").put_events(
            Entries=[
                {
                    "Source": "baton.drill",
                    "DetailType": "CloudWatch Alarm State Change",
                    "Detail": json.dumps(detail),
                }
            ]
        )
        assert answer["FailedEntryCount"] == 0

        def over():
            answer = operator.get(INCIDENTS)
            found = answer.json()["items"] if answer.status_code == 200 else ()
            mine = [one for one in found if one["alarm"] == alarm and one["status"] != "open"]
            return mine[0] if mine else None

        return eventually(over, f"the end of {alarm}", seconds=SECONDS)

    return rings


class Behind:
    """What the test does behind Baton."""

    def __init__(self, aws, names):
        self._aws, self._names, self._ear = aws, names, ""

    def park(self, entry):
        """Keeps an entry of the outbox as one that failed at every attempt."""
        item = {
            "entry_id": entry.entry_id,
            "state": "parked",
            "shard": "parked",
            "available_at": moment_text(datetime.now(UTC)),
            "work": entry.work.value,
            "subject_id": entry.subject_id,
            "correlation_id": entry.correlation_id,
            "payload": json.dumps(entry.to_json()["payload"]),
            "reason": "the bus was down",
        }
        self._aws.client("dynamodb").put_item(
            TableName=self._names["OutboxTableName"],
            Item={**{name: {"S": value} for name, value in item.items()}, "attempts": {"N": "20"}},
        )

    def overhear(self):
        """Has a queue hear what is said on the topic of alarms."""
        queues = self._aws.client("sqs")
        self._ear = queues.create_queue(QueueName="people")["QueueUrl"]
        described = queues.get_queue_attributes(QueueUrl=self._ear, AttributeNames=["QueueArn"])
        self._aws.client("sns").subscribe(
            TopicArn=self._names["AlarmTopicArn"],
            Protocol="sqs",
            Endpoint=described["Attributes"]["QueueArn"],
        )

    def said(self):
        """What was said since the last time."""
        answer = self._aws.client("sqs").receive_message(QueueUrl=self._ear, MaxNumberOfMessages=10)
        return [json.loads(one["Body"]) for one in answer.get("Messages", [])]


@pytest.fixture
def behind(stack, outputs):
    return Behind(stack.aws, outputs["stack"])


def test_a_parked_event_goes_out_after_its_alarm_rang(
    deployment, behind, operator, eventually, ring
):
    case = str(ULID())
    reminded = EscalationReminded(
        escalation_id=case,
        subject="lead",
        subject_id=str(ULID()),
        expires_at=datetime.now(UTC),
    )
    entry = announcement(
        ESCALATION_REMINDED,
        reminded,
        sender="escalation",
        message_id=str(ULID()),
        subject_id=case,
        correlation_id="by-hand",
        now=datetime.now(UTC),
    )
    behind.park(entry)

    incident = ring("Baton-outbox-parked")

    assert incident["status"] == "recovered", incident
    assert [one["what"] for one in incident["recoveries"]] == ["redrive_parked:outbox"]
    quotes = [quote["text"] for one in incident["diagnoses"] for quote in one["because"]]
    assert "publish: the bus was down" in quotes
    eventually(lambda: deployment.heard("escalation.reminded", escalation_id=case), "the event")
    read = operator.get(f"{INCIDENTS}/{incident['incident_id']}").json()
    assert read == incident


def test_people_are_told_of_an_alarm_that_no_rule_knows(behind, eventually, ring):
    behind.overhear()

    incident = ring("Baton-api-p95")

    assert incident["status"] == "told", incident
    assert incident["diagnoses"][-1]["rule"] == "unknown"

    def said():
        return [one for one in behind.said() if incident["incident_id"] in one["Message"]]

    (notice,) = eventually(said, "the notice", seconds=10)
    assert notice["Subject"] == "Baton: Baton-api-p95 needs a person"
    assert "docs/runbook.md#" in notice["Message"]
