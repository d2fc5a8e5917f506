"""The campaign report's task and result."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from baton.core.contract import Contract, Ulid
from baton.runtime.report_mail import MailOutcome


class Step(StrEnum):
    """The steps of the ``scheduled_review`` workflow that are done here."""

    LIST = "list"
    """the next page of running campaigns"""
    GO_ON = "go_on"
    """another execution, which goes on at the ``cursor``: one alone would have too long a history"""
    REPORT = "report"
    """the report, after all of them were reviewed"""


class ReviewToMake(Contract):
    """One campaign of a page, and the id under which it is to be reviewed, once."""

    campaign_id: Ulid
    review_id: Ulid


class Failure(Contract):
    """A campaign whose review did not come to its end. ``error`` is the workflow's name for why."""

    campaign_id: Ulid
    error: Annotated[str, StringConstraints(max_length=200)]


class ReportTask(Contract):
    """One step. Without a ``report_id``, as from the schedule, ``list`` begins a new report."""

    step: Step
    report_id: Ulid | None = None
    cursor: str | None = None
    failures: tuple[Failure, ...] = ()

    @model_validator(mode="after")
    def _reports_on_something(self) -> Self:
        if self.step is not Step.LIST and self.report_id is None:
            raise ValueError(f"{self.step} needs report_id")
        if self.step is Step.GO_ON and self.cursor is None:
            raise ValueError("go_on needs cursor")
        return self


class ReportResult(Contract):
    """A page of campaigns with the ``cursor`` of the next one, or where the report is."""

    report_id: Ulid
    reviews: tuple[ReviewToMake, ...] = ()
    cursor: str | None = None
    json_key: str | None = None
    html_key: str | None = None
    campaigns: int = Field(default=0, ge=0)
    failed: int = Field(default=0, ge=0)
    asked: int = Field(default=0, ge=0, description="campaigns about which a person must decide")
    mail: MailOutcome | None = None
    mail_text: str | None = None
