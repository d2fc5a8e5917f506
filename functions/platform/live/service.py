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

REMEMBERED = 20_000
"""Ids of what was told, of 26 characters each."""


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
        self._told: dict[str, None] = {}

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

        The bus, the queue and Lambda each bring some events again. What this container told in the last
        minutes it tells no more; of the rest clients know a repeat by its id.
        """
        updates: dict[str, dict[str, Contract]] = {}
        for event in events:
            if (message := _message_in(event)) is None:
                continue
            name = str(event.get("detail-type"))
            if name == DATA_REQUESTED.name:
                self._answer(message)
            elif message.message_id not in self._told and (update := self._update(name, message)):
                updates.setdefault(name, {})[message.message_id] = update
        for name, found in updates.items():
            self.broadcaster.broadcast(self._topics.updates[name], tuple(found.values()))
            self._told.update(dict.fromkeys(found))
        while len(self._told) > REMEMBERED:
            del self._told[next(iter(self._told))]

    def _update(self, name: str, message: Message) -> Contract | None:
        """What an event is worth; nothing if it is not as it must be."""
        kind = self._topics.updates.get(name)
        if kind is None:
            _ignored("nobody registered updates of it", event=name)
            return None
        try:
            payload = kind.event.read(message)
        except ValidationError as error:
            _ignored(type(error).__name__, event=name)
            return None
        logger(SERVICE).info(
            "an event goes to subscribers",
            extra={"correlation_id": message.correlation_id, "event": name},
        )
        update: Contract = kind.update(message, payload)
        return update

    def _answer(self, question: Message) -> None:
        """Answers a question that came over the bus, on the bus."""
        try:
            answers = self._questions.answers(question)
        except InvalidInput as error:
            logger(SERVICE).warning("data request has no answer", extra={"reason": str(error)})
            return
        self._bus.publish([(DATA_PROVIDED.name, one) for one in answers])


def _message_in(event: Mapping[str, Any]) -> Message | None:
    """The message of an event of the bus; nothing if it is none."""
    try:
        return Message.model_validate(event.get("detail"))
    except ValidationError as error:
        _ignored(type(error).__name__, event=str(event.get("detail-type")))
        return None


def _ignored(reason: str, *, event: str) -> None:
    logger(SERVICE).warning("ignored an event of the bus", extra={"event": event, "reason": reason})
