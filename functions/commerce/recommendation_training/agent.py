"""The training of recommendations."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.commerce.catalogue import Catalogue
from baton.commerce.container import Commerce
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.recommending.model_files import ModelFiles
from baton.core.clock import Clock, NewId
from baton.core.message import AgentName
from baton.facts.query import Facts
from baton.runtime import Agent
from functions.commerce.recommendation_training.catalogue_items import items_known
from functions.commerce.recommendation_training.models import LearnResult, LearnTask
from functions.commerce.recommendation_training.sources import Source, facts_of, orders_of, together

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

FEWEST_PURCHASES = 100
"""Pairs of a customer and an item. From fewer nothing is learned: what is sold is shown as it is."""


class RecommendationTraining(Agent[LearnTask, LearnResult]):
    """Learns what goes with what, and takes it into use: whatever did best on purchases held back."""

    name: ClassVar[AgentName] = "recommendation_training"

    def __init__(
        self,
        *,
        facts: Facts,
        orders: OrderRepository,
        catalogue: Catalogue,
        models: ModelFiles,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._facts = facts
        self._orders = orders
        self._catalogue = catalogue
        self._models = models
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        area = platform.area(Commerce)
        return cls(
            facts=platform.facts,
            orders=area.orders,
            catalogue=area.catalogue,
            models=area.recommendation_models,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def perform(self, task: LearnTask) -> LearnResult:
        """Learns, or serves another version. Raises ``NotFound`` for a version that there is not, and
        ``Unavailable`` if purchases cannot be read now.
        """
        if task.version:
            return LearnResult(in_use=self._models.use(task.version).version)
        now = self._clock()
        sources: Sequence[Source] = (
            orders_of(self._orders, now, task.days),
            facts_of(self._facts, now, task.days),
        )
        return self._learned(together(sources))

    def _learned(self, source: Source) -> LearnResult:
        items = items_known(self._catalogue, {one.item for one in source.purchases})
        purchases = [
            one._replace(item=items.skus[one.item])
            for one in source.purchases
            if one.item in items.skus
        ]
        missing = len({one.item for one in source.purchases} - items.skus.keys())
        pairs = len({(one.customer, one.item) for one in purchases})
        if pairs < FEWEST_PURCHASES:
            in_use = self._models.in_use()
            return LearnResult(
                in_use=in_use.version if in_use else None,
                purchases=pairs,
                not_in_catalogue=missing,
                why=f"There are {pairs} purchases of {FEWEST_PURCHASES} that it takes to learn.",
            )
        # numpy is loaded only where it is learned
        from baton.commerce.recommending.learning import learn

        lesson = learn(
            purchases,
            version=self._new_id(),
            now=self._clock(),
            country_of=source.country_of,
            categories_of=items.categories,
            fresh=items.fresh,
        )
        self._models.keep(lesson.learned, lesson.neighbours())
        return LearnResult(
            in_use=self._models.use(lesson.learned.version).version,
            learned=lesson.learned.version,
            method=lesson.learned.mixture.method,
            measured=lesson.learned.measured,
            purchases=pairs,
            not_in_catalogue=missing,
        )
