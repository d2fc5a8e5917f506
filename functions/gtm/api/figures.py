"""Routes of figures: asked for by a link, or by a body."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from pydantic import ValidationError

from baton.core.errors import InvalidInput
from baton.core.field_errors import invalid_input
from baton.gtm.breakdown import Breakdown
from baton.gtm.figures import FinanceAnswer
from baton.gtm.finance_service import FiguresQuestion, FinanceService
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document
from functions.gtm.api.link_parameters import ChannelName, CountryCode, CurrencyCode, Days, of_query

_PATH = "/api/v1/gtm/finance/figures"

Names = Annotated[
    str, Query(min_length=1, max_length=400, description="names of figures, commas between")
]
PartsOf = Annotated[
    Breakdown | None, Query(description="what each figure is also told for each of, as month")
]


class FigureRoutes:
    """Has figures worked out while the caller waits."""

    def __init__(self, app: APIGatewayHttpResolver, service: FinanceService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        tags = ["finance"]
        responses = described(200, FinanceAnswer, "The figures, and what is missing for others")
        self._app.get(_PATH, tags=tags, operation_id="read_figures", responses=responses)(self.read)
        self._app.post(_PATH, tags=tags, operation_id="ask_figures", responses=responses)(self.ask)

    def read(  # noqa: PLR0917 (a parameter of the query each)
        self,
        figures: Names,
        period: Days,
        country: CountryCode = None,
        channel: ChannelName = None,
        currency: CurrencyCode = None,
        by: PartsOf = None,
    ) -> "Response[str]":
        """Figures by a link."""
        given = {"country": country, "channel": channel, "currency": currency, "by": by}
        names = [name.strip() for name in figures.split(",") if name.strip()]
        asked = {"figures": names, "period": period, **given}
        try:
            question = FiguresQuestion.model_validate(asked)
        except ValidationError as error:
            faults = [of_query(fault) for fault in invalid_input(error).faults]
            raise InvalidInput(faults) from error
        try:
            return self._answer(question)
        except InvalidInput as error:
            raise InvalidInput([of_query(fault) for fault in error.faults]) from error

    def ask(self, question: Annotated[FiguresQuestion, Body()]) -> "Response[str]":
        """Figures by a body."""
        return self._answer(question)

    def _answer(self, question: FiguresQuestion) -> "Response[str]":
        request = request_of(self._app)
        return document(
            self._service.figures(question, request.resource_id, request.correlation_id)
        )
