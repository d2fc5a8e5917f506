"""Query parameters: those of every listing; unknown ones are refused."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import BaseMiddlewareHandler, NextMiddleware
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from baton.core.errors import FieldError, InvalidInput

Limit = Annotated[int, Query(ge=1, le=100, description="items a page")]
Cursor = Annotated[
    str | None, Query(max_length=2_000, description="next_cursor of the page before")
]
NextCursor = Field(
    default=None, description="pass it as cursor to get the next page; absent at the end"
)
"""The field of a page that leads to the next one."""


class KnownParameters(BaseMiddlewareHandler[APIGatewayHttpResolver]):
    """Refuses query parameters that the route does not have.

    A misspelt filter would otherwise give everything, which looks like an answer.
    """

    def handler(
        self, app: APIGatewayHttpResolver, next_middleware: NextMiddleware
    ) -> "Response[str]":
        """Lets the request through, or raises ``InvalidInput``."""
        known = {field.alias for field in app.context["_route"].dependant.query_params}
        given = app.current_event.query_string_parameters or {}
        if faults := [
            FieldError(f"query:{name[:80]}", "there is no such parameter", "extra_forbidden")
            for name in given
            if name not in known
        ]:
            raise InvalidInput(faults)
        return next_middleware(app)
