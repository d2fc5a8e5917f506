"""The recommendation agent (requirement F1): what to offer somebody, of what can be bought now."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.commerce.container import Commerce
from baton.commerce.recommending.asking import RecommendationAnswer, RecommendationTask
from baton.commerce.recommending.service import Recommender
from baton.core.message import AgentName
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class RecommendationAgent(Agent[RecommendationTask, RecommendationAnswer]):
    """Recommends to other agents what pages are given by the API: both ask ``Recommender``."""

    name: ClassVar[AgentName] = "recommendation"

    def __init__(self, recommender: Recommender) -> None:
        self._recommender = recommender

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        return cls(platform.area(Commerce).recommender)

    def perform(self, task: RecommendationTask) -> RecommendationAnswer:
        """Recommends. Raises ``Unavailable`` if it cannot be told now what can be bought."""
        return self._recommender.recommend(task)

    def decided(
        self, task: RecommendationTask, result: RecommendationAnswer
    ) -> Sequence[DecisionRecord]:
        """What was offered, by which model and rules; nothing of the customer."""
        return (
            DecisionRecord(
                about="request",
                subject_id=task.request_id,
                once=task.request_id,
                what=f"{len(result.items)} products were recommended",
                why=tuple(f"{one.sku}: {one.reason}"[:300] for one in result.items),
                inputs=(f"recommendations/{result.model}",) if result.model else (),
                made_by=result.rules,
            ),
        )
