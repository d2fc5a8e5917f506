"""The route of the API's health: whether it and what it needs are there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from datetime import datetime, timedelta

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import Field

from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.errors import Unavailable
from baton.http.openapi_responses import described
from baton.http.responses import document
from baton.persistence.claims import ClaimRepository

PATIENCE_SECONDS = 2.0
REMEMBERED_FOR = timedelta(seconds=5)
"""How long a check counts, so that a public page cannot be used to wear the records out."""


class Health(Contract):
    """``status`` is ``ok`` or ``down``; ``checks`` has the same for each thing that was asked."""

    status: str
    version: str
    stage: str
    checks: dict[str, str] = Field(default_factory=dict)


class HealthRoutes:
    """Says whether the API works."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        claims: ClaimRepository,
        *,
        version: str,
        stage: str,
        clock: Clock,
    ) -> None:
        self._app = app
        self._claims = claims
        self._version = version
        self._stage = stage
        self._clock = clock
        self._checked: tuple[datetime, str] | None = None

    def register(self) -> None:
        """Adds the route to the app."""
        self._app.get(
            "/api/v1/health",
            tags=["health"],
            operation_id="check_health",
            responses={
                **described(200, Health, "It works"),
                **described(503, Health, "Something it needs is down", "Retry-After"),
            },
        )(self.check)

    def check(self) -> "Response[str]":
        """Asks the records for something small."""
        records = self._records()
        health = Health(
            status=records, version=self._version, stage=self._stage, checks={"records": records}
        )
        if records == "ok":
            return document(health)
        return document(health, 503, {"Retry-After": "5"})

    def _records(self) -> str:
        now = self._clock()
        if self._checked is None or now - self._checked[0] > REMEMBERED_FOR:
            answered = _in_time(lambda: self._claims.holder("health", now))
            self._checked = (now, "ok" if answered else "down")
        return self._checked[1]


def _in_time(question: Callable[[], object]) -> bool:
    """Whether a question is answered within ``PATIENCE_SECONDS``; it is not waited for longer."""
    pool = ThreadPoolExecutor(1)
    try:
        pool.submit(question).result(PATIENCE_SECONDS)
    except (Unavailable, FutureTimeoutError):
        return False
    finally:
        pool.shutdown(wait=False)
    return True
