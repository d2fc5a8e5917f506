"""What subscribers of the topics ``requests`` and ``support`` hear (requirement C3)."""

from baton.gtm.events import REQUEST_CHANGED, SUPPORT_TICKET_CHANGED
from baton.gtm.request_updates import request_update, request_updates
from baton.gtm.ticket_updates import ticket_update, ticket_updates
from baton.messaging.live_updates import LiveUpdates

UPDATES = (
    LiveUpdates(
        topic="requests",
        scope="baton/gtm.read",
        event=REQUEST_CHANGED,
        update=request_update,
        summary=request_updates,
    ),
    LiveUpdates(
        topic="support",
        scope="baton/support.read",
        event=SUPPORT_TICKET_CHANGED,
        update=ticket_update,
        summary=ticket_updates,
    ),
)
