"""What the buses bring, as tasks: SES's events about mail, and leads that were processed.

Source: Amazon SES developer guide, "Event data that Amazon SES publishes to Amazon EventBridge". An
event comes at least once, and in no order.
"""

import re
from collections.abc import Mapping
from typing import Any

from baton.effects.ses import TAG, from_tag
from baton.leads.events import LEAD_PROCESSED
from baton.leads.interaction import InteractionKind

SOURCE = "aws.ses"

_OUTCOMES = {
    "Delivery": InteractionKind.DELIVERED,
    "Open": InteractionKind.OPENED,
    "Click": InteractionKind.CLICKED,
}
_NO_COMPLAINT = {"not-spam", "auth-failure"}
"""Feedback types of complaint events that complain about nothing: a reader took the mail out of the spam
folder, and a receiver reports how a mail was signed (RFC 5965, section 7.3; RFC 6430; RFC 6591).
"""

_STATUS = re.compile(r"(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?![\d.])")
_MOST_WORDS = 1_000
_SENT = {"Send", "Delivery", "Open", "Click", "Complaint", "Bounce", "DeliveryDelay"}


def task_of(event: dict[str, Any]) -> dict[str, Any] | None:
    """The task in whatever outreach is called with; ``None`` if there is nothing to be done."""
    if event.get("source") == SOURCE:
        return report_of(event)
    if event.get("detail-type") == LEAD_PROCESSED.name:
        message = event["detail"]
        return {
            "task": {"lead_id": message["payload"]["lead_id"]},
            "trace": {"correlation_id": message["correlation_id"]},
        }
    return event


def report_of(event: dict[str, Any]) -> dict[str, Any] | None:
    """The task that an SES event gives; ``None`` if it tells nothing of an effect of ours."""
    detail = event.get("detail") or {}
    mail = detail.get("mail") or {}
    named = (mail.get("tags") or {}).get(TAG) or []
    kind = str(detail.get("eventType", ""))
    if not named or kind not in _SENT:
        return None
    outcome = _OUTCOMES.get(kind)
    if kind == "Bounce" and is_permanent(detail.get("bounce") or {}):
        outcome = InteractionKind.BOUNCED
    complained = kind == "Complaint" and is_complaint(detail.get("complaint") or {})
    if complained:
        outcome = InteractionKind.OPTED_OUT
    report = {
        "effect_id": from_tag(str(named[0])),
        "receipt": str(mail.get("messageId", "")),
        "words": f"the mail service reports: {kind}",
        "outcome": outcome.value if outcome else None,
        "complained": complained,
        "at": event["time"],
    }
    return {"task": {"report": report}, "trace": {"correlation_id": f"ses-{event['id']}"}}


def is_permanent(bounce: Mapping[str, Any]) -> bool:
    """Whether a bounce is for good: by the enhanced status code (RFC 3463) of whoever refused, which is
    5.x.x then, whatever label the mail service gives it; by the label if there is no code.
    """
    codes = [code for one in bounce.get("bouncedRecipients") or () if (code := _status_class(one))]
    return "5" in codes if codes else bounce.get("bounceType") == "Permanent"


def is_complaint(complaint: Mapping[str, Any]) -> bool:
    """Whether a complaint event is a person's complaint. Without a type it is."""
    return complaint.get("complaintFeedbackType") not in _NO_COMPLAINT


def _status_class(recipient: Mapping[str, Any]) -> str:
    """The first digit of a recipient's status code, of the one in the diagnosis if it has no other."""
    for told in (recipient.get("status"), recipient.get("diagnosticCode")):
        if found := _STATUS.search(str(told or "")[:_MOST_WORDS]):
            return found[1]
    return ""
