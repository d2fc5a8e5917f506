"""The operations agent (requirement G10)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.core.masking import mask
from baton.core.message import AgentName
from baton.core.observability import record
from baton.effects.effect import EffectState
from baton.incidents.incident import (
    Diagnosis,
    Incident,
    IncidentStatus,
    Remedy,
    RemedyKind,
    RemedyName,
)
from baton.incidents.remedies import AreaRemedy
from baton.incidents.repository import IncidentRepository
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.platform.operations.decision_trace import trace_entry
from functions.platform.operations.diagnostics import Diagnostics, quoted
from functions.platform.operations.diagnostics_collector import DiagnosticsCollector
from functions.platform.operations.models import Alarm, Next, OperationsResult, OperationsTask, Step
from functions.platform.operations.remediation import Remediation
from functions.platform.operations.rules import diagnose, still

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_LOOKS = 8
"""How often an incident is verified before people are told: with a minute between, longer than a
recovery that nobody knows of needs to be looked up."""

PATIENCE = 3
"""Of those, how often a recovery that was made may not have helped yet."""

RETRIED_FOR = timedelta(minutes=4)
"""So long Lambda tries a call that is made again, which fails, before it is undelivered again."""

_HEADINGS = (
    ("dead-letters", "dead-letters"),
    ("outbox", "outbox"),
    ("errors", "errors"),
    ("failing", "errors"),
    ("breaker", "a-dependency-is-down"),
)


class Operations(Agent[OperationsTask, OperationsResult]):
    """Looks at what is wrong when an alarm rings, does what helps within its limits, sees whether it
    did, and else tells people. Every step may be repeated.
    """

    name: ClassVar[AgentName] = "operations"

    def __init__(
        self,
        *,
        collector: DiagnosticsCollector,
        remediation: Remediation,
        incidents: IncidentRepository,
        remedies: Mapping[RemedyName, AreaRemedy],
        clock: Clock,
        recoveries: bool,
        runbook: str,
    ) -> None:
        self._collector = collector
        self._remediation = remediation
        self._incidents = incidents
        self._remedies = remedies
        self._clock = clock
        self._recoveries = recoveries
        self._runbook = runbook

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        from functions.platform.operations.wiring import operations_of

        return cls(**operations_of(platform))

    def perform(self, task: OperationsTask) -> OperationsResult:
        """One step of an incident. Raises ``Unavailable``, after which the step is repeated."""

        def attempt() -> tuple[Incident, Next]:
            incident = self._opened(task.alarm)
            if incident.status is not IncidentStatus.OPEN:
                return incident, Next.DONE
            return {
                Step.LOOK: self._choose,
                Step.RECOVER: self._recover,
                Step.VERIFY: lambda one: self._verify(one, task.alarm),
                Step.TELL: self._tell,
            }[task.step](incident)

        incident, after = retry_on_conflict(attempt)
        return OperationsResult(
            incident_id=incident.incident_id,
            status=incident.status,
            next=after,
            at=self._clock(),
            incident=incident,
        )

    def decided(self, task: OperationsTask, result: OperationsResult) -> Sequence[DecisionRecord]:
        """See ``Agent``: what is wrong, what was done about it, and how it ended."""
        return tuple(trace_entry(task, result.incident, self._remedies)) if result.incident else ()

    def _opened(self, alarm: Alarm) -> Incident:
        """The alarm's incident, which is opened by whichever step comes first."""
        try:
            return self._incidents.get(alarm.incident_id)
        except NotFound:
            pass
        self._remediation.settle_late()
        diagnostics = self._collector.look(alarm)
        diagnoses = diagnose(diagnostics)
        incident = Incident(
            incident_id=alarm.incident_id,
            alarm=alarm.name,
            alarm_reason=mask(alarm.state.reason)[:1_000],
            opened_at=alarm.state.at,
            evidence=quoted(diagnostics),
            diagnoses=diagnoses,
            summary=diagnoses[0].text,
            runbook=f"{self._runbook}#{self._heading(diagnostics.alarm)}",
            correlation_id=alarm.incident_id,
        )
        self._incidents.keep(incident)
        record(self.name, "incident opened", counts={"Incidents": 1}, alarm=alarm.name)
        return incident

    def _choose(self, incident: Incident) -> tuple[Incident, Next]:
        return incident, Next.RECOVER if self._untried(incident) else Next.TELL

    def _untried(self, incident: Incident) -> Diagnosis | None:
        """The next diagnosis that something may be done about."""
        tried = {one.what for one in incident.recoveries}
        if not self._recoveries:
            return None
        return next(
            (
                one
                for one in incident.diagnoses
                if one.remedy is not None and one.remedy.text not in tried
            ),
            None,
        )

    def _recover(self, incident: Incident) -> tuple[Incident, Next]:
        """Does the next thing, or goes on with one whose end nobody knows."""
        unsettled = [one for one in incident.recoveries if not one.state.settled]
        diagnosis = self._untried(incident)
        if unsettled:
            attempt = self._remediation.go_on(incident, unsettled[0])
        elif diagnosis is not None and diagnosis.remedy is not None:
            attempt = self._remediation.recover(incident, diagnosis.remedy)
        else:
            return incident, Next.TELL
        others = tuple(one for one in incident.recoveries if one.effect_id != attempt.effect_id)
        changed = self._kept(incident, recoveries=(*others, attempt))
        if attempt.state in (EffectState.REFUSED, EffectState.FAILED):
            return self._choose(changed)
        return changed, Next.WAIT

    def _verify(self, incident: Incident, alarm: Alarm) -> tuple[Incident, Next]:
        """Whether the last recovery helped: what it was for is looked for again."""
        incident = self._kept(incident, looks=incident.looks + 1)
        if incident.looks >= MOST_LOOKS or not incident.recoveries:
            return incident, Next.TELL
        last = incident.recoveries[-1]
        if not last.state.settled:
            return self._recover(incident)
        if last.state is not EffectState.DONE:
            return self._choose(incident)
        cause = next(
            one for one in incident.diagnoses if one.remedy and one.remedy.text == last.what
        )
        diagnostics = self._collector.look(alarm, errors_since=last.at + timedelta(seconds=1))
        if diagnostics.silent:
            return incident, Next.WAIT
        return self._seen_again(incident, cause, diagnostics)

    def _seen_again(
        self, incident: Incident, cause: Diagnosis, diagnostics: Diagnostics
    ) -> tuple[Incident, Next]:
        """What follows from diagnostics after the recovery of a cause."""
        if still(diagnostics, cause):
            return (incident, Next.WAIT) if incident.looks < PATIENCE else self._choose(incident)
        last, went_back = incident.recoveries[-1], self._went_back(incident)
        if self._shows_nothing(incident, cause, diagnostics.now):
            return incident, Next.WAIT
        headline = incident.diagnoses[0]
        if headline != cause and still(diagnostics, headline):
            return self._choose(incident)  # what helped was not what the alarm is about
        if (other := self._other(incident, diagnostics)) is not None:
            return incident, other
        summary = f"{cause.text}. {last.what}: {last.reason}; what was wrong is gone."
        record(self.name, "incident recovered", counts={"Recovered": 1}, alarm=incident.alarm)
        if went_back:  # who deployed must know that callers have another version
            return self._kept(incident, recovered=True, summary=summary), Next.TELL
        return self._ended(incident, IncidentStatus.RECOVERED, summary=summary), Next.DONE

    def _shows_nothing(self, incident: Incident, cause: Diagnosis, now: datetime) -> bool:
        """Whether it is too early to say that a recovery helped: nobody has called the version
        before, or a call made again that fails is not back yet.
        """
        at, went_back = incident.recoveries[-1].at, self._went_back(incident)
        if went_back and not self._collector.calls(went_back, at).succeeded:
            return True
        again = cause.remedy is not None and cause.remedy.kind == RemedyKind.REDRIVE_QUEUE
        return again and now < at + RETRIED_FOR

    @staticmethod
    def _went_back(incident: Incident) -> str | None:
        """The function of which callers were last given the version before, if that was done."""
        done = [
            Remedy.read(one.what) for one in incident.recoveries if one.state is EffectState.DONE
        ]
        back = [one.target for one in done if one.kind == RemedyKind.SHIFT_ALIAS]
        return back[-1] if back else None

    def _ended(self, incident: Incident, status: IncidentStatus, **changes: object) -> Incident:
        return self._kept(incident, status=status, closed_at=self._clock(), **changes)

    def _other(self, incident: Incident, diagnostics: Diagnostics) -> Next | None:
        """What comes next though a recovery helped: another function of the alarm may fail still."""
        untried = self._untried(incident)
        if untried is not None and untried.rule == "bad_deployment" and still(diagnostics, untried):
            return Next.RECOVER
        return Next.TELL if any(one.errors for one in diagnostics.failing) else None

    def _tell(self, incident: Incident) -> tuple[Incident, Next]:
        """Tells people on every channel there is. Who cannot be told in the end has the alarm itself."""
        notices = self._remediation.tell(incident)
        incident = self._kept(incident, notices=notices, looks=incident.looks + 1)
        settled = all(one.state.settled for one in notices)
        if not settled and incident.looks < 2 * MOST_LOOKS:
            return incident, Next.TELL_LATER
        told = any(one.state is EffectState.DONE for one in notices)
        record(
            self.name,
            "people notified" if told else "nobody could be notified",
            counts={"Told": int(told), "NotTold": int(not told)},
            alarm=incident.alarm,
        )
        if incident.recovered and told:
            return self._ended(incident, IncidentStatus.RECOVERED), Next.DONE
        status = IncidentStatus.TOLD if told else IncidentStatus.NOT_TOLD
        return self._ended(incident, status), Next.DONE

    def _kept(self, incident: Incident, **changes: object) -> Incident:
        """The incident's next version. Raises ``StaleVersion``."""
        changed = incident.next_version(None, **changes)
        self._incidents.keep(changed)
        return changed

    def _heading(self, alarm: str) -> str:
        """The runbook's heading for an alarm, as its address has it."""
        of_areas = ((one.alarm, one.heading) for one in self._remedies.values())
        headings = (*_HEADINGS, *of_areas)
        return next((heading for part, heading in headings if part in alarm), "incidents")
