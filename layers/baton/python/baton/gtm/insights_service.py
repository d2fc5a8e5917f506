"""Having customers looked into, whoever asks for it."""

from pydantic import Field

from baton.core.contract import Contract
from baton.core.money import Currency
from baton.gtm.asking import asked, asked_period
from baton.gtm.insights import Analysis, InsightsAnswer, InsightsTask
from baton.messaging.workflows import Workflows


class InsightsQuestion(Contract):
    """What is wanted of customers, as of when and of what part of the business."""

    analyses: tuple[Analysis, ...] = Field(min_length=1, max_length=len(Analysis))
    period: str = Field(
        max_length=30,
        description="days in UTC, as 2026, 2026-Q1, 2026-03 or 2026-03-02/2026-03-08; all is as known "
        "at its end, and cohorts are those of its months",
        examples=["2026-Q1"],
    )
    country: str | None = Field(
        default=None, pattern=r"^[A-Z]{2}$", description="of the first purchase, ISO 3166, as AT"
    )
    channel: str | None = Field(
        default=None, min_length=1, max_length=40, description="that brought the first purchase"
    )
    currency: Currency | None = Field(default=None, description="the company's own by default")
    horizon_days: int = Field(
        default=90, ge=1, le=730, description="ahead, of churn and of lifetime value"
    )

    def task(self, request_id: str) -> InsightsTask:
        """The task for insights. Raises ``InvalidInput`` for a period that is none."""
        period = asked_period(self.period)
        return InsightsTask(
            request_id=request_id,
            analyses=tuple(dict.fromkeys(self.analyses)),
            period=period,
            country=self.country,
            channel=self.channel,
            currency=self.currency,
            horizon_days=self.horizon_days,
        )


class InsightsService:
    """Asks the insights agent and waits for its answer."""

    def __init__(self, workflows: Workflows) -> None:
        self._workflows = workflows

    def ask(
        self, question: InsightsQuestion, request_id: str, correlation_id: str
    ) -> InsightsAnswer:
        """The answer. Raises ``InvalidInput``, or ``Unavailable`` if there is none in time."""
        return asked(
            self._workflows,
            "customer_insights",
            question.task(request_id),
            InsightsAnswer,
            request_id=request_id,
            correlation_id=correlation_id,
            late="Customers were not looked into in time. Try again.",
        )
