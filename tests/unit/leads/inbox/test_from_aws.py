"""What AWS brings, in the form it documents, through the Lambda's entry point to what follows from it.

Sources: AWS End User Messaging SMS user guide, "Example of a two-way SMS message payload"; Amazon S3
user guide, "EventBridge event message structure"; Amazon SES developer guide, "Deliver to S3 bucket".
"""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from baton.effects.effect import EffectState
from baton.leads.interaction import InteractionKind
from baton.privacy.subject import email_key, phone_key
from baton.runtime import agent_handler
from baton.runtime.platform import Platform
from functions.leads.inbox import handler as entry
from functions.leads.inbox.agent import Inbox
from tests.unit.leads.inbox.test_inbox import ANNA, Post

SAMPLES = Path(__file__).parents[4] / "events" / "leads"
NUMBER = "+436641234567"
SES_HEADERS = (
    "Return-Path: <anna.berg@example.com>\r\n"
    "Received: from mail.example.com (mail.example.com [192.0.2.1])\r\n"
    " by inbound-smtp.eu-central-1.amazonaws.com\r\n"
    " with SMTP id o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1\r\n"
    " for reply@in.example;\r\n Mon, 02 Mar 2026 12:00:00 +0000 (UTC)\r\n"
    "X-SES-Spam-Verdict: PASS\r\n"
    "X-SES-Virus-Verdict: PASS\r\n"
    "Received-SPF: pass (spfCheck: domain of example.com designates 192.0.2.1 as permitted sender)\r\n"
    "X-SES-RECEIPT: AEFBQUFBQUFBQUFHZ0V0\r\n"
)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    """A world whose inbox is the one that the entry point calls."""
    made = Post(phone=NUMBER)
    platform = cast("Platform", made.platform)
    monkeypatch.setattr(entry, "_handle", agent_handler(lambda _: Inbox.assemble(platform)))
    return made


def texted(*bodies: str) -> dict[str, Any]:
    """What SNS calls the function with for text messages that came."""
    (record,) = json.loads((SAMPLES / "text_reply.json").read_text(encoding="utf-8"))["Records"]
    records = []
    for number, body in enumerate(bodies):
        message = json.loads(record["Sns"]["Message"])
        message |= {
            "originationNumber": NUMBER,
            "messageBody": body,
            "inboundMessageId": f"in-{number}",
        }
        sns = record["Sns"] | {"MessageId": f"n-{number}", "Message": json.dumps(message)}
        records.append(record | {"Sns": sns})
    return {"Records": records}


def stored(post: Post, text: str) -> dict[str, Any]:
    """What the function is called with for a mail that SES put into the bucket: the key that
    EventBridge tells, as the rule hands it on.
    """
    told = json.loads((SAMPLES / "file_dropped.json").read_text(encoding="utf-8"))
    told["detail"]["object"]["key"] = "inbox/o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1"
    raw = SES_HEADERS.encode() + post.mail(text).as_bytes()
    key = told["detail"]["object"]["key"]
    post.platform.files.write(key, [raw], content_type="application/octet-stream")
    return {"task": {"key": key}, "trace": {"correlation_id": told["id"]}}


def test_a_text_that_says_stop_closes_the_number_and_refuses_what_was_planned(post: Post) -> None:
    entry.handler(texted("Stop"), None)
    assert "*/*/opted_out" in post.closed(phone_key(NUMBER))
    post.world.run_to_the_end()
    assert post.third().state is EffectState.REFUSED


def test_texts_that_come_together_are_each_taken_in_once(post: Post) -> None:
    event = texted("Does it work offline?", "And does it cost extra?")
    entry.handler(event, None)
    entry.handler(event, None)
    assert [one.kind for one in post.outcomes()] == [InteractionKind.REPLIED] * 2
    assert post.closed(phone_key(NUMBER)) == set()


def test_a_mail_that_says_stop_closes_the_address_and_refuses_what_was_planned(post: Post) -> None:
    entry.handler(stored(post, "Please remove me from your list."), None)
    assert post.closed(email_key(ANNA)) == {"*/*/opted_out"}
    post.world.run_to_the_end()
    assert post.third().state is EffectState.REFUSED


def test_a_mail_that_complains_is_a_case_and_the_sequence_waits_for_the_person(post: Post) -> None:
    answer = entry.handler(stored(post, "Your system has been down for two days."), None)
    case = post.platform.escalations.get(answer["escalation_id"])
    assert case.subject_id == post.world.lead.lead_id
    post.world.run_to_the_end()
    assert post.third().state is EffectState.REFUSED


def test_a_notification_that_is_no_text_message_does_not_stop_the_others(post: Post) -> None:
    event = texted("stop")
    other = {"EventSource": "aws:sns", "Sns": {"MessageId": "x", "Message": "Hello"}}
    entry.handler({"Records": [other, *event["Records"]]}, None)
    assert "*/*/opted_out" in post.closed(phone_key(NUMBER))
