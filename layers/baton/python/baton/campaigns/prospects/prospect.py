"""A person or role address that a run found, as it is kept until it ends. Pure."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from baton.campaigns.prospects.records import FoundCompany, FoundPerson
from baton.core.contract import Contract, Ulid, UtcDatetime

NOTICE_WITHIN = timedelta(days=30)
"""Within which who was found must have been told (GDPR, article 14(3)(a): a month)."""

KEPT = timedelta(days=25)
"""How long a prospect is kept: DynamoDB ends items up to some days late, and the month must hold."""


class ProspectStatus(StrEnum):
    """What became of a prospect."""

    HANDED_OVER = "handed_over"
    """qualified, and a lead of this campaign"""
    NOT_QUALIFIED = "not_qualified"
    UNDECIDED = "undecided"
    """too little is known: the score's range lies on both sides of the threshold"""
    NO_ADDRESS = "no_address"
    """there is no address to write to, or mail to it would reach nobody"""
    CLOSED = "closed"
    """the person wants no contact, or asked to be forgotten"""


class Prospect(Contract):
    """Whom a run found. ``least`` and ``most`` are the ends of the quality, 0 to 1, which are the same
    if all is known. ``why`` are sentences for a person; ``notice_by`` is when the person must have
    been told.
    """

    prospect_id: Ulid
    campaign_id: Ulid
    run_id: Ulid
    company: FoundCompany
    person: FoundPerson
    is_role: bool = False
    verdict: str | None = Field(default=None, max_length=40, description="of the e-mail check")
    least: float = Field(default=0, ge=0, le=1)
    most: float = Field(default=1, ge=0, le=1)
    status: ProspectStatus
    why: tuple[str, ...] = Field(default=(), max_length=30)
    found_at: UtcDatetime
    notice_by: UtcDatetime

    @property
    def ends_at(self) -> datetime:
        """When it is not kept any more."""
        return self.found_at + KEPT

    @property
    def rank(self) -> str:
        """By which a run's prospects are listed: those of the best quality first."""
        return f"{round(self.least * 1000):04d}{round(self.most * 1000):04d}#{self.prospect_id}"


def prospect_id_of(campaign_id: str, person: FoundPerson) -> str:
    """The id that a person always has in a campaign, whichever run finds them: what is kept under it,
    and the lead that becomes of it, are so one each. It is a ULID of the campaign's moment.
    """
    from ulid import ULID

    known = person.email or f"{person.full_name}|{person.company_domain or person.value('company')}"
    digest = hashlib.sha256(f"prospect|{campaign_id}|{known}".encode()).digest()
    moment = ULID.from_str(campaign_id).bytes[:6]
    return str(ULID.from_bytes(moment + digest[:10]))
