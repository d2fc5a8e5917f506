"""Drafts to a segment, made and kept with the case in which a person decides about them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from baton.core.clock import Clock
from baton.core.derived_ids import derived_ulid
from baton.core.errors import AlreadyExists, NotFound
from baton.escalation.service import CaseService
from baton.gtm.audience import MOST_RECIPIENTS, Audience
from baton.gtm.marketing import MarketingTask, MarketingWork
from baton.gtm.message_set import LANGUAGES, Language, MessageSet, NotWrittenTo
from baton.gtm.message_set_cases import case_about
from baton.gtm.message_set_repository import MessageSetRepository
from baton.gtm.recipients import Recipients, sorted_out
from baton.gtm.settings import GtmSettings
from baton.persistence.transaction import Transactions
from functions.gtm.marketing.drafts import NEWS, WIN_BACK, bounded, drafts_to
from functions.gtm.marketing.win_back import offer_for

OPENED_BY = "marketing"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWriter:
    """Makes sets of messages. Asked again, it gives what was made."""

    audience: Audience
    sets: MessageSetRepository
    cases: CaseService
    transactions: Transactions
    clock: Clock
    company: str
    days_to_decide: int
    settings: GtmSettings

    def set_for(self, task: MarketingTask) -> MessageSet | None:
        """The set for a task; ``None`` if nobody of the segment may be written to, of which
        ``left_out_of`` tells. Raises ``NotFound`` for a segment that is not there, and ``Unavailable``.
        """
        set_id = derived_ulid("message_set", task.request_id)
        try:
            return self.sets.message_set(set_id)
        except NotFound:
            return self._made(task, set_id)

    def left_out_of(self, task: MarketingTask) -> tuple[NotWrittenTo, ...]:
        """Why nobody of a segment is written to."""
        return self._recipients(task, LANGUAGES).left_out

    def _made(self, task: MarketingTask, set_id: str) -> MessageSet | None:
        about = {**task.translations, task.language: task.subject}
        is_news = task.work is MarketingWork.EMAILS
        recipients = self._recipients(task, tuple(about) if is_news else LANGUAGES)
        if not recipients.count:
            return None
        made = self._set(task, set_id, recipients, about)
        try:
            with self.transactions.begin() as within:
                self.sets.add(made, within)
                case = case_about(made, opened_by=OPENED_BY, correlation_id=task.request_id)
                self.cases.open(case, within)
        except AlreadyExists:
            return self.sets.message_set(set_id)
        return made

    def _set(
        self,
        task: MarketingTask,
        set_id: str,
        recipients: Recipients,
        about: Mapping[Language, str],
    ) -> MessageSet:
        is_news, now = task.work is MarketingWork.EMAILS, self.clock()
        asked = task.offer if is_news else offer_for(task.offer)
        offer = bounded(asked, self.settings.most_discount_percent)
        return MessageSet(
            set_id=set_id,
            segment_id=task.segment,
            purpose=task.work.value,
            goal=task.goal,
            language=task.language,
            offer=offer,
            drafts=drafts_to(
                recipients,
                kind=NEWS if is_news else WIN_BACK,
                about=about,
                offer=offer,
                company=self.company,
            ),
            left_out=recipients.left_out,
            written_by="template",
            why="E-mails to customers are written from the company's words and templates alone.",
            escalation_id=derived_ulid("message_set_case", task.request_id),
            made_at=now,
            updated_at=now,
            expires_at=now + timedelta(days=self.days_to_decide),
        )

    def _recipients(self, task: MarketingTask, languages: Collection[Language]) -> Recipients:
        persons = self.audience.persons(task.segment, MOST_RECIPIENTS)
        return sorted_out(persons, languages, task.language)
