"""What goes from one part of Baton to another, wired."""

import os
from functools import cached_property
from typing import TYPE_CHECKING

from baton.runtime.platform_base import PlatformBase

if TYPE_CHECKING:
    from baton.messaging.bus import Bus
    from baton.messaging.connections import ConnectionRepository
    from baton.messaging.handoff_repository import HandoffRepository
    from baton.messaging.live import LaterQueue, LiveChannel
    from baton.messaging.outbox import Outbox
    from baton.messaging.workflows import Workflows


class MessagingParts(PlatformBase):
    """Outbox, bus, workflows, handoffs and live updates."""

    @cached_property
    def handoffs(self) -> "HandoffRepository":
        """Handoffs, with the context that went with them."""
        from baton.messaging.handoff_repository import DynamoHandoffs

        return DynamoHandoffs(self.database, self.settings.table("handoffs"))

    @cached_property
    def connections(self) -> "ConnectionRepository":
        """Who hears what, live."""
        from baton.messaging.connections import DynamoConnections

        return DynamoConnections(self.database, self.settings.table("connections"))

    @cached_property
    def live_channel(self) -> "LiveChannel":
        """The open WebSocket connections."""
        from baton.messaging.live import ApiGatewayChannel, connections_endpoint

        url = self.settings.require("live_url")
        endpoint = connections_endpoint(url, os.environ.get("AWS_ENDPOINT_URL"))
        return ApiGatewayChannel(self.clients, endpoint)

    @cached_property
    def live_later(self) -> "LaterQueue":
        """What the live updates look at again."""
        from baton.messaging.live import SqsLater

        return SqsLater(self.clients, self.settings.require("live_queue_url"))

    @cached_property
    def outbox(self) -> "Outbox":
        """What is to be done after a transaction."""
        from baton.messaging.outbox_repository import DynamoOutbox

        return DynamoOutbox(self.database, self.settings.table("outbox"))

    @cached_property
    def bus(self) -> "Bus":
        """Events out."""
        from baton.messaging.bus import EventBridgeBus

        return EventBridgeBus(self.clients, self.settings.require("bus_name"))

    @cached_property
    def workflows(self) -> "Workflows":
        """The state machines."""
        from baton.messaging.workflows import StepFunctions

        return StepFunctions(self.clients, self.settings.workflow)
