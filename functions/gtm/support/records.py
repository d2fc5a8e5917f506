"""Questions of customers that an agent of another area answers from its records, as about an order."""

from collections.abc import Mapping
from dataclasses import dataclass

from baton.core.errors import Unavailable
from baton.core.message import AgentName
from baton.gtm.asking import asked
from baton.gtm.support import HandoverReason, SupportTask
from baton.messaging.workflows import Workflows
from baton.runtime.asked_agents import (
    AgentWords,
    WordsAnswer,
    WordsReference,
    WordsTask,
    asked_by_customer,
)

_LATE = "The agent that keeps it did not answer in time."


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an agent told, or why it told nothing."""

    agent: AgentName
    language: str
    statements: tuple[str, ...] = ()
    references: tuple[WordsReference, ...] = ()
    reason: HandoverReason | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """Asks the agents that areas register."""

    workflows: Workflows
    agents: Mapping[AgentName, AgentWords]

    def ask(self, task: SupportTask, language: str | None) -> Recorded | None:
        """What the agent tells that a question is for; ``None`` if it is for none, or nobody knows who
        asks: of whom is it to tell then?
        """
        found = asked_by_customer(task.question, self.agents) if task.person else None
        if found is None:
            return None
        agent, language = found.agent, language or found.language
        words = WordsTask(
            request_id=task.request_id,
            question=task.question,
            intents=found.intents,
            person=task.person,
            language=language,
        )
        try:
            answer = self._answer(self.agents[agent], words, task.correlation_id)
        except Unavailable:
            return Recorded(agent, language, reason=HandoverReason.AGENT_DOWN)
        if not answer.statements:
            return Recorded(agent, language, reason=HandoverReason.NO_RECORD)
        return Recorded(agent, language, answer.statements, answer.references)

    def _answer(
        self, agent: AgentWords, task: WordsTask, correlation_id: str | None
    ) -> WordsAnswer:
        answer = asked(
            self.workflows,
            agent.workflow or "",
            task,
            WordsAnswer,
            request_id=task.request_id,
            correlation_id=correlation_id or task.request_id,
            late=_LATE,
        )
        if answer.request_id != task.request_id:
            raise Unavailable("The agent answered another request.")
        return answer
