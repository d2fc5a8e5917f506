"""Cases for a person, and what the API and the workflow ``escalation_case`` do with them."""

from datetime import timedelta

from baton.core.errors import StaleVersion
from baton.escalation.case import Decision, Escalation, EscalationStatus, Verdict
from baton.escalation.service import CaseService
from baton.leads.lead import SUBJECT, LeadStatus
from functions.platform.escalation.agent import EscalationService
from functions.platform.escalation.models import EscalationResult, EscalationTask, Step
from tests.fakes.platform.container import FakePlatform
from tests.samples.pipeline import CORRELATION_ID, LEAD_ID, AnyPlatform, a_lead

CASE_ID = "01JNBX5T00ZZZZZZZZZZZZZZZZ"


def open_case(platform: AnyPlatform, subject: str = SUBJECT) -> Escalation:
    """A case that waits for a person and, if it is about a lead, the lead that waits with it."""
    now = platform.clock()
    case = Escalation(
        escalation_id=CASE_ID,
        subject=subject,
        subject_id=LEAD_ID,
        reason="The context is too poor to pass on.",
        opened_by="result_writer",
        opened_at=now,
        expires_at=now + timedelta(days=platform.settings.escalation_days),
        correlation_id=CORRELATION_ID,
    )
    with platform.transactions.begin() as unit:
        platform.escalations.add(case, unit)
        if subject == SUBJECT:
            waiting = a_lead().model_copy(update={"status": LeadStatus.ESCALATED})
            platform.leads.add(waiting, unit)
    return case


def decide(platform: AnyPlatform, verdict: Verdict, case_id: str = CASE_ID) -> bool:
    """A person's decision, as the API stores it: whether it was in time.

    It is stored with what lets the workflow go on if one waits; else the workflow finds it.
    """
    while True:
        case = platform.escalations.get(case_id)
        if case.status is not EscalationStatus.OPEN:
            return False
        decision = Decision(verdict=verdict, decided_by="op-1", at=platform.clock())
        message_id = platform.new_id()
        try:
            with platform.transactions.begin() as unit:
                CaseService(platform.escalations, platform.outbox).decide(
                    case, decision, sender="api", message_id=message_id, within=unit
                )
        except StaleVersion:
            continue
        return True


def service(platform: AnyPlatform) -> EscalationService:
    """The escalation service on a platform."""
    return EscalationService.assemble(platform)  # type: ignore[arg-type]


def step(
    platform: AnyPlatform, step: Step, token: str | None = None, case_id: str = CASE_ID
) -> EscalationResult:
    """One step of the workflow."""
    task = EscalationTask(step=step, escalation_id=case_id, task_token=token)
    return service(platform).perform(task)


class CaseWorkflows:
    """Stands in for Step Functions: every ``escalation_case`` that was started, and where it is.

    Step Functions survives every crash of ours, and calls a function again until it has answered.
    """

    def __init__(self) -> None:
        self._waits: dict[str, str] = {}
        self._done: set[str] = set()
        self._tries = 0

    def move_on(self, platform: FakePlatform) -> None:
        """Every execution makes the step it can make."""
        for execution in platform.workflows.started:
            case_id = execution.given["escalation_id"]
            if case_id in self._done:
                continue
            if case_id not in self._waits:
                self._tries += 1
                token = f"token-{self._tries}"
                step(platform, Step.REGISTER, token, case_id)
                self._waits[case_id] = token
            if any(token == self._waits[case_id] for token, _ in platform.workflows.completed):
                step(platform, Step.RESUME, case_id=case_id)
                self._done.add(case_id)

    def expire(self, platform: FakePlatform) -> None:
        """The time for a decision is over."""
        for case_id in self._waits:
            if case_id not in self._done:
                step(platform, Step.EXPIRE, case_id=case_id)
                self._done.add(case_id)
