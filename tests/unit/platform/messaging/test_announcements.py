"""An event is announced with a payload that its receivers can read, or not at all."""

from datetime import timedelta

import pytest

from baton.campaigns.events import CAMPAIGN_METRICS_RECORDED, CampaignMetricsRecorded
from baton.core.contract import Contract
from baton.core.message import ALL_AGENTS, Message
from baton.messaging.announcements import announcement
from baton.messaging.events import Event
from baton.messaging.outbox import OutboxEntry, Work
from tests.fakes.platform.clock import NOON

ID = "01JNBX5T00ABCDEFGHJKMNPQRS"


def announce(payload: Contract, **more: object) -> OutboxEntry:
    return announcement(
        CAMPAIGN_METRICS_RECORDED,
        payload,  # type: ignore[arg-type]
        sender="api",
        message_id=ID,
        subject_id=ID,
        correlation_id="c-1",
        now=NOON,
        **more,  # type: ignore[arg-type]
    )


def test_an_announcement_has_its_messages_id_and_may_wait() -> None:
    entry = announce(
        CampaignMetricsRecorded(campaign_id=ID), available_at=NOON + timedelta(hours=1)
    )

    message = Message.model_validate(entry.payload["message"])
    assert (entry.entry_id, entry.work, entry.payload["event"]) == (
        message.message_id,
        Work.PUBLISH,
        "campaign.metrics_recorded",
    )
    assert (message.receiver, message.timestamp) == (ALL_AGENTS, NOON)
    assert entry.available_at == NOON + timedelta(hours=1)
    assert CAMPAIGN_METRICS_RECORDED.read(message) == CampaignMetricsRecorded(campaign_id=ID)


class SomethingElse(Contract):
    lead_id: str


@pytest.mark.parametrize(
    "payload", [SomethingElse(lead_id=ID), CampaignMetricsRecorded.model_construct(campaign_id="x")]
)
def test_a_payload_that_is_not_the_events_is_refused_before_anything_is_kept(
    payload: Contract,
) -> None:
    with pytest.raises(ValueError, match="campaign_id"):
        announce(payload)


@pytest.mark.parametrize("name", ["", "lead", "Lead.Processed", "lead.processed ", "lead.a.b"])
def test_an_events_name_is_of_two_words(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        Event(name, Contract)
