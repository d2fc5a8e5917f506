"""Questions that support answers, if the company has it on. Pure but for the registry.

What a lead answers to us stays with the person in charge; so does whoever wants a call, an offer or a
demonstration. All others who ask, or have a problem, are answered by who answers customers.
"""

from datetime import datetime
from typing import Literal

from baton.core.areas import contributions
from baton.core.derived_ids import derived_ulid
from baton.core.mail_threads import is_of_an_answer
from baton.leads.events import QUESTION_ASKED, QuestionAsked
from baton.leads.reading.kinds import kind_of
from baton.leads.reading.message_kind import MessageKind
from baton.leads.reading.noted import noted_of
from baton.leads.replies import ReplyChannel
from baton.messaging.announcements import announcement
from baton.messaging.outbox import OutboxEntry
from functions.leads.inbox.arrivals import Arrived
from functions.leads.inbox.models import Meaning
from functions.leads.inbox.threading import Thread

_SENDER: Literal["inbox"] = "inbox"
_ANSWERED = frozenset({MessageKind.ASKS, MessageKind.NEEDS_SUPPORT})
_TALKS = frozenset({"quote", "demo", "trial", "appointment", "callback"})
_NOBODY_READS = frozenset({"noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon"})


def somebody_answers() -> bool:
    """Whether an area that is on answers questions that come by mail (its module ``mail_questions``)."""
    return any(True for _ in contributions("mail_questions"))


def is_for_support(arrived: Arrived, thread: Thread, meaning: Meaning) -> bool:
    """Whether an answer is a question for who answers customers."""
    reply = arrived.reply
    local = reply.sender.partition("@")[0].casefold()
    if reply.channel is not ReplyChannel.EMAIL or local in _NOBODY_READS:
        return False
    if thread.reference is not None:
        return meaning in {Meaning.PERSON, Meaning.COMPLAINT, Meaning.LATER}
    begins = bool(reply.subject) and not (reply.references or is_of_an_answer(reply.subject))
    answers_us = thread.lead is not None and (thread.proven or not begins)
    if meaning not in {Meaning.PERSON, Meaning.COMPLAINT} or answers_us:
        return False
    words = arrived.words or reply.subject
    return kind_of(words) in _ANSWERED and _TALKS.isdisjoint(noted_of(words).wants)


def question_entry(arrived: Arrived, thread: Thread, now: datetime) -> OutboxEntry:
    """The entry that tells of a question, the same for the same mail."""
    reply = arrived.reply
    mail_id = reply.message_id if reply.message_id.startswith("<") else ""
    asked = QuestionAsked(
        reply_id=arrived.reply_id,
        email=reply.sender,
        name=reply.name,
        subject=reply.subject,
        text=arrived.words or reply.subject,
        mail_id=mail_id if " " not in mail_id and mail_id.endswith(">") else None,
        references=reply.references,
        answers=thread.reference,
        is_lead=thread.lead is not None,
        asked_at=now,
    )
    return announcement(
        QUESTION_ASKED,
        asked,
        sender=_SENDER,
        message_id=derived_ulid("question", arrived.reply_id),
        subject_id=arrived.reply_id,
        correlation_id=f"inbox-{arrived.reply_id}",
        now=now,
    )
