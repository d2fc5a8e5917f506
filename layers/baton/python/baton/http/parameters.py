"""Query parameters: those of every listing; unknown ones are refused."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import BaseMiddlewareHandler, NextMiddleware
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from baton.core.errors import FieldError, InvalidInput
from baton.core.exact_types import WRITTEN

Limit = Annotated[int, Query(ge=1, le=100, description="items a page")]
Cursor = Annotated[
    str | None, Query(max_length=2_000, description="next_cursor of the page before")
]
NextCursor = Field(
    default=None, description="pass it as cursor to get the next page; absent at the end"
)
"""The field of a page that leads to the next one."""


class KnownParameters(BaseMiddlewareHandler[APIGatewayHttpResolver]):
    """Refuses query parameters that the route does not have, and values of another type than it says.

    A misspelt filter would otherwise give everything, and ``since=0`` all from 1970 on, which look like
    answers.
    """

    def handler(
        self, app: APIGatewayHttpResolver, next_middleware: NextMiddleware
    ) -> "Response[str]":
        """Lets the request through, or raises ``InvalidInput``."""
        known = {field.alias: field for field in app.context["_route"].dependant.query_params}
        given = app.current_event.query_string_parameters or {}
        faults = [
            FieldError(f"query:{name[:80]}", "there is no such parameter", "extra_forbidden")
            for name in given
            if name not in known
        ]
        faults += [
            FieldError(f"query:{name}", WRITTEN[kind].words, f"{kind.__name__}_parsing")
            for name, value in given.items()
            if name in known and (kind := _other_than(known[name].type_, value))
        ]
        if faults:
            raise InvalidInput(faults)
        return next_middleware(app)


def _other_than(annotation: Any, value: str) -> type | None:
    """The first type that the value is not written as, of those the annotation has."""
    return next(
        (kind for kind in _types_in(annotation) if not WRITTEN[kind].pattern.fullmatch(value)), None
    )


def _types_in(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and annotation in WRITTEN:
        yield annotation
    for part in get_args(annotation):
        yield from _types_in(part)
