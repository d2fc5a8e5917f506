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
from functions.leads.outreach.machine import by_machine

SOURCE = "aws.ses"

_OUTCOMES = {
    "Delivery": InteractionKind.DELIVERED,
    "Open": InteractionKind.OPENED,
    "Click": InteractionKind.CLICKED,
    "Complaint": InteractionKind.OPTED_OUT,
}
_LEAVES = re.compile(r"/u/[^/]+$")
"""The link with which a person leaves a list."""

_STATUS = re.compile(r"\s*([245])\.\d{1,3}\.\d{1,3}")
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
    if kind == "Complaint" and _is_no_spam(detail.get("complaint") or {}):
        return None
    if kind == "Click" and _LEAVES.search(str((detail.get("click") or {}).get("link", ""))):
        return None  # whoever looks at the way out shows no interest
    return _OUTCOMES.get(kind)


def _is_permanent(bounce: Mapping[str, Any]) -> bool:
    """By the enhanced status code (RFC 3463) of any reader, whatever the bounce is called; by its name
    only if there is no code.
    """
    readers = bounce.get("bouncedRecipients") or ()
    codes = [found[1] for one in readers if (found := _STATUS.match(str(one.get("status", ""))))]
    if codes:
        return "5" in codes
    return bounce.get("bounceType") == "Permanent"


def _is_no_spam(complaint: Mapping[str, Any]) -> bool:
    """Whether a reader took the mail out of the spam folder (RFC 6430): it opens and closes nothing."""
    return str(complaint.get("complaintFeedbackType") or "").casefold() == "not-spam"
