"""Cases about messages to segments: nothing goes out before a person has read it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from baton.core.errors import Conflict, NotFound
from baton.escalation.case import Escalation, NewDecision, Verdict
from baton.escalation.subjects import Writes
from baton.gtm.container import Gtm
from baton.gtm.events import MESSAGES_APPROVED, MessagesApproved
from baton.gtm.message_set import MessageSet, MessageState
from baton.messaging.announcements import announcement
from baton.persistence.transaction import Transaction

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

SUBJECT = "message_set"

RECOMMENDATIONS = (
    "Approve: the messages are handed to whoever sends, which asks each person's will once more.",
    "Refuse: none of them goes out.",
)


def case_about(made: MessageSet, *, opened_by: str, correlation_id: str) -> Escalation:
    """The case about a set that waits. It stays open as long as the set is kept for."""
    return Escalation(
        escalation_id=made.escalation_id,
        subject=SUBJECT,
        subject_id=made.set_id,
        reason=f"Messages to {made.recipients} customers to read before they go out.",
        recommendations=RECOMMENDATIONS,
        case={
            "segment_id": made.segment_id,
            "purpose": made.purpose,
            "recipients": made.recipients,
            "offer": made.offer.to_json() if made.offer else None,
            "left_out": [one.to_json() for one in made.left_out],
            "drafts": [one.to_json() for one in made.drafts],
        },
        opened_by=opened_by,
        opened_at=made.made_at,
        expires_at=made.expires_at,
        correlation_id=correlation_id,
    )


def after_case(made: MessageSet, case: Escalation, now: datetime) -> MessageSet | None:
    """The set's next version when its case is over; ``None`` if it waits no longer. Without a decision
    nothing goes out.
    """
    if made.state is not MessageState.WAITING:
        return None
    decision = case.decision
    approved = decision is not None and decision.verdict is Verdict.APPROVE
    return made.next_version(
        now,
        state=MessageState.APPROVED if approved else MessageState.REFUSED,
        decided_by=decision.decided_by if decision else "nobody, in time",
    )


class MessageSetCases:
    """See ``baton.escalation.subjects.SubjectPolicy``."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def ask(self, case: Escalation, within: Transaction) -> Escalation:
        """See ``SubjectPolicy``. Marketing opens them with the set."""
        del case, within
        raise Conflict("Messages are put to a person by marketing, when they are written.")

    def faults(self, case: Escalation, decision: NewDecision) -> Mapping[str, str]:
        """See ``SubjectPolicy``: who wants other texts refuses these, and asks anew."""
        del case
        if decision.verdict is Verdict.CHANGE:
            return {"": "messages are approved or refused as they are; refuse, and ask anew"}
        return {}

    def ended(self, case: Escalation, now: datetime) -> Writes:
        """See ``SubjectPolicy``: approved ones are handed over."""
        sets, outbox = self._platform.area(Gtm).message_sets, self._platform.outbox
        try:
            after = after_case(sets.message_set(case.subject_id), case, now)
        except NotFound:  # it ended meanwhile; the case ends all the same
            after = None

        def write(within: Transaction) -> None:
            if after is None:
                return
            sets.replace(after, within)
            if after.state is MessageState.APPROVED:
                payload = MessagesApproved(set_id=after.set_id, escalation_id=after.escalation_id)
                entry = announcement(
                    MESSAGES_APPROVED,
                    payload,
                    sender="escalation",
                    message_id=after.set_id,
                    subject_id=after.set_id,
                    correlation_id=case.correlation_id,
                    now=now,
                )
                outbox.add(entry, within)

        return write
