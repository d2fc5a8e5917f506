"""The route of the funnel: leads that came, answered and converted, by the day on which they came."""

from datetime import date, timedelta
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.http.openapi_responses import described
from baton.http.responses import document
from baton.leads.base_rate import Day
from baton.leads.conversion_counts import KEPT_DAYS, ConversionCounts, Counted

Days = Annotated[int, Query(ge=1, le=KEPT_DAYS, description="how many days, today included")]


class FunnelStages(Contract):
    """How many leads came, and how many of them have answered (clicked, replied or converted) and
    converted by now.
    """

    came: int = Field(ge=0)
    answered: int = Field(ge=0)
    converted: int = Field(ge=0)


class FunnelDay(FunnelStages):
    """Leads that came on one day, in UTC."""

    day: date


class Funnel(FunnelStages):
    """All days together, and each on which leads came, the latest first."""

    since: date
    until: date
    days: tuple[FunnelDay, ...]


class FunnelRoutes:
    """Shows how far leads came."""

    def __init__(
        self, app: APIGatewayHttpResolver, counts: ConversionCounts, *, clock: Clock
    ) -> None:
        self._app = app
        self._counts = counts
        self._clock = clock

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.get(
            "/api/v1/leads/funnel",
            tags=["leads"],
            operation_id="read_lead_funnel",
            responses=described(200, Funnel, "How many leads came, answered and converted"),
        )(self.read)

    def read(self, days: Days = 30) -> "Response[str]":
        """The funnel of the leads of some days, counted when they came and what they did by now."""
        now = self._clock()
        today = now.date()
        since = today - timedelta(days=days - 1)
        counted = self._counts.days(now, since, tuple(Counted))
        return document(funnel_of(counted, since, today))


def funnel_of(counted: tuple[Day, ...], since: date, today: date) -> Funnel:
    """The funnel of counted days. A lead that did a thing twice counts once."""
    days = tuple(
        FunnelDay(
            day=today - timedelta(days=one.age),
            came=one.came,
            answered=min(one.came, max(one.answered, one.converted)),
            converted=min(one.came, one.converted),
        )
        for one in counted
    )
    return Funnel(
        since=since,
        until=today,
        days=days,
        came=sum(one.came for one in days),
        answered=sum(one.answered for one in days),
        converted=sum(one.converted for one in days),
    )
