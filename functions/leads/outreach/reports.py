"""What the buses bring, as tasks: SES's events about mail, leads that were processed, messages that
other areas hand over, and what customers say.

Source: Amazon SES developer guide, "Event data that Amazon SES publishes to Amazon EventBridge". An
event comes at least once, and in no order.
"""

import re
from collections.abc import Mapping
from typing import Any

from baton.effects.ses import TAG, from_tag
from baton.leads.events import LEAD_PROCESSED
from baton.leads.interaction import InteractionKind
from functions.leads.outreach.machine import by_machine

SOURCE = "aws.ses"

MESSAGE_READY, CUSTOMER_CHANGED = "marketing.message_ready", "customer.changed"
REPLY_READY = "support.reply_ready"
"""Events of others, heard by their names and shapes."""

_OUTCOMES = {
    "Delivery": InteractionKind.DELIVERED,
    "Open": InteractionKind.OPENED,
    "Click": InteractionKind.CLICKED,
    "Complaint": InteractionKind.OPTED_OUT,
}
_NO_COMPLAINT = {"not-spam", "auth-failure"}
"""Feedback types of complaint events that complain about nothing: a reader took the mail out of the spam
folder, and a receiver reports how a mail was signed (RFC 5965, section 7.3; RFC 6430; RFC 6591).
"""

_LEAVES = re.compile(r"/u/[^/]+$")
"""The link with which a person leaves a list."""

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
    if event.get("detail-type") in {MESSAGE_READY, REPLY_READY}:
        message = event["detail"]
        return {
            "task": {
                "message": message["payload"],
                "told_at": message["timestamp"],
                "correlation_id": message["correlation_id"],
            },
            "trace": {"correlation_id": message["correlation_id"]},
        }
    if event.get("detail-type") == CUSTOMER_CHANGED:
        message = event["detail"]
        trace = {"correlation_id": message["correlation_id"], "quiet": True}
        return {"task": {"customer": message["payload"]}, "trace": trace}
    return event


def report_of(event: dict[str, Any]) -> dict[str, Any] | None:
    """The task that an SES event gives; ``None`` if it tells nothing of an effect of ours."""
    detail = event.get("detail") or {}
    mail = detail.get("mail") or {}
    named = (mail.get("tags") or {}).get(TAG) or []
    kind = str(detail.get("eventType", ""))
    if not named or kind not in _SENT:
        return None
    outcome = _outcome(kind, detail)
    report = {
        "effect_id": from_tag(str(named[0])),
        "receipt": str(mail.get("messageId", "")),
        "words": f"the mail service reports: {kind}",
        "outcome": outcome.value if outcome else None,
        "complained": kind == "Complaint" and outcome is not None,
        "machine": by_machine(kind, detail),
        "at": event["time"],
    }
    return {"task": {"report": report}, "trace": {"correlation_id": f"ses-{event['id']}"}}


def _outcome(kind: str, detail: Mapping[str, Any]) -> InteractionKind | None:
    """What an event means for the person, if anything."""
    if kind == "Bounce":
        return InteractionKind.BOUNCED if _is_permanent(detail.get("bounce") or {}) else None
    if kind == "Complaint" and not _is_complaint(detail.get("complaint") or {}):
        return None
    if kind == "Click" and _LEAVES.search(str((detail.get("click") or {}).get("link", ""))):
        return None  # whoever looks at the way out shows no interest
    return _OUTCOMES.get(kind)


def _is_permanent(bounce: Mapping[str, Any]) -> bool:
    """Whether a bounce is for good: by the enhanced status code (RFC 3463) of whoever refused, which is
    5.x.x then, whatever label the mail service gives it; by the label if there is no code.
    """
    codes = [code for one in bounce.get("bouncedRecipients") or () if (code := _status_class(one))]
    return "5" in codes if codes else bounce.get("bounceType") == "Permanent"


def _is_complaint(complaint: Mapping[str, Any]) -> bool:
    """Whether a complaint event is a person's complaint. Without a type it is."""
    return str(complaint.get("complaintFeedbackType") or "").casefold() not in _NO_COMPLAINT


def _status_class(recipient: Mapping[str, Any]) -> str:
    """The first digit of a recipient's status code, of the one in the diagnosis if it has no other."""
    for told in (recipient.get("status"), recipient.get("diagnosticCode")):
        if found := _STATUS.search(str(told or "")[:_MOST_WORDS]):
            return found[1]
    return ""
