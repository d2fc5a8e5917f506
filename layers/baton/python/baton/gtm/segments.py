"""Segments of customers, kept by id so that campaigns and marketing can use them. What passes between
agents is the id; members are read page by page, and are nobody's but ids as the facts have them.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from baton.core.contract import Contract, UtcDatetime
from baton.core.money import Currency

SegmentId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
"""Follows from what the segment is of, so that asking twice keeps it once."""


class SegmentName(StrEnum):
    """The segments there are: ten by RFM, which together are all customers, and one by churn."""

    CHAMPIONS = "champions"
    LOYAL = "loyal"
    POTENTIAL_LOYALISTS = "potential_loyalists"
    NEW = "new"
    PROMISING = "promising"
    NEED_ATTENTION = "need_attention"
    ABOUT_TO_SLEEP = "about_to_sleep"
    CANNOT_LOSE = "cannot_lose"
    SLIPPING = "slipping"
    HIBERNATING = "hibernating"
    AT_RISK = "at_risk"
    """repeat customers who will probably not buy, and may still be won back; by churn, not by RFM"""


class SegmentSummary(Contract):
    """A segment without its members. Money is in minor units of ``currency``."""

    segment_id: SegmentId
    name: SegmentName
    label: str
    means: str = Field(description="who is in it")
    advice: str = Field(description="what to do about them")
    as_of: date
    country: str | None = None
    channel: str | None = None
    customers: int
    share: float = Field(ge=0, le=1, description="of all customers")
    revenue: float = Field(description="that they brought as far as is looked back")
    revenue_share: float | None = Field(default=None, description="of all customers' revenue")
    currency: Currency


class SegmentMember(Contract):
    """A customer of a segment."""

    customer_id: str
    purchases: int = Field(description="days with a purchase")
    last_purchase: date
    spent: float = Field(description="in minor units of the segment's currency")
    rfm: str | None = Field(
        default=None, description="recency, frequency and monetary score, as 543; by RFM only"
    )
    no_purchase: float | None = Field(default=None, description="its chance; at risk only")
    value_at_stake: float | None = Field(default=None, description="at risk only")


class Segment(Contract):
    """A segment as it is kept, without its members."""

    summary: SegmentSummary
    horizon_days: int | None = Field(default=None, description="of a segment by churn")
    kept_at: UtcDatetime
    pages: int = Field(ge=0)


class MembersPage(Contract):
    """Some members, in the segment's order, and where the next ones are."""

    segment_id: SegmentId
    page: int = Field(ge=0)
    members: tuple[SegmentMember, ...] = Field(
        description="fewer where persons were erased since; the page that follows may have more"
    )
    next: int | None = Field(default=None, description="the number of the page that follows")
