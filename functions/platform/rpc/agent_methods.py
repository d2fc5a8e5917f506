"""Methods ``agent.*``: asking a person, and what the agents are doing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, SubjectName, Ulid
from baton.core.errors import NotFound
from baton.core.message import AgentName
from baton.core.text import prose
from baton.escalation.case import EscalationStatus
from baton.escalation.subjects import CaseSubjects
from baton.http.audit import CallAudit
from baton.http.methods import CallContext, Method, refused
from baton.http.own_ids import OwnId
from baton.privacy.auditor import When
from baton.runtime.agent_status import AgentStatus
from functions.platform.rpc.cases import Cases

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class EscalationWanted(Contract):
    """What a person is to decide about. What is known of it goes with the case, as a campaign's last
    review, whose proposals are then what is decided.
    """

    subject: SubjectName = Field(description="what it is about, as lead or campaign")
    subject_id: Ulid
    reason: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    recommendations: tuple[Sentence, ...] = Field(default=(), max_length=20)
    request_id: OwnId = None


class EscalationOpened(Contract):
    """The case, which waits for a person until ``expires_at``."""

    escalation_id: Ulid
    status: EscalationStatus
    expires_at: str


class GetStatus(Contract):
    """Which agent; all of them if none is named."""

    agent: AgentName | None = None


class StatusList(Contract):
    """What the agents are doing."""

    items: tuple[AgentStatus, ...]


class AgentMethods:
    """The agents, for whoever works with them."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._subjects = CaseSubjects(platform)

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield Method(
            name="agent.escalate",
            title="Ask a person",
            description="Opens a case for a person. Work on its subject goes on with the decision.",
            scopes=("agent.escalate",),
            params=EscalationWanted,
            result=EscalationOpened,
            handler=self.escalate,
            changes=True,
            idempotent=False,
            audit=CallAudit(
                what="case.opened",
                when=When.BESIDE,
                ids=("subject_id",),
                applies=lambda params: self._subjects.is_personal(params.subject),
            ),
        )
        yield Method(
            name="agent.status",
            of_nobody="tells of agents",
            title="What the agents are doing",
            description="Per agent: whether it works, on how much, how fast, and how often it fails.",
            scopes=("agent.status",),
            params=GetStatus,
            result=StatusList,
            handler=self.status,
        )

    def escalate(self, params: EscalationWanted, context: CallContext) -> EscalationOpened:
        """Opens a case. Raises ``NotFound``, or ``Conflict`` if the subject waits already."""
        known = self._subjects.names
        if params.subject not in known:
            text = f"nothing of this kind can be put to a person; name one of {', '.join(known)}"
            raise refused("/subject", text, "unknown")
        cases = Cases(self._platform, life=timedelta(days=self._platform.settings.escalation_days))
        case = cases.open(
            params.subject,
            params.subject_id,
            escalation_id=params.request_id or self._platform.new_id(),
            reason=prose(params.reason),
            recommendations=params.recommendations,
            context=context,
        )
        return EscalationOpened(
            escalation_id=case.escalation_id,
            status=case.status,
            expires_at=str(case.to_json()["expires_at"]),
        )

    def status(self, params: GetStatus, _context: CallContext) -> StatusList:
        """What the agents say of themselves. Raises ``NotFound`` for one that does not report."""
        now = self._platform.clock()
        if params.agent is None:
            return StatusList(items=self._platform.agents.statuses(now))
        if params.agent not in self._platform.agents.names:
            raise NotFound("agent that reports", params.agent)
        return StatusList(items=(self._platform.agents.status(params.agent, now),))
