"""Answers for when search is down (requirement E7): where they stood, quoted anew from that version."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from baton.core.errors import NotFound
from baton.gtm.kept_answer import KeptAnswer
from baton.gtm.support import SupportQuote
from baton.gtm.support_store import SupportRepository
from baton.knowledge_base.knowledge_base import KnowledgeBase
from functions.gtm.support.finding import Answer
from functions.gtm.support.question import Question
from functions.gtm.support.quoting import quote_at


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswers:
    """Keeps where the answers to questions stand that are of no person, so that none of what one says
    is ever in another's answer: no word of the question is kept, and none of the answer either.
    """

    support: SupportRepository
    base: KnowledgeBase

    def keep(self, question: Question, collection: str, answer: Answer, now: datetime) -> None:
        """Keeps an answer. Raises ``Unavailable``."""
        quote = answer.quote
        if quote is None or question.is_personal:
            return
        kept = KeptAnswer(
            document_id=quote.document_id,
            version=quote.version,
            place=quote.place,
            confidence=answer.confidence,
            language=answer.language or "en",
            at=now,
        )
        self.support.keep_answer(_key(question, collection), kept)

    def find(self, question: Question, collection: str) -> tuple[SupportQuote, KeptAnswer] | None:
        """The answer to the same question, if its document's version is still the current one."""
        if question.is_personal:
            return None
        kept = self.support.kept_answer(_key(question, collection))
        if kept is None:
            return None
        try:
            document = self.base.find(kept.document_id)
            if document.version != kept.version or collection not in document.collections:
                return None
            quote = quote_at(document, kept.place, self.base.text_of(document))
        except NotFound:
            return None
        return (quote, kept) if quote else None


def _key(question: Question, collection: str) -> str:
    asked = "\n".join((collection, question.language or "", question.key))
    return hashlib.sha256(asked.encode()).hexdigest()
