"""The campaign report: who is to be reviewed, and what came of it."""

from hashlib import blake2s
from typing import TYPE_CHECKING, ClassVar, Self

from baton.aws.files import Files
from baton.campaigns.changes import OWNER
from baton.campaigns.container import Campaigns
from baton.campaigns.report import CampaignReport, report_key
from baton.core.clock import Clock, NewId
from baton.core.message import AgentName
from baton.messaging.workflows import Workflows
from baton.runtime import Agent
from baton.runtime.report_mail import ReportMail
from functions.campaigns.reporting.gathering import Gathering, review_id_of
from functions.campaigns.reporting.letter import letter
from functions.campaigns.reporting.models import ReportResult, ReportTask, ReviewToMake, Step
from functions.campaigns.reporting.page import page
from functions.campaigns.reporting.sentences import asked_of_people

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class CampaignReporter(Agent[ReportTask, ReportResult]):
    """Names the running campaigns page by page, and reports on them when they have been reviewed."""

    name: ClassVar[AgentName] = "reporting"

    def __init__(
        self,
        *,
        gathering: Gathering,
        files: Files,
        mail: ReportMail,
        time_zone: str,
        links: str,
        clock: Clock,
        new_id: NewId,
        workflows: Workflows,
    ) -> None:
        self._gathering = gathering
        self._files = files
        self._mail = mail
        self._time_zone = time_zone
        self._links = links
        self._clock = clock
        self._new_id = new_id
        self._workflows = workflows

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        settings = platform.settings
        return cls(
            gathering=Gathering(platform.area(Campaigns).campaigns, platform.escalations),
            files=platform.files,
            mail=ReportMail.assemble(
                platform,
                owner=OWNER,
                recipients=platform.area(Campaigns).settings.report_recipients,
                setting="report_recipients",
            ),
            time_zone=settings.default_timezone,
            links=settings.report_links,
            clock=platform.clock,
            new_id=platform.new_id,
            workflows=platform.workflows,
        )

    def perform(self, task: ReportTask) -> ReportResult:
        """Does one step. Raises ``Unavailable`` if what it reads or writes does not answer."""
        report_id = task.report_id or self._new_id()
        if task.step is Step.LIST:
            return self._listed(report_id, task.cursor)
        if task.step is Step.GO_ON:
            return self._gone_on(report_id, task)
        failures = {failure.campaign_id: failure.error for failure in task.failures}
        report = self._gathering.report(
            report_id, failures, now=self._clock(), time_zone=self._time_zone
        )
        return self._delivered(report)

    def _listed(self, report_id: str, cursor: str | None) -> ReportResult:
        campaigns, following = self._gathering.page(cursor)
        reviews = tuple(
            ReviewToMake(
                campaign_id=one.campaign_id, review_id=review_id_of(report_id, one.campaign_id)
            )
            for one in campaigns
        )
        return ReportResult(report_id=report_id, reviews=reviews, cursor=following)

    def _gone_on(self, report_id: str, task: ReportTask) -> ReportResult:
        """Starts the execution that goes on; the same again starts no second one."""
        given = task.to_json()
        del given["step"]
        place = blake2s((task.cursor or "").encode(), digest_size=8).hexdigest()
        self._workflows.start("scheduled_review", given, name=f"{report_id}-{place}")
        return ReportResult(report_id=report_id)

    def _delivered(self, report: CampaignReport) -> ReportResult:
        """Keeps the page first: whoever reads that the report is ready finds both."""
        html = page(report, links=self._links)
        html_key = report_key(report.report_id, "html")
        json_key = report_key(report.report_id, "json")
        self._files.write(html_key, [html.encode()], content_type="text/html; charset=utf-8")
        document = report.model_dump_json(exclude_none=True).encode()
        self._files.write(json_key, [document], content_type="application/json")
        outcome, text = self._mail.send(
            report.report_id,
            lambda to: letter(report, html, recipients=to, links=self._links),
        )
        return ReportResult(
            report_id=report.report_id,
            json_key=json_key,
            html_key=html_key,
            campaigns=len(report.campaigns),
            failed=sum(one.failure is not None for one in report.campaigns),
            asked=len(asked_of_people(report)),
            mail=outcome,
            mail_text=text,
        )
