"""The events of this area."""

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.mail_threads import MOST_REFERENCES, MailId
from baton.core.money import Money
from baton.leads.assessment import Category, Temperature
from baton.leads.engagement import Channel
from baton.leads.files.file_import import RowStatus
from baton.leads.interaction import InteractionKind
from baton.leads.lead import LeadStatus
from baton.messaging.backlog import ShardTask
from baton.messaging.events import Event


class LeadProcessed(Contract):
    """A lead came to the end of its pipeline (no personal data)."""

    lead_id: Ulid
    status: LeadStatus
    score: float
    category: Category
    temperature: Temperature
    campaign_id: Ulid | None = None


class OutcomeRecorded(Contract):
    """An outcome was recorded for a lead (no personal data). What an older version of the code says of
    one lacks what is optional here.
    """

    lead_id: Ulid
    kind: InteractionKind
    campaign_id: Ulid | None = None
    interaction_id: Ulid | None = None
    occurred_at: UtcDatetime | None = None
    channel: Channel | None = None
    machine: bool = False
    value: Money | None = None


class FileProcessed(Contract):
    """A file of leads came to its end. ``refused`` says why nothing of it could be read, if so; the
    summary under ``results_key`` tells the rest. An import that is not ``complete`` has rows that
    failed by a fault of ours.
    """

    import_id: Ulid
    key: str
    complete: bool
    rows: int
    counts: dict[RowStatus, int]
    refused: tuple[str, ...] = ()
    results_key: str


class QuestionAsked(Contract):
    """A question that came by mail, for whoever answers questions of customers. It holds personal data,
    since whoever takes it answers.

    ``reply_id`` is the same for the same mail, always. ``answers`` is what whoever hears this called the
    message that is answered, if it is one of theirs. ``is_lead``: the sender is one.
    """

    reply_id: Ulid
    email: str = Field(min_length=3, max_length=320)
    name: str = Field(default="", max_length=500)
    subject: str = Field(default="", max_length=500)
    text: str = Field(min_length=1, max_length=20_000)
    mail_id: MailId | None = None
    references: tuple[MailId, ...] = Field(default=(), max_length=MOST_REFERENCES)
    answers: str | None = Field(default=None, max_length=120)
    is_lead: bool = False
    asked_at: UtcDatetime


LEAD_PROCESSED = Event("lead.processed", LeadProcessed)
OUTCOME_RECORDED = Event("outcome.recorded", OutcomeRecorded)
FILE_PROCESSED = Event("file.processed", FileProcessed)
QUESTION_ASKED = Event("lead.question_asked", QuestionAsked)
OUTREACH_BACKLOG = Event("backlog.outreach", ShardTask)
