"""The pricing agent (requirement F5): sets prices by demand, stock and competitors, within limits."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.commerce.pricing.reviewing import PriceReviews
from baton.core.message import AgentName
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.commerce.pricing.models import PriceSet, PricingResult, PricingTask

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_TOLD = 40


class PricingAgent(Agent[PricingTask, PricingResult]):
    """Reviews prices once a day, and those of a SKU when its stock changes. What it sets holds for a
    day and a half, moves by the policy's step at most, and is recorded with its reason; what everybody
    is shown is kept, since reductions are claimed from it.
    """

    name: ClassVar[AgentName] = "pricing"

    def __init__(self, reviews: PriceReviews) -> None:
        self._reviews = reviews

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        return cls(PriceReviews.of(platform))

    def perform(self, task: PricingTask) -> PricingResult:
        """Reviews. Raises ``Unavailable`` if facts or tables cannot be read now."""
        found = list(self._reviews.review(task.skus))
        prices = [
            PriceSet(
                sku=one.sku, currency=one.currency, base=one.base, price=one.price, why=one.why
            )
            for one in found
            if one.price is not None
        ]
        return PricingResult(
            reviewed=len(found),
            shown=sum(one.shown for one in found),
            prices_set=len(prices),
            first=tuple(prices[:MOST_TOLD]),
        )

    def decided(self, task: PricingTask, result: PricingResult) -> Sequence[DecisionRecord]:
        """Each price that was set, and why."""
        del task
        return tuple(
            DecisionRecord(
                about="price",
                subject_id=one.sku,
                once=f"{one.sku}.{one.currency}.{one.price}",
                what=f"{one.sku} costs {one.price} {one.currency}, of {one.base} by the list",
                why=(one.why,),
                made_by="price policy",
            )
            for one in result.first
        )
