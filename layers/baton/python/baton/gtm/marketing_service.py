"""Having marketing work, whoever asks for it."""

from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from baton.core.contract import Contract
from baton.core.field_errors import invalid_input
from baton.core.money import Currency
from baton.gtm.asking import asked, asked_period
from baton.gtm.marketing import MarketingAnswer, MarketingTask, MarketingWork, SegmentRef
from baton.gtm.message_set import Language, Offer
from baton.messaging.workflows import Workflows


class MarketingQuestion(Contract):
    """What marketing is to make. A concept and e-mails need a ``subject``, e-mails a
    ``segment_id``; a win-back goes to the customers at risk unless another is named.
    """

    work: MarketingWork
    period: str = Field(
        max_length=30,
        description="whose facts count: 2026, 2026-Q1, 2026-03 or 2026-03-02/2026-03-08",
        examples=["2026-Q1"],
    )
    goal: str = Field(default="", max_length=500, description="what it is to reach")
    subject: str = Field(default="", max_length=500, description="what is offered or told of")
    translations: dict[Language, Annotated[str, StringConstraints(max_length=500)]] = Field(
        default_factory=dict, description="of the subject, for e-mails in other languages"
    )
    audience: str = Field(default="", max_length=300)
    segment_id: SegmentRef | None = Field(
        default=None, description="as insights tells it, or its name, as at_risk"
    )
    offer: Offer | None = None
    language: Language = "en"
    channel: str | None = Field(default=None, min_length=1, max_length=40)
    currency: Currency | None = Field(default=None, description="the company's own by default")

    def task(self, request_id: str) -> MarketingTask:
        """The task for marketing. Raises ``InvalidInput`` for what does not go together."""
        period = asked_period(self.period)
        given = {**self.model_dump(exclude_none=True), "period": period, "request_id": request_id}
        try:
            return MarketingTask.model_validate(given)
        except ValidationError as error:
            raise invalid_input(error) from error


class MarketingService:
    """Asks the marketing agent and waits for its answer."""

    def __init__(self, workflows: Workflows) -> None:
        self._workflows = workflows

    def work(
        self, question: MarketingQuestion, request_id: str, correlation_id: str
    ) -> MarketingAnswer:
        """The answer. Raises ``InvalidInput``, or ``Unavailable`` if there is none in time."""
        return asked(
            self._workflows,
            "marketing_work",
            question.task(request_id),
            MarketingAnswer,
            request_id=request_id,
            correlation_id=correlation_id,
            late="Marketing was not done in time. Try again.",
        )
