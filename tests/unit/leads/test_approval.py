from datetime import UTC, datetime, timedelta

import pytest

from baton.leads.approval import LAST_CHANGE, must_be_approved, refused, settled, waits
from baton.leads.campaign_card import CampaignCard
from baton.leads.engagement import Approval, Channel, Content, SequenceStep
from baton.leads.steps import OF_USE_FOR

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
YES = Approval(approved=True, by="anna", at=NOW)
NO = Approval(approved=False, by="anna", at=NOW)


def campaign(approval: str) -> CampaignCard:
    return CampaignCard(
        campaign_id="01ARZ3NDEKTSV4RRFFQ69G5FAV",
        name="Spring",
        platform="email",
        status="active",
        approval=approval,
    )


def step(
    approval: Approval | None, channel: Channel = Channel.EMAIL, minutes: int = 0
) -> SequenceStep:
    return SequenceStep(
        number=1,
        channel=channel,
        at=NOW + timedelta(minutes=minutes),
        local_time="then",
        purpose="first contact",
        content=Content(template="t", subject="S", body="B"),
        approval=approval,
    )


FREE, STRICT = campaign("none"), campaign("required")


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
def test_where_approval_is_required_a_text_waits_for_it(channel: Channel) -> None:
    assert waits(step(None, channel), STRICT)
    assert waits(step(YES, channel), STRICT) is None
    assert waits(step(None, channel), FREE) is None
    assert waits(step(None, channel), None) is None


def test_a_refused_text_never_goes_out_whatever_the_campaign_says() -> None:
    assert refused(step(NO)) == "anna refused the text"
    assert refused(step(YES)) is None
    assert refused(step(None)) is None


def test_what_people_of_the_company_read_needs_no_approval() -> None:
    for channel in (Channel.CALL, Channel.CRM_TASK):
        assert not must_be_approved(step(None, channel), STRICT)
        assert settled(step(None, channel, minutes=600), STRICT, NOW)


def test_a_text_is_changed_only_while_nobody_can_have_sent_it() -> None:
    soon = int(LAST_CHANGE.total_seconds() // 60)
    assert settled(step(None, minutes=soon + 1), FREE, NOW) is None
    assert settled(step(None, minutes=soon), FREE, NOW) == "it has gone out, or is about to"
    assert settled(step(YES), STRICT, NOW)
    assert settled(step(None), STRICT, NOW) is None
    assert settled(step(NO, minutes=soon + 1), FREE, NOW) is None
    assert settled(step(NO), STRICT, NOW) == "it was refused, and its time has come"
    late = NOW + OF_USE_FOR + timedelta(seconds=1)
    assert settled(step(None), STRICT, late) == "it is too late for it"
