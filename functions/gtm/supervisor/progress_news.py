"""How far a request is, told on the bus for the live socket (requirement C3)."""

from collections.abc import Sequence

from baton.core.clock import Clock, NewId
from baton.core.errors import Unavailable
from baton.core.observability import logger
from baton.gtm.events import REQUEST_CHANGED, RequestChanged
from baton.gtm.request import RequestAnswer, RequestState
from baton.gtm.request_plan import TaskForAgent
from baton.messaging.announcements import event_message
from baton.messaging.bus import Bus
from functions.gtm.supervisor.models import Progress

SENDER = "supervisor"


class ProgressNews:
    """Tells whoever listens. Nobody waits for news: what cannot be told is left out."""

    def __init__(self, bus: Bus, new_id: NewId, clock: Clock) -> None:
        self._bus = bus
        self._new_id = new_id
        self._clock = clock

    def going_on(self, progress: Progress, tasks: Sequence[TaskForAgent]) -> None:
        """Says who is asked now."""
        self._tell(
            RequestChanged(
                request_id=progress.asked.request_id,
                session_id=progress.asked.session_id,
                state=RequestState.WORKING,
                asking=tuple(dict.fromkeys(one.agent for one in tasks)),
                done=tuple(
                    dict.fromkeys(one.assignment.agent for one in progress.steps if one.part)
                ),
                lacking=tuple(
                    dict.fromkeys(one.assignment.agent for one in progress.steps if one.gap)
                ),
            )
        )

    def over(self, answer: RequestAnswer) -> None:
        """Says that the answer is there."""
        gaps = dict.fromkeys(gap.agent for gap in answer.gaps if gap.agent)
        asked = [one.agent for one in answer.cost.agents if one.agent not in gaps]
        self._tell(
            RequestChanged(
                request_id=answer.request_id,
                session_id=answer.session_id,
                state=answer.state,
                done=tuple(dict.fromkeys(asked)),
                lacking=tuple(gaps),
            )
        )

    def _tell(self, changed: RequestChanged) -> None:
        message = event_message(
            REQUEST_CHANGED,
            changed,
            sender=SENDER,
            message_id=self._new_id(),
            correlation_id=changed.request_id,
            now=self._clock(),
        )
        try:
            lost = self._bus.publish([(REQUEST_CHANGED.name, message)])
        except Unavailable:
            lost = (message.message_id,)
        if lost:
            logger(SENDER).warning("progress could not be told")
