"""The live updates put together."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

from pydantic import ValidationError

from baton.core.contract import Contract
from baton.core.errors import InvalidInput
from baton.core.message import AgentName, Message
from baton.core.observability import logger
from baton.messaging.bus import Bus
from baton.runtime.events import DATA_PROVIDED, DATA_REQUESTED
from functions.platform.live.broadcaster import Broadcaster
from functions.platform.live.connect_authorizer import ConnectAuthorizer
from functions.platform.live.message_handler import MessageHandler
from functions.platform.live.questions import Questions
from functions.platform.live.topics import Topics

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

SERVICE = "live"


class LiveService:
    """Who may connect, what clients ask, and what they hear; and the answers to those who asked over
    the bus.
    """

    def __init__(
        self,
        *,
        authorizer: ConnectAuthorizer,
        messages: MessageHandler,
        broadcaster: Broadcaster,
        questions: Questions,
        topics: Topics,
        agents: tuple[AgentName, ...],
        bus: Bus,
    ) -> None:
        self.authorizer = authorizer
        self.messages = messages
        self.broadcaster = broadcaster
        self._questions = questions
        self._topics = topics
        self._agents = frozenset(agents)
        self._bus = bus

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """With its real parts."""
        topics = Topics.load()
        broadcaster = Broadcaster.assemble(platform, topics)
        questions = Questions.assemble(platform)
        return cls(
            authorizer=ConnectAuthorizer.assemble(platform),
            messages=MessageHandler.assemble(platform, broadcaster, questions, topics),
            broadcaster=broadcaster,
            questions=questions,
            topics=topics,
            agents=platform.agents.names,
            bus=platform.bus,
        )

    def agents_named(self, names: Iterable[str]) -> list[AgentName]:
        """The agents of these names; a name that only a newer version knows is left out."""
        return [name for name in names if name in self._agents]

    def hear(self, events: Iterable[Mapping[str, Any]]) -> None:
        """Tells what events of the bus are worth, one that comes twice once, and answers questions.

        An event that is not as it must be is logged and left out.
        """
        updates: dict[str, dict[str, Contract]] = {}
        for event in events:
            name = str(event.get("detail-type"))
            try:
                message = Message.model_validate(event.get("detail"))
                if name == DATA_REQUESTED.name:
                    DATA_REQUESTED.read(message)
                    self._answer(message)
                    continue
                kind = self._topics.updates[name]
                update = kind.update(message, kind.event.read(message))
            except (ValidationError, KeyError) as error:
                logger(SERVICE).warning(
                    "ignored event of the bus: it is not valid",
                    extra={"error": type(error).__name__},
                )
                continue
            updates.setdefault(name, {})[message.message_id] = update
            logger(SERVICE).info(
                "an event goes to subscribers",
                extra={"correlation_id": message.correlation_id, "event": name},
            )
        for name, found in updates.items():
            self.broadcaster.broadcast(self._topics.updates[name], tuple(found.values()))

    def _answer(self, question: Message) -> None:
        """Answers a question that came over the bus, on the bus."""
        try:
            answers = self._questions.answers(question)
        except InvalidInput as error:
            logger(SERVICE).warning("a question has no answer", extra={"reason": str(error)})
            return
        self._bus.publish([(DATA_PROVIDED.name, one) for one in answers])
