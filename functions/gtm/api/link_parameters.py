"""Parameters that questions by a link have in common, and their faults."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from baton.core.errors import FieldError

Days = Annotated[
    str, Query(max_length=30, description="as 2026, 2026-Q1, 2026-03 or 2026-03-02/2026-03-08")
]
CountryCode = Annotated[str | None, Query(pattern=r"^[A-Z]{2}$", description="ISO 3166, as AT")]
ChannelName = Annotated[str | None, Query(min_length=1, max_length=40)]
CurrencyCode = Annotated[str | None, Query(pattern=r"^[A-Z]{3}$", description="as EUR")]


def of_query(fault: FieldError) -> FieldError:
    """The fault as one of the query's parameter, whichever of its items it is in."""
    name = fault.pointer.strip("/").partition("/")[0]
    return FieldError(f"query:{name}", fault.detail, fault.code)
