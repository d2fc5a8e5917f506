"""An agent's backlog over the parts of its platform."""

from datetime import timedelta
from typing import TYPE_CHECKING

from baton.core.message import AgentName
from baton.messaging.backlog import Backlog, ShardTask
from baton.messaging.events import Event

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def backlog_of(
    platform: "Platform", event: Event[ShardTask], agent: AgentName, longest: timedelta
) -> Backlog:
    """The backlog whose helpers are called by ``event`` and run for ``longest`` at most."""
    return Backlog(
        event,
        agent,
        bus=platform.bus,
        claims=platform.claims,
        transactions=platform.transactions,
        clock=platform.clock,
        new_id=platform.new_id,
        longest=longest,
    )
