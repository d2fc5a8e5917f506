"""Routes of recommendations."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import Field

from baton.commerce.recommending.asking import (
    RecommendationAnswer,
    RecommendationFeedback,
    RecommendationQuestion,
    RecommendationTask,
)
from baton.commerce.recommending.service import Recommender
from baton.core.contract import Contract
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document

_PATH = "/api/v1/recommendations"


class FeedbackCounted(Contract):
    """How much of what was told is new."""

    counted: int = Field(ge=0)


class RecommendationRoutes:
    """Recommends while a page waits, and hears what came of it."""

    def __init__(self, app: APIGatewayHttpResolver, recommender: Recommender) -> None:
        self._app = app
        self._recommender = recommender

    def register(self) -> None:
        """Adds the routes to the app."""
        tags = ["recommendations"]
        self._app.post(
            _PATH,
            tags=tags,
            operation_id="recommend",
            responses=described(200, RecommendationAnswer, "What to offer, the best first"),
        )(self.recommend)
        self._app.post(
            f"{_PATH}/feedback",
            tags=tags,
            operation_id="tell_recommendation_feedback",
            responses=described(200, FeedbackCounted, "How much of it is new"),
        )(self.tell)

    def recommend(self, question: Annotated[RecommendationQuestion, Body()]) -> "Response[str]":
        """Products that can be bought now, with their prices and why they are offered. `request_id`
        of the answer is what feedback is told under.
        """
        given = {name: getattr(question, name) for name in type(question).model_fields}
        request_id = request_of(self._app).resource_id
        task = RecommendationTask.model_validate({"request_id": request_id, **given})
        return document(self._recommender.recommend(task))

    def tell(self, feedback: Annotated[RecommendationFeedback, Body()]) -> "Response[str]":
        """Counts which recommendations were seen, clicked and bought, each once a request."""
        return document(FeedbackCounted(counted=self._recommender.tell(feedback)))
