"""What the inbox takes and gives."""

from enum import StrEnum

from baton.core.contract import Contract, Ulid
from baton.leads.replies import NewReply


class Meaning(StrEnum):
    """What an answer means."""

    STOP = "stop"
    """no more messages"""
    AWAY = "away"
    """a program answers for somebody who is away: the sequence waits"""
    BOUNCED = "bounced"
    """the mail did not arrive, and never will"""
    LATER = "later"
    """the person will write when they want to"""
    PERSON = "person"
    """a person reads and answers it"""
    SUPPORT = "support"
    """a question that support answers, or hands to a person"""
    COMPLAINT = "complaint"
    """a person answers at once"""
    NOTHING = "nothing"
    """a program's word that means nothing to us"""


class InboxTask(Contract):
    """A file of the folder ``inbox``, or an answer that is here already."""

    key: str | None = None
    reply: NewReply | None = None


class InboxResult(Contract):
    """What an answer meant, whose it was, and the case in which a person answers. ``new_lead``: nobody
    had written to the sender before.
    """

    meaning: Meaning
    reply_id: Ulid | None = None
    lead_id: Ulid | None = None
    step: int | None = None
    escalation_id: Ulid | None = None
    new_lead: bool = False
