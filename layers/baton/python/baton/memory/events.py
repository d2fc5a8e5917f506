"""The event by which consolidation calls itself for what one run cannot get through."""

from baton.messaging.backlog import ShardTask
from baton.messaging.events import Event

CONSOLIDATION_BACKLOG = Event("backlog.consolidation", ShardTask)
