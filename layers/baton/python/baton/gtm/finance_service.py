"""Having figures worked out, whoever asks for them."""

from pydantic import Field

from baton.core.contract import Contract
from baton.core.money import Currency
from baton.gtm.asking import asked, asked_period
from baton.gtm.breakdown import Breakdown
from baton.gtm.figures import FigureName, FinanceAnswer, FinanceTask
from baton.gtm.mailing_plan import MailingPlan
from baton.messaging.workflows import Workflows


class FiguresQuestion(Contract):
    """Which figures are wanted, of when and of what part of the business."""

    figures: tuple[FigureName, ...] = Field(min_length=1, max_length=len(FigureName))
    period: str = Field(
        max_length=30,
        description="days in UTC, as 2026, 2026-Q1, 2026-03 or 2026-03-02/2026-03-08",
        examples=["2026-Q1"],
    )
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$", description="ISO 3166, as AT")
    channel: str | None = Field(default=None, min_length=1, max_length=40)
    currency: Currency | None = Field(default=None, description="the company's own by default")
    by: Breakdown | None = Field(
        default=None, description="what each figure is also told for each of, as month or country"
    )
    campaign: MailingPlan | None = Field(
        default=None, description="for campaign_cost and campaign_return, as marketing made it"
    )

    def task(self, request_id: str) -> FinanceTask:
        """The task for finance. Raises ``InvalidInput`` for a period that is none."""
        period = asked_period(self.period)
        return FinanceTask(
            request_id=request_id,
            figures=tuple(dict.fromkeys(self.figures)),
            period=period,
            country=self.country,
            channel=self.channel,
            currency=self.currency,
            by=self.by,
            campaign=self.campaign,
        )


class FinanceService:
    """Asks the finance agent and waits for its answer."""

    def __init__(self, workflows: Workflows) -> None:
        self._workflows = workflows

    def figures(
        self, question: FiguresQuestion, request_id: str, correlation_id: str
    ) -> FinanceAnswer:
        """The answer. Raises ``InvalidInput``, or ``Unavailable`` if there is none in time."""
        return asked(
            self._workflows,
            "finance_figures",
            question.task(request_id),
            FinanceAnswer,
            request_id=request_id,
            correlation_id=correlation_id,
            late="The figures were not worked out in time. Try again.",
        )
