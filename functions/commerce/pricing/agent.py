"""The pricing agent (requirement F5): sets prices by demand, stock and competitors, within limits."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.commerce.container import Commerce
from baton.commerce.inventory.stocking import StockState
from baton.commerce.pricing.book import PricePolicy
from baton.commerce.pricing.reviewing import PriceReviews
from baton.commerce.pricing.shortages import Shortages
from baton.core.derived_ids import derived_ulid
from baton.core.message import AgentName
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.commerce.pricing.models import PriceSet, PricingResult, PricingTask, StockAnswered

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_TOLD = 40


class PricingAgent(Agent[PricingTask, PricingResult]):
    """Reviews prices once a day, and those of a SKU when inventory tells of another level of its stock:
    then its promotions pause, or go on, too. What it sets holds for a day and a half, moves by the
    policy's step at most, and is recorded with its reason; what everybody is shown is kept, since
    reductions are claimed from it.
    """

    name: ClassVar[AgentName] = "pricing"

    def __init__(
        self, reviews: PriceReviews, shortages: Shortages, policy: Callable[[], PricePolicy]
    ) -> None:
        self._reviews = reviews
        self._shortages = shortages
        self._policy = policy

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        prices = platform.area(Commerce).prices
        return cls(PriceReviews.of(platform), Shortages.of(platform), lambda: prices.book().policy)

    def perform(self, task: PricingTask) -> PricingResult:
        """Reviews. Raises ``Unavailable`` if facts or tables cannot be read now: doing it again is
        safe.
        """
        stock = self._followed(task)
        found = list(self._reviews.review(task.named))
        prices = [
            PriceSet(
                sku=one.sku,
                currency=one.currency,
                base=one.base,
                price=one.price,
                why=one.why,
                day=one.day,
            )
            for one in found
            if one.price is not None and one.day is not None
        ]
        return PricingResult(
            reviewed=len(found),
            shown=sum(one.shown for one in found),
            prices_set=len(prices),
            first=tuple(prices[:MOST_TOLD]),
            stock=stock,
        )

    def _followed(self, task: PricingTask) -> tuple[StockAnswered, ...]:
        """What follows from levels of named SKUs that changed. Told again, it is what was told before:
        else a decision would be lost with who died before it was kept.
        """
        if not task.named:
            return ()
        kept, pauses = self._shortages.follow(task.named), self._policy().pauses_promotions
        return tuple(
            StockAnswered(
                sku=one.sku,
                state=one.state,
                version=one.version,
                promotions_pause=pauses and one.is_on,
            )
            for one in kept
        )

    def decided(self, task: PricingTask, result: PricingResult) -> Sequence[DecisionRecord]:
        """Each price that was set, and what follows from another level of stock, with the reasons."""
        del task
        return (*map(_price_entry, result.first), *map(_stock_entry, result.stock))


def _price_entry(one: PriceSet) -> DecisionRecord:
    return DecisionRecord(
        about="price",
        subject_id=derived_ulid("sku", one.sku),
        once=f"{one.sku}.{one.currency}.{one.price}.{one.day:%Y%m%dT%H%M%S}",
        what=f"{one.sku} costs {one.price} {one.currency}, of {one.base} by the list",
        why=(one.why,),
        inputs=(f"sku/{one.sku}",),
        made_by="price policy",
    )


def _stock_entry(one: StockAnswered) -> DecisionRecord:
    low = one.state is not StockState.OK
    what = "are put back" if low else "are as before"
    pause = "pause" if one.promotions_pause else "go on"
    return DecisionRecord(
        about="price",
        subject_id=derived_ulid("sku", one.sku),
        once=f"{one.sku}.stock.{one.version}",
        what=f"Promotions of {one.sku} that apply by themselves {pause}; recommendations {what}",
        why=(f"inventory says that its stock is {one.state}",),
        inputs=(f"sku/{one.sku}",),
        made_by="price policy",
    )
