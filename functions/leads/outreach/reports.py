"""What the buses bring, as tasks: SES's events about mail, and leads that were processed.

Source: Amazon SES developer guide, "Event data that Amazon SES publishes to Amazon EventBridge". An
event comes at least once, and in no order.
"""

from typing import Any

from baton.effects.ses import TAG, from_tag
from baton.leads.events import LEAD_PROCESSED
from baton.leads.interaction import InteractionKind

SOURCE = "aws.ses"

_OUTCOMES = {
    "Delivery": InteractionKind.DELIVERED,
    "Open": InteractionKind.OPENED,
    "Click": InteractionKind.CLICKED,
    "Complaint": InteractionKind.OPTED_OUT,
}
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
    if kind == "Bounce" and (detail.get("bounce") or {}).get("bounceType") == "Permanent":
        outcome = InteractionKind.BOUNCED
    report = {
        "effect_id": from_tag(str(named[0])),
        "receipt": str(mail.get("messageId", "")),
        "words": f"the mail service reports: {kind}",
        "outcome": outcome.value if outcome else None,
        "complained": kind == "Complaint",
        "at": event["time"],
    }
    return {"task": {"report": report}, "trace": {"correlation_id": f"ses-{event['id']}"}}
