"""Text messages as SNS brings them. Pure.

Source: AWS End User Messaging SMS user guide, "Two-way SMS message payload": ``originationNumber``,
``destinationNumber``, ``messageBody``, ``inboundMessageId``.
"""

from collections.abc import Iterator
from typing import Any

from baton.core.json_text import outside_json
from baton.core.observability import logger
from baton.leads.replies import NewReply, ReplyChannel


def tasks_of(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The tasks in whatever the inbox is called with."""
    records = event.get("Records")
    if not isinstance(records, list):
        yield event
        return
    for record in records:
        told = record.get("Sns") or {}
        try:
            reply = reply_of(outside_json(str(told.get("Message"))), str(told.get("MessageId")))
        except ValueError:  # not JSON, or no text message in it
            logger("inbox").warning("a notification is no text message")
            continue
        task = {"reply": reply.to_json()}
        yield {"task": task, "trace": {"correlation_id": f"sms-{reply.message_id}"[:64]}}


def reply_of(message: Any, notification_id: str) -> NewReply:
    """The answer in a message. Raises ``ValueError``."""
    if not isinstance(message, dict):
        raise ValueError("a text message is a JSON object")
    return NewReply(
        channel=ReplyChannel.SMS,
        sender=str(message.get("originationNumber") or ""),
        recipient=str(message.get("destinationNumber") or ""),
        text=str(message.get("messageBody") or "")[:20_000],
        message_id=str(message.get("inboundMessageId") or notification_id),
    )
