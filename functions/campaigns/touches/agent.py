"""The keeper of leads' touches."""

from typing import TYPE_CHECKING, ClassVar, Self

from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.container import Campaigns
from baton.core.clock import Clock, NewId
from baton.core.errors import NotFound, Unavailable
from baton.core.message import AgentName
from baton.facts.events import FACTS_RECORDED, FactsRecorded
from baton.messaging.announcements import event_message
from baton.messaging.bus import Bus
from baton.runtime import Agent
from functions.campaigns.touches.facts_of import facts_of
from functions.campaigns.touches.models import TouchResult, TouchTask

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class TouchRecorder(Agent[TouchTask, TouchResult]):
    """Publishes what leads' events say of their journeys as facts, which attribution goes by.

    Events come again, and so do facts: each is known by its id, and kept once.
    """

    name: ClassVar[AgentName] = "touches"

    def __init__(
        self, *, campaigns: CampaignRepository, bus: Bus, clock: Clock, new_id: NewId
    ) -> None:
        self._campaigns = campaigns
        self._bus = bus
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        return cls(
            campaigns=platform.area(Campaigns).campaigns,
            bus=platform.bus,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def perform(self, task: TouchTask) -> TouchResult:
        """Publishes; a lead without a campaign, or of one that is unknown, says nothing. Raises
        ``Unavailable`` if the bus does not take it.
        """
        try:
            campaign = self._campaigns.get(task.campaign_id) if task.campaign_id else None
        except NotFound:
            campaign = None
        facts = tuple(facts_of(task, campaign)) if campaign else ()
        if facts:
            message = event_message(
                FACTS_RECORDED,
                FactsRecorded(facts=facts),
                sender=self.name,
                message_id=self._new_id(),
                correlation_id=task.interaction_id or task.lead_id,
                now=self._clock(),
            )
            if self._bus.publish([(FACTS_RECORDED.name, message)]):
                raise Unavailable("The event bus did not take the facts. The event comes again.")
        return TouchResult(published=len(facts))
