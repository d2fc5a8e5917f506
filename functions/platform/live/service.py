"""The live updates put together."""

from typing import TYPE_CHECKING, Self

from baton.core.errors import InvalidInput
from baton.core.message import Message
from baton.core.observability import logger
from baton.messaging.bus import Bus
from baton.messaging.events import EventName
from functions.platform.live.broadcaster import Broadcaster
from functions.platform.live.connect_authorizer import ConnectAuthorizer
from functions.platform.live.message_handler import MessageHandler
from functions.platform.live.questions import Questions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

SERVICE = "live"


class LiveService:
    """The door, the desk, and the news; and the bus for answers to those who asked over it."""

    def __init__(
        self,
        *,
        door: ConnectAuthorizer,
        desk: MessageHandler,
        news: Broadcaster,
        questions: Questions,
        bus: Bus,
    ) -> None:
        self.door = door
        self.desk = desk
        self.news = news
        self._questions = questions
        self._bus = bus

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """With its real parts."""
        news, questions = Broadcaster.assemble(platform), Questions.assemble(platform)
        return cls(
            door=ConnectAuthorizer.assemble(platform),
            desk=MessageHandler.assemble(platform, news, questions),
            news=news,
            questions=questions,
            bus=platform.bus,
        )

    def answer(self, question: Message) -> None:
        """Answers a question that came over the bus, on the bus."""
        try:
            answers = self._questions.answers(question)
        except InvalidInput as error:
            logger(SERVICE).warning("a question has no answer", extra={"reason": str(error)})
            return
        self._bus.publish([(EventName.DATA_PROVIDED, one) for one in answers])
