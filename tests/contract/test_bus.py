"""What every bus promises."""

from baton.contracts.events import EventName
from baton.platform import Platform
from tests.contract.aws import ACCOUNT, REGION, LocalAws
from tests.contract.given import a_message


def test_every_event_is_taken_also_more_than_one_call_holds(platform: Platform) -> None:
    events = [(EventName.LEAD_PROCESSED, a_message()) for _ in range(25)]
    assert platform.bus.publish(events) == ()
    assert platform.bus.publish([]) == ()


def test_events_arrive_in_their_envelope(aws: LocalAws) -> None:
    """The real bus only: what a rule sees is what the message was."""
    import json

    queue = aws.clients.get("sqs").create_queue(QueueName="heard")["QueueUrl"]
    rules = aws.clients.get("events")
    rules.put_rule(Name="hear", EventPattern=json.dumps({"source": ["baton"]}))
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:heard"
    rules.put_targets(Rule="hear", Targets=[{"Id": "queue", "Arn": arn}])
    messages = [a_message({"text": "\u00fc \N{SLIGHTLY SMILING FACE}"}) for _ in range(12)]
    aws.platform().bus.publish([(EventName.OUTCOME_RECORDED, message) for message in messages])
    heard = {}
    for _ in range(20):
        answer = aws.clients.get("sqs").receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1
        )
        for one in answer.get("Messages", []):
            event = json.loads(one["Body"])
            assert event["detail-type"] == "outcome.recorded"
            heard[event["detail"]["message_id"]] = event["detail"]
            aws.clients.get("sqs").delete_message(
                QueueUrl=queue, ReceiptHandle=one["ReceiptHandle"]
            )
        if len(heard) == len(messages):
            break
    assert heard == {message.message_id: message.to_json() for message in messages}
