"""Routes of insights: asked for by a link, or by a body."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from pydantic import ValidationError

from baton.core.errors import InvalidInput
from baton.core.field_errors import invalid_input
from baton.gtm.insights import InsightsAnswer
from baton.gtm.insights_service import InsightsQuestion, InsightsService
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document
from functions.gtm.api.link_parameters import (
    ChannelName,
    CountryCode,
    CurrencyCode,
    Days,
    of_query,
)

_PATH = "/api/v1/gtm/insights"

Analyses = Annotated[
    str, Query(min_length=1, max_length=200, description="names of analyses, commas between")
]
Horizon = Annotated[
    int, Query(ge=1, le=730, description="days ahead, of churn and of lifetime value")
]


class InsightRoutes:
    """Has customers looked into while the caller waits."""

    def __init__(self, app: APIGatewayHttpResolver, service: InsightsService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        tags = ["insights"]
        responses = described(200, InsightsAnswer, "What was found, and what is missing")
        self._app.get(_PATH, tags=tags, operation_id="read_insights", responses=responses)(
            self.read
        )
        self._app.post(_PATH, tags=tags, operation_id="ask_insights", responses=responses)(self.ask)

    def read(  # noqa: PLR0917 (a parameter of the query each)
        self,
        analyses: Analyses,
        period: Days,
        country: CountryCode = None,
        channel: ChannelName = None,
        currency: CurrencyCode = None,
        horizon_days: Horizon = 90,
    ) -> "Response[str]":
        """Insights by a link."""
        asked = {
            "analyses": [name.strip() for name in analyses.split(",") if name.strip()],
            "period": period,
            "country": country,
            "channel": channel,
            "currency": currency,
            "horizon_days": horizon_days,
        }
        try:
            return self._answer(InsightsQuestion.model_validate(asked))
        except ValidationError as error:
            faults = [of_query(fault) for fault in invalid_input(error).faults]
            raise InvalidInput(faults) from error
        except InvalidInput as error:
            raise InvalidInput([of_query(fault) for fault in error.faults]) from error

    def ask(self, question: Annotated[InsightsQuestion, Body()]) -> "Response[str]":
        """Insights by a body."""
        return self._answer(question)

    def _answer(self, question: InsightsQuestion) -> "Response[str]":
        request = request_of(self._app)
        return document(self._service.ask(question, request.resource_id, request.correlation_id))
