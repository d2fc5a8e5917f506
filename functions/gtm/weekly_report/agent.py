"""The weekly report (requirement E9): asks every agent, and tells what came of it."""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import ValidationError

from baton.aws.files import Files
from baton.core.clock import Clock, NewId
from baton.core.errors import NotFound, Unavailable
from baton.core.message import AgentName
from baton.gtm.container import Gtm
from baton.gtm.events import WEEKLY_REPORT_MADE
from baton.gtm.report_days import Days
from baton.gtm.weekly_report import (
    ANSWER_BYTES,
    OWNER,
    AskedAgent,
    WeeklyReport,
    WeeklyReportMade,
    answer_file,
    begun,
    report_file,
)
from baton.messaging.announcements import event_message
from baton.messaging.bus import Bus
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from baton.runtime.report_mail import ReportMail
from functions.gtm.weekly_report.answers import Answered, Answers, read
from functions.gtm.weekly_report.asking import asked
from functions.gtm.weekly_report.composing import Unanswered, composed
from functions.gtm.weekly_report.decision_trace import trace_entry
from functions.gtm.weekly_report.letter import letter
from functions.gtm.weekly_report.models import Step, WeeklyResult, WeeklyTask
from functions.gtm.weekly_report.page import page
from functions.gtm.weekly_report.printed import printed

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

_NOTHING_KEPT = "NoAnswer"


class WeeklyReporter(Agent[WeeklyTask, WeeklyResult]):
    """Says who is to be asked what, keeps what they answer, and makes the report of that. Who does not
    answer is named in it, and stops nobody else.
    """

    name: ClassVar[AgentName] = "weekly_report"

    def __init__(
        self,
        *,
        files: Files,
        mail: ReportMail,
        bus: Bus,
        time_zone: str,
        company: str,
        links: str,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._files = files
        self._mail = mail
        self._bus = bus
        self._time_zone = time_zone
        self._company = company
        self._links = links
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        settings = platform.settings
        recipients = platform.area(Gtm).settings.weekly_report_recipients
        return cls(
            files=platform.files,
            mail=ReportMail.assemble(
                platform, owner=OWNER, recipients=recipients, setting="weekly_report_recipients"
            ),
            bus=platform.bus,
            time_zone=settings.default_timezone,
            company=settings.company,
            links=settings.report_links,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def perform(self, task: WeeklyTask) -> WeeklyResult:
        """Does one step. Raises ``Unavailable`` if what it reads or writes does not answer."""
        report_id = task.report_id or self._new_id()
        report = begun(report_id, time_zone=self._time_zone, company=self._company)
        if task.step is Step.BEGIN:
            if self._files.find(report_file(report_id, "json")) is None:
                self._write(report)
            return WeeklyResult(report_id=report_id, asked=tuple(self._asked(report)))
        if task.step is Step.KEEP:
            key = answer_file(report_id, str(task.name))
            text = json.dumps(task.answer).encode()
            self._files.write(key, [text], content_type="application/json")
            return WeeklyResult(report_id=report_id)
        failures = {one.name: one.error for one in task.failures}
        found = list(self._answers(report, failures))
        answers = Answers({one.name: one for one in found if isinstance(one, Answered)})
        unanswered = [one for one in found if isinstance(one, Unanswered)]
        return self._delivered(composed(report, answers, unanswered, self._clock()))

    def decided(self, task: WeeklyTask, result: WeeklyResult) -> Sequence[DecisionRecord]:
        """That a report was made, and what it lacks."""
        return (trace_entry(result),) if task.step is Step.REPORT else ()

    @staticmethod
    def _asked(report: WeeklyReport) -> Iterator[AskedAgent]:
        return asked(report.report_id, Days(report.week.last))

    def _answers(
        self, report: WeeklyReport, failures: dict[str, str]
    ) -> Iterator[Answered | Unanswered]:
        for one in self._asked(report):
            try:
                if one.name in failures:
                    yield Unanswered(one.name, one.agent, failures[one.name])
                    continue
                key = answer_file(report.report_id, one.name)
                given = json.loads(self._files.read(key, limit=ANSWER_BYTES))
                yield read(one.name, one.agent, given)
            except NotFound:
                yield Unanswered(one.name, one.agent, _NOTHING_KEPT)
            except (ValueError, ValidationError) as error:
                yield Unanswered(one.name, one.agent, type(error).__name__)

    def _delivered(self, report: WeeklyReport) -> WeeklyResult:
        """Keeps page and PDF first: whoever reads that the report is ready finds all of it."""
        html, pdf, report_id = page(report), printed(report), report.report_id
        keys = {form: report_file(report_id, form) for form in ("html", "pdf", "json")}
        self._files.write(keys["html"], [html.encode()], content_type="text/html; charset=utf-8")
        self._files.write(keys["pdf"], [pdf], content_type="application/pdf")
        self._write(report)
        self._announce(report)
        outcome, text = self._mail.send(
            report_id, lambda to: letter(report, html, pdf, recipients=to, links=self._links)
        )
        return WeeklyResult(
            report_id=report_id,
            json_key=keys["json"],
            html_key=keys["html"],
            pdf_key=keys["pdf"],
            gaps=len(report.gaps),
            mail=outcome,
            mail_text=text,
        )

    def _write(self, report: WeeklyReport) -> None:
        content = report.model_dump_json(exclude_none=True).encode()
        key = report_file(report.report_id, "json")
        self._files.write(key, [content], content_type="application/json")

    def _announce(self, report: WeeklyReport) -> None:
        """Says that it is there; a repeated step says so again, with the same id."""
        made = WeeklyReportMade(
            report_id=report.report_id,
            week=report.week,
            headline=report.headline,
            href=f"/api/v1/gtm/reports/{report.report_id}",
            gaps=len(report.gaps),
        )
        message = event_message(
            WEEKLY_REPORT_MADE,
            made,
            sender=self.name,
            message_id=report.report_id,
            correlation_id=report.report_id,
            now=self._clock(),
        )
        if self._bus.publish([(WEEKLY_REPORT_MADE.name, message)]):
            raise Unavailable("The event bus did not take the report's event. Try again.")
