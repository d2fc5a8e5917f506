"""The inventory agent (requirement F3): levels, forecasts, proposals and alerts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.commerce.ids import Sku
from baton.commerce.inventory.reviewing import MOST_AT_ONCE, StockReviews
from baton.commerce.inventory.reviews import SkuReview
from baton.commerce.inventory.stocking import StockState
from baton.core.errors import BatonError
from baton.core.message import AgentName
from baton.core.observability import logger
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.commerce.inventory.models import InventoryAnswer, InventoryTask

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_SHOWN = 200


class InventoryAgent(Agent[InventoryTask, InventoryAnswer]):
    """Reviews SKUs. Each is forecast once a day, and looked at the more often the nearer it is to
    running out; what it finds is computed, no model is asked.
    """

    name: ClassVar[AgentName] = "inventory"

    def __init__(self, reviews: StockReviews) -> None:
        self._reviews = reviews

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        return cls(StockReviews.of(cls.name, platform))

    def perform(self, task: InventoryTask) -> InventoryAnswer:
        """Reviews. Raises ``NotFound`` for a named SKU without a stocking policy."""
        if task.skus:
            found = self._reviews.review(task.skus, task.correlation_id, anew=True)
            return _answer(found, found, 0)
        due, reviewed, put_off = self._reviews.due(task.most), list[SkuReview](), 0
        for start in range(0, len(due), MOST_AT_ONCE):
            some = due[start : start + MOST_AT_ONCE]
            try:
                reviewed += self._reviews.review(some, task.correlation_id)
            except BatonError as error:
                put_off += len(some)
                _put_off(some, error)
        shown = [one for one in reviewed if one.changed or one.proposal]
        return _answer(reviewed, shown[:MOST_SHOWN], put_off)

    def idle(self, result: InventoryAnswer) -> bool:
        """See ``Agent``."""
        return result == InventoryAnswer()

    def decided(self, task: InventoryTask, result: InventoryAnswer) -> Sequence[DecisionRecord]:
        """The purchase orders that were drafted."""
        del task
        first: dict[str, SkuReview] = {}
        for one in result.reviews:
            if one.proposal and one.proposal.purchase_id:
                first.setdefault(one.proposal.purchase_id, one)
        return tuple(
            DecisionRecord(
                about="purchase",
                subject_id=purchase_id,
                once=f"{purchase_id}.drafted",
                what="A purchase order is drafted",
                why=(f"first of {one.sku}", *(one.proposal.why if one.proposal else ())),
                made_by="forecast",
            )
            for purchase_id, one in first.items()
        )


def _answer(
    reviewed: Sequence[SkuReview], shown: Sequence[SkuReview], put_off: int
) -> InventoryAnswer:
    drafts = {one.proposal.purchase_id for one in reviewed if one.proposal}
    return InventoryAnswer(
        reviewed=len(reviewed),
        low=sum(one.state is StockState.LOW for one in reviewed),
        out=sum(one.state is StockState.OUT for one in reviewed),
        told=sum(one.changed for one in reviewed),
        drafted=len(drafts - {None}),
        put_off=put_off,
        reviews=tuple(shown),
    )


def _put_off(skus: Sequence[Sku], error: BatonError) -> None:
    extra = {"skus": len(skus), "first": skus[0], "why": str(error)}
    logger("commerce").warning("SKUs could not be reviewed.", extra=extra)
