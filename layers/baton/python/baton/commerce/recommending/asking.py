"""What is asked of recommendation, and what it answers."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from baton.commerce.catalogue import STANDARD_LIST, PriceListName
from baton.commerce.ids import MOST_LINES, CustomerId, ProductId, Sku
from baton.commerce.places import CountryCode, RegionCode
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.money import Currency, Money

MOST_VIEWED = 50
MOST_ANSWERED = 20

Category = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_/-]{0,99}$")]


class RecommendationQuestion(Contract):
    """Somebody in front of a page: who, with what in the basket, after looking at what, and where."""

    customer_id: CustomerId | None = Field(default=None, description="whose orders are looked at")
    basket: tuple[Sku, ...] = Field(default=(), max_length=MOST_LINES)
    viewed: tuple[Sku, ...] = Field(
        default=(), max_length=MOST_VIEWED, description="in this session, the latest last"
    )
    category: Category | None = Field(default=None, description="of the page, with those below it")
    country: CountryCode = Field(description="where it is sent to")
    region: RegionCode | None = None
    currency: Currency
    price_list: PriceListName = STANDARD_LIST
    segments: tuple[Annotated[str, Field(max_length=64)], ...] = Field(default=(), max_length=20)
    limit: int = Field(default=6, ge=1, le=MOST_ANSWERED)


class RecommendationTask(RecommendationQuestion):
    """A question under an id, by which what came of it is told. The same id explores the same."""

    request_id: Ulid


class CandidateSource(StrEnum):
    """Where a recommendation comes from."""

    PINNED = "pinned"
    BASKET = "basket"
    VIEWED = "viewed"
    HISTORY = "history"
    REPEAT = "repeat"
    UP_SELL = "up_sell"
    CROSS_SELL = "cross_sell"
    POPULAR = "popular"
    FRESH = "fresh"


class Recommendation(Contract):
    """A product that can be bought now at this price, and why it is offered."""

    sku: Sku
    product_id: ProductId
    title: str
    price: Money = Field(description="of one piece, as the shop shows its prices")
    lowest_in_30_days: Money | None = Field(
        default=None, description="the prior price that a reduction is claimed from (EU 98/6, 6a)"
    )
    available: int = Field(ge=1, description="pieces, over all locations")
    source: CandidateSource
    because_of: Sku | None = Field(default=None, description="what it goes with")
    reason: str
    explored: bool = Field(default=False, description="offered to learn how it does")


class RecommendationAnswer(Contract):
    """Recommendations, the best first, as they were at ``made_at``; fewer than asked for, or none, if
    there are no more that can be bought. ``left_out`` counts candidates by why they are not in it.
    """

    request_id: Ulid
    items: tuple[Recommendation, ...]
    left_out: dict[str, int] = Field(default={}, description="candidates, by why")
    model: str | None = Field(
        default=None, description="the version; None: nothing was learned yet"
    )
    rules: str = Field(description="the version of the business rules")
    made_at: UtcDatetime


class RecommendationFeedback(Contract):
    """What became of an answer: which of its SKUs were seen, clicked and bought. Told again, it counts
    once.
    """

    request_id: Ulid
    shown: tuple[Sku, ...] = Field(default=(), max_length=MOST_ANSWERED)
    clicked: tuple[Sku, ...] = Field(default=(), max_length=MOST_ANSWERED)
    bought: tuple[Sku, ...] = Field(default=(), max_length=MOST_ANSWERED)
