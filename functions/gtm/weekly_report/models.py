"""The weekly report's tasks and results."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from baton.core.contract import Contract, Ulid
from baton.gtm.weekly_report import AskedAgent
from baton.runtime.report_mail import MailOutcome


class Step(StrEnum):
    """The steps of the ``weekly_gtm_run`` workflow that are done here."""

    BEGIN = "begin"
    """who is to be asked what"""
    KEEP = "keep"
    """an agent's answer, so that no state of the workflow holds several"""
    REPORT = "report"


class Failure(Contract):
    """Who did not answer. ``error`` is the workflow's name for why."""

    name: str
    error: Annotated[str, StringConstraints(max_length=200)]


class WeeklyTask(Contract):
    """One step. Without a ``report_id``, as from the schedule, a new report is begun."""

    step: Step
    report_id: Ulid | None = None
    name: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]{0,39}$")
    answer: Mapping[str, Any] | None = None
    failures: tuple[Failure, ...] = ()

    @model_validator(mode="after")
    def _is_of_a_report(self) -> Self:
        if self.step is not Step.BEGIN and self.report_id is None:
            raise ValueError(f"{self.step} needs report_id")
        if self.step is Step.KEEP and (self.name is None or self.answer is None):
            raise ValueError("keep needs name and answer")
        return self


class WeeklyResult(Contract):
    """Who is asked, or where the report is and what became of its mail."""

    report_id: Ulid
    asked: tuple[AskedAgent, ...] = ()
    json_key: str | None = None
    html_key: str | None = None
    pdf_key: str | None = None
    gaps: int = Field(default=0, ge=0)
    mail: MailOutcome | None = None
    mail_text: str | None = None
