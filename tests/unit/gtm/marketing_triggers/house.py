"""The shop with what hears its events."""

from datetime import timedelta
from typing import Any, cast

from baton.core.message import Message
from baton.gtm.events import MESSAGE_DUE, MESSAGE_READY, MessageReady
from baton.messaging.outbox import Work
from functions.gtm.marketing_triggers.agent import MarketingTriggers
from functions.gtm.marketing_triggers.models import TriggersResult, TriggersTask
from tests.unit.gtm.marketing.given import Shop


class House(Shop):
    """The shop with what hears its events, and the outbox that brings what is due."""

    def hear(self, event: Any) -> TriggersResult:
        """What becomes of a payload."""
        payload = event if isinstance(event, dict) else event.to_json()
        agent = MarketingTriggers.assemble(cast("Any", self.platform))
        return agent.perform(TriggersTask.model_validate(payload))

    def pass_time(self, **span: float) -> None:
        """Lets time pass, and has what is due by then come."""
        self.platform.clock.advance(timedelta(**span).total_seconds())
        for entry in self.platform.outbox.due(self.platform.clock()):
            if entry.work is Work.PUBLISH and entry.payload["event"] == MESSAGE_DUE.name:
                message = Message.model_validate(entry.payload["message"])
                self.hear(message.payload)
                self.platform.outbox.settle([entry.entry_id])

    @property
    def ready(self) -> list[MessageReady]:
        """What was handed over to whoever sends."""
        found = self.platform.bus.events
        return [MESSAGE_READY.read(one) for name, one in found if name == MESSAGE_READY.name]
