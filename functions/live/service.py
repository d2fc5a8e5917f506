"""The live updates put together."""

from typing import TYPE_CHECKING, Self

from baton.contracts.events import EventName
from baton.contracts.message import Message
from baton.messaging.bus import Bus
from baton.runtime.errors import InvalidInput
from baton.runtime.observability import logger
from functions.live.desk import Desk
from functions.live.door import Door
from functions.live.news import News
from functions.live.questions import Questions

if TYPE_CHECKING:
    from baton.platform import Platform

SERVICE = "live"


class LiveService:
    """The door, the desk, and the news; and the bus for answers to those who asked over it."""

    def __init__(
        self, *, door: Door, desk: Desk, news: News, questions: Questions, bus: Bus
    ) -> None:
        self.door = door
        self.desk = desk
        self.news = news
        self._questions = questions
        self._bus = bus

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """With its real parts."""
        news, questions = News.assemble(platform), Questions.assemble(platform)
        return cls(
            door=Door.assemble(platform),
            desk=Desk.assemble(platform, news, questions),
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
