"""What subscribers of the topic ``campaigns`` hear (requirement C3)."""

from collections.abc import Sequence
from typing import Literal

from baton.campaigns.events import CAMPAIGN_RUN_CHANGED, CampaignRunChanged
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.message import AgentName, Message
from baton.messaging.live_updates import LiveUpdates


class RunUpdate(Contract):
    """A run has another version. It may be told more than once, with one ``message_id``."""

    type: Literal["campaign_run"] = "campaign_run"
    message_id: Ulid
    agent_id: AgentName
    run: CampaignRunChanged
    correlation_id: str
    timestamp: UtcDatetime


class RunUpdates(Contract):
    """Changes of a burst, in one message."""

    type: Literal["campaign_runs"] = "campaign_runs"
    runs: tuple[RunUpdate, ...]


def run_update(message: Message, changed: CampaignRunChanged) -> RunUpdate:
    """The update that the event ``campaign.run_changed`` is worth."""
    return RunUpdate(
        message_id=message.message_id,
        agent_id=message.sender,
        run=changed,
        correlation_id=message.correlation_id,
        timestamp=message.timestamp,
    )


def run_updates(updates: Sequence[RunUpdate]) -> RunUpdates:
    """Many updates in one message."""
    return RunUpdates(runs=tuple(updates))


UPDATES = (
    LiveUpdates(
        topic="campaigns",
        scope="baton/campaigns.read",
        event=CAMPAIGN_RUN_CHANGED,
        update=run_update,
        summary=run_updates,
    ),
)
