"""Questions to agents, one or all of them, answered from what they told the registry.

An agent that is idle has no container that could answer, and waking every one of them to ask how it
is would change what is asked. So the registry speaks for them: each answer is a message from the
agent, with the question's correlation id.
"""

from typing import TYPE_CHECKING, Self

from pydantic import ValidationError

from baton.core.clock import Clock, NewId
from baton.core.errors import FieldError, InvalidInput
from baton.core.field_errors import invalid_input
from baton.core.message import ALL_AGENTS, PERSON, Message, MessageType
from baton.runtime.agent_registry import AgentRegistry
from baton.runtime.events import DataRequest

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class Questions:
    """Answers messages of the type ``data_request`` about what agents are doing."""

    def __init__(self, *, agents: AgentRegistry, clock: Clock, new_id: NewId) -> None:
        self._agents = agents
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """With its real parts."""
        return cls(agents=platform.agents, clock=platform.clock, new_id=platform.new_id)

    def answers(self, question: Message) -> tuple[Message, ...]:
        """One message from every agent that was asked. Raises ``InvalidInput``."""
        if question.message_type is not MessageType.DATA_REQUEST:
            raise _refused("/message_type", f"is {question.message_type}, not data_request")
        if question.sender != PERSON and question.sender not in self._agents.names:
            raise _refused("/sender", f"{question.sender} is neither an agent nor {PERSON}")
        try:
            DataRequest.model_validate(question.payload)
        except ValidationError as error:
            raise invalid_input(error, "Nobody has that kind of data.") from error
        now = self._clock()
        if question.receiver == ALL_AGENTS:
            found = self._agents.statuses(now)
        elif question.receiver in self._agents.names:
            found = (self._agents.status(question.receiver, now),)
        else:
            raise _refused("/receiver", f"{question.receiver} is no agent that can be asked")
        return tuple(
            Message(
                message_id=self._new_id(),
                sender=status.agent_id,
                receiver=question.sender,
                message_type=MessageType.DATA_RESPONSE,
                payload=status.to_json(),
                correlation_id=question.correlation_id,
                timestamp=now,
            )
            for status in found
        )


def _refused(pointer: str, detail: str) -> InvalidInput:
    return InvalidInput([FieldError(pointer, detail)], "This is no question to an agent.")
