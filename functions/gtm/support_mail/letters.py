"""What is read of a mail, and what is written in one. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from baton.core.derived_ids import derived_ulid
from baton.core.mail_threads import MOST_REFERENCES, without_marks
from baton.core.packaged_yaml import packaged_yaml
from baton.core.text import folded_words
from baton.gtm.events import SupportReply
from baton.gtm.mail_questions import ReplyTo, reference_of
from baton.gtm.support import SupportAnswer, SupportOutcome
from baton.gtm.support_ticket import Ticket
from baton.privacy.subject import PersonKey, digest_of

SOURCE = "support"
CAP, CAP_DAYS = 10, 1
"""Mails of support's to one person: what answers more often than that is a program."""

OF_USE = timedelta(days=2)
_MOST_SUBJECT, _MOST_BODY, _FEW_WORDS = 200, 4_000, 6
_GREETING_WORDS = 5
_CLOSING = re.compile(
    r"^(?:(?:kind |best |warm |many )?(?:regards|wishes|thanks)|thank you|thanks|cheers|sincerely"
    r"|(?:mit )?(?:freundlichen|besten|herzlichen|vielen|lieben?) (?:gr[uü](?:ß|ss)en?|dank)"
    r"|viele gr[uü](?:ß|ss)e|danke|gru(?:ß|ss)|cordialement|bien [aà] vous|merci"
    r"|(?:un )?(?:cordial )?saludos?|atentamente|gracias"
    r"|(?:cordiali|distinti) saluti|saluti|grazie)\b.{0,40}$",
    re.IGNORECASE,
)


def question_in(text: str) -> str:
    """What a mail asks, without greeting and closing; the whole of it if nothing else is left."""
    lines = [line.strip() for line in text.strip().split("\n")]
    begin = 1 if _greets(lines[0]) else 0
    ends = (place for place, line in enumerate(lines) if place > begin and _closes(line))
    kept = "\n".join(lines[begin : next(ends, len(lines))]).strip()
    return kept if any(letter.isalnum() for letter in kept) else text.strip()


def helpful_said(text: str) -> bool | None:
    """What somebody says to "Was this helpful?"; ``None`` if they say something else."""
    line = " ".join(folded_words(text.strip().partition("\n\n")[0]))
    if not line or len(line.split()) > _FEW_WORDS:
        return None
    return _said().get(line)


def answer_mail(
    answer: SupportAnswer, person: PersonKey, reply_to: ReplyTo, now: datetime
) -> SupportReply:
    """The mail that answers, or tells that a person will."""
    answered = answer.outcome is SupportOutcome.ANSWERED
    words = _words(answer.language)
    say = words["say"] if answered else ""
    return _mail(
        derived_ulid("support_mail", answer.request_id),
        "\n\n".join(filter(None, (words["opening"], answer.text.strip(), say))),
        person,
        reply_to,
        reference=reference_of(answer.conversation_id, answer.request_id),
        language=answer.language,
        automatic=True,
        now=now,
    )


def ticket_mail(
    ticket: Ticket, answer: str, person: PersonKey, reply_to: ReplyTo, now: datetime
) -> SupportReply:
    """The mail with a person's answer to a ticket."""
    of_ticket = _words(ticket.language)["ticket"].format(ticket=ticket.ticket_id)
    return _mail(
        derived_ulid("support_mail", ticket.ticket_id, "answered"),
        f"{answer}\n\n{of_ticket}",
        person,
        reply_to,
        reference=reference_of(ticket.conversation_id, ticket.ticket_id),
        language=ticket.language,
        automatic=False,
        now=now,
    )


def _mail(
    message_id: str,
    body: str,
    person: PersonKey,
    reply_to: ReplyTo,
    *,
    reference: str,
    language: str,
    automatic: bool,
    now: datetime,
) -> SupportReply:
    mail_id = reply_to.mail_id
    before = [*reply_to.references, *filter(None, [mail_id])][-(MOST_REFERENCES + 1) :]
    return SupportReply(
        message_id=message_id,
        customer_id=f"asker-{digest_of(person)[:32]}",
        source=SOURCE,
        email=reply_to.email,
        language=language,
        subject=_subject(reply_to.subject, reference),
        body=body[:_MOST_BODY],
        not_before=now,
        expires_at=now + OF_USE,
        cap=CAP,
        cap_days=CAP_DAYS,
        in_reply_to=mail_id,
        references=tuple(dict.fromkeys(before)) if mail_id else (),
        automatic=automatic,
        reference=reference,
    )


def _subject(subject: str, reference: str) -> str:
    return f"Re: {without_marks(subject) or reference.rpartition('/')[2]}"[:_MOST_SUBJECT]


def _greets(line: str) -> bool:
    return len(line.split()) <= _GREETING_WORDS and line[-1:] in {",", "!", ":"}


def _closes(line: str) -> bool:
    return line[-1:] != "?" and _CLOSING.match(line[:120]) is not None


@cache
def _said() -> Mapping[str, bool]:
    every = _every().values()
    return {
        **{saying: True for words in every for saying in words["helped"]},
        **{saying: False for words in every for saying in words["not_helped"]},
    }


def _words(language: str) -> Mapping[str, Any]:
    every = _every()
    return every.get(language, every["en"])


@cache
def _every() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = packaged_yaml(__package__, "mail_words.yaml")
    return found
