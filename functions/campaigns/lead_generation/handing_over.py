"""Keeps whom a run found, and hands on who qualifies: each once in a campaign, whatever is repeated."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self

from baton.campaigns.container import Campaigns
from baton.campaigns.events import LEAD_FOUND, LeadFound, ToldField
from baton.campaigns.personal_data import tie_of
from baton.campaigns.prospects.prospect import Prospect, ProspectStatus
from baton.campaigns.prospects.records import FoundPerson
from baton.campaigns.prospects.repository import ProspectRepository
from baton.campaigns.prospects.told import LegalBasis
from baton.core.clock import NewId
from baton.core.errors import AlreadyExists, Erased
from baton.effects.contact_status_repository import ContactStatusRepository
from baton.effects.effect import EffectKind, Purpose
from baton.effects.policy import suppressions_of
from baton.messaging.announcements import announcement
from baton.messaging.outbox import Outbox
from baton.persistence.transaction import Transactions
from baton.privacy.subject import email_key
from baton.privacy.subject_repository import SubjectRepository

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

SENDER = "lead_generation"
AT_ONCE = 100
"""Statuses that are read together."""

COMPANY_FIELDS = ("name", "size", "industry", "country", "city")


class HandingOver:
    """Asks first who is closed, then keeps and announces."""

    def __init__(
        self,
        *,
        prospects: ProspectRepository,
        subjects: SubjectRepository,
        contact_statuses: ContactStatusRepository,
        outbox: Outbox,
        transactions: Transactions,
        new_id: NewId,
    ) -> None:
        self._prospects = prospects
        self._subjects = subjects
        self._contact_statuses = contact_statuses
        self._outbox = outbox
        self._transactions = transactions
        self._new_id = new_id

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """With a platform's parts."""
        return cls(
            prospects=platform.area(Campaigns).prospects,
            subjects=platform.subjects,
            contact_statuses=platform.contact_statuses,
            outbox=platform.outbox,
            transactions=platform.transactions,
            new_id=platform.new_id,
        )

    def closed(self, people: Sequence[FoundPerson]) -> frozenset[str]:
        """The addresses of those who want no mail, and of those who asked to be forgotten: they are not
        looked for again. Raises ``Unavailable``.
        """
        emails = sorted({one.email for one in people if one.email})
        shut: set[str] = set()
        for start in range(0, len(emails), AT_ONCE):
            some = emails[start : start + AT_ONCE]
            statuses, _ = self._contact_statuses.read([email_key(one) for one in some])
            for email, status in zip(some, statuses, strict=True):
                if suppressions_of([status], EffectKind.EMAIL, Purpose.MARKETING):
                    shut.add(email)
        shut.update(one for one in emails if self._subjects.was_erased(email_key(one)))
        return frozenset(shut)

    def keep(self, prospect: Prospect, correlation_id: str, now: datetime) -> bool:
        """Keeps a prospect and, if it qualifies, announces it, in one transaction. Says whether it is
        new: a person who is in the campaign already stays as they are. Raises ``Unavailable``.
        """
        try:
            with self._transactions.begin() as within:
                self._prospects.add(prospect, within)
                self._subjects.tie(tie_of(prospect), asked_at=prospect.found_at, within=within)
                if prospect.status is ProspectStatus.HANDED_OVER:
                    entry = announcement(
                        LEAD_FOUND,
                        lead_found(prospect),
                        sender=SENDER,
                        message_id=self._new_id(),
                        subject_id=prospect.prospect_id,
                        correlation_id=correlation_id,
                        now=now,
                    )
                    self._outbox.add(entry, within)
        except (AlreadyExists, Erased):
            return False
        return True


def lead_found(prospect: Prospect) -> LeadFound:
    """What is said of a prospect who qualifies."""
    person, company = prospect.person, prospect.company
    size = company.size
    words = [*person.told, *(one for one in company.told if one.field in COMPANY_FIELDS)]
    names = {} if prospect.is_role else _names(person)
    return LeadFound(
        prospect_id=prospect.prospect_id,
        campaign_id=prospect.campaign_id,
        run_id=prospect.run_id,
        email=person.email or "",
        is_role=prospect.is_role,
        **names,
        title=None if prospect.is_role else person.title,
        phone=person.value("phone"),
        company=company.name or None,
        company_size=size.least if size and size.least == size.most else None,
        industry=company.value("industry"),
        country=person.value("country") or company.country,
        city=company.value("city"),
        basis=basis_of(person).value,
        told=tuple(
            ToldField(field=one.field, source=one.source, where=one.where) for one in words[:200]
        ),
        least=prospect.least,
        most=prospect.most,
        found_at=prospect.found_at,
        notice_by=prospect.notice_by,
    )


def basis_of(person: FoundPerson) -> LegalBasis:
    """On which basis a person may be held: consent if the word of the address says so, else legitimate
    interest; an address of no person needs none.
    """
    word = person.word("email")
    return word.basis if word else LegalBasis.LEGITIMATE_INTEREST


def _names(person: FoundPerson) -> dict[str, str | None]:
    first, last = person.value("first_name"), person.value("last_name")
    if first is None and last is None and (whole := person.full_name):
        first, _, last = whole.partition(" ")
    return {"first_name": first, "last_name": last or None}
