"""Support: a question to the company's documents, as it was asked."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from baton.gtm.answer import Statement
from baton.gtm.request import AnswerReference
from baton.gtm.support import SupportAnswer, SupportChannel
from functions.gtm.supervisor.part import Part
from functions.gtm.supervisor.understanding import Understanding


def tasks(asked: Understanding, intents: Sequence[str], today: date) -> Sequence[dict[str, Any]]:
    """The question itself."""
    del intents, today
    return [{"question": asked.words, "channel": SupportChannel.SUPERVISOR.value}]


def completed(task: dict[str, Any], found: Sequence[Part]) -> dict[str, Any]:
    """Support depends on no other agent."""
    del found
    return task


def part(answer: Mapping[str, Any], request_id: str) -> Part:
    """The answer with its document, or the ticket. Raises ``ValueError``."""
    read = SupportAnswer.model_validate(dict(answer))
    if read.request_id != request_id:
        raise ValueError("answers another request")
    documents = (read.quote.document_id,) if read.quote else ()
    references = [
        AnswerReference(kind="document", id=one, label=read.quote and read.quote.title)
        for one in documents
    ]
    if read.ticket_id:
        references.append(AnswerReference(kind="ticket", id=read.ticket_id, label=read.reason))
    return Part(
        statements=read.statements or (Statement(text=read.text[:600], documents=documents),),
        queries=read.queries,
        references=tuple(references),
        missing=read.missing,
    )
