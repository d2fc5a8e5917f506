"""What every bus promises."""

import json
from typing import Any

from baton.leads.events import LEAD_PROCESSED, OUTCOME_RECORDED
from baton.runtime.platform import Platform
from tests.contract.aws import ACCOUNT, REGION, LocalAws
from tests.contract.given import a_message


def test_every_event_is_taken_also_more_than_one_call_holds(platform: Platform) -> None:
    events = [(LEAD_PROCESSED.name, a_message()) for _ in range(25)]
    assert platform.bus.publish(events) == ()
    assert platform.bus.publish([]) == ()


def test_events_arrive_in_their_envelope(aws: LocalAws) -> None:
    """The real bus only: what a rule sees is what the message was."""
    queue, rules = aws.queue("heard"), aws.clients.get("events")
    rules.put_rule(Name="hear", EventPattern=json.dumps({"source": ["baton"]}))
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:heard"
    rules.put_targets(Rule="hear", Targets=[{"Id": "queue", "Arn": arn}])
    messages = [a_message({"text": "\u00fc \N{SLIGHTLY SMILING FACE}"}) for _ in range(12)]
    aws.platform().bus.publish([(OUTCOME_RECORDED.name, message) for message in messages])
    heard: dict[str, Any] = {}
    for _ in range(20):
        for event in queue.heard():
            assert event["detail-type"] == "outcome.recorded"
            heard[event["detail"]["message_id"]] = event["detail"]
        if len(heard) == len(messages):
            break
    assert heard == {message.message_id: message.to_json() for message in messages}
