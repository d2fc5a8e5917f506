"""Routes of the language models: what they cost today, and the switch that stops them (E11)."""

from datetime import date
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body
from pydantic import Field, model_validator

from baton.core.clock import Clock
from baton.core.contract import Contract, UtcDatetime
from baton.core.observability import record
from baton.http.openapi_responses import described
from baton.http.request_context import request_of
from baton.http.responses import document
from baton.language.budget import MICROS, Day, Rules, Switch
from baton.language.spending import SpendingRepository
from functions.platform.api import SERVICE


class SwitchTurn(Contract):
    """Whether models are to be stopped, and why; the reason is shown with the status."""

    stopped: bool
    reason: str = Field(default="", max_length=300)

    @model_validator(mode="after")
    def _says_why(self) -> "SwitchTurn":
        if self.stopped and not self.reason.strip():
            raise ValueError("needs a reason to stop")
        return self


class LanguageStatus(Contract):
    """Whether language models may be called, and how the day's budget stands. A day is one in UTC.
    ``committed_usd`` is what was charged and the worst case of the calls under way together, and of
    those whose end is unknown; it never passes ``limit_usd``.
    """

    stopped: bool
    reason: str
    turned_by: str = Field(description="the caller's client id")
    turned_at: UtcDatetime | None = None
    day: date
    limit_usd: float
    alert_usd: float
    committed_usd: float
    charged_usd: float
    calls: int
    open_calls: int = Field(description="under way, or without a known end")
    alerted_at: UtcDatetime | None = None


class LanguageService:
    """Reads the budget and the switch, and turns it."""

    def __init__(self, *, spending: SpendingRepository, rules: Rules, clock: Clock) -> None:
        self._spending = spending
        self._rules = rules
        self._clock = clock

    def status(self) -> LanguageStatus:
        """How it all stands. Raises ``Unavailable``."""
        day = self._spending.day(self._clock().date())
        return _status(self._spending.switch(), day, self._rules)

    def turn(self, given: SwitchTurn, caller_id: str) -> LanguageStatus:
        """Turns the switch: every call that begins after this obeys it. Raises ``Unavailable``."""
        now = self._clock()
        self._spending.turn(
            Switch(stopped=given.stopped, reason=given.reason, by=caller_id, at=now)
        )
        words = "stopped" if given.stopped else "allowed again"
        record(
            SERVICE, f"language models {words}", counts={"LanguageSwitched": 1}, by_whom=caller_id
        )
        return self.status()


class LanguageRoutes:
    """Tells what models cost, and stops them."""

    def __init__(self, app: APIGatewayHttpResolver, service: LanguageService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        self._app.get(
            "/api/v1/language",
            tags=["language"],
            operation_id="read_language",
            description="Whether language models may be called, and how the day's budget stands.",
            responses=described(200, LanguageStatus, "The status"),
        )(self.read)
        self._app.post(
            "/api/v1/language/switch",
            tags=["language"],
            operation_id="switch_language",
            description="Stops language models, or allows them again. The next call obeys; meanwhile "
            "the agents' templates write.",
            responses=described(200, LanguageStatus, "The status now"),
        )(self.switch)

    def read(self) -> "Response[str]":
        """How it stands."""
        return document(self._service.status())

    def switch(self, turn: Annotated[SwitchTurn, Body()]) -> "Response[str]":
        """Turns the switch."""
        return document(self._service.turn(turn, request_of(self._app).caller_id))


def _status(switch: Switch, day: Day, rules: Rules) -> LanguageStatus:
    return LanguageStatus(
        stopped=switch.stopped,
        reason=switch.reason,
        turned_by=switch.by,
        turned_at=switch.at,
        day=day.day,
        limit_usd=rules.limit / MICROS,
        alert_usd=rules.alert_at / MICROS,
        committed_usd=day.committed / MICROS,
        charged_usd=day.charged / MICROS,
        calls=day.calls,
        open_calls=day.open_calls,
        alerted_at=day.alerted_at,
    )
