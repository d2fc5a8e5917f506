"""A person can read what comes next."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.leads.advice import AdvisedChange, CampaignAdvice
from baton.leads.engagement import Channel
from baton.leads.lead import SequenceStop
from functions.leads.result_writer.next_actions import (
    SHOWN_STEPS,
    decide,
    next_actions,
    wall_time,
    who,
)
from tests.fakes.platform.clock import NOON
from tests.samples.pipeline import a_lead, a_plan, a_step


def test_a_call_is_told_with_the_person_and_the_time_on_her_wall() -> None:
    actions = next_actions(a_lead(), a_plan(steps=1))

    assert actions == ("Call Anna Berg on Tue 2026-03-03 10:00 (Europe/Vienna): step 1",)


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        (Channel.EMAIL, "E-mail Anna Berg “Subject 1” on Mon 2026-03-02 13:00"),
        (Channel.SMS, "Text Anna Berg on Mon 2026-03-02 13:00"),
        (Channel.CRM_TASK, "Reach Anna Berg through your own system “Subject 1” on Mon"),
    ],
)
def test_every_channel_has_its_words(channel: Channel, words: str) -> None:
    plan = a_plan(steps=1).model_copy(update={"steps": (a_step(1, NOON, channel),)})

    assert next_actions(a_lead(), plan)[0].startswith(words)


def test_a_long_sequence_is_summed_up() -> None:
    actions = next_actions(a_lead(), a_plan(steps=SHOWN_STEPS + 2))

    assert len(actions) == SHOWN_STEPS + 1
    assert actions[-1] == "Then 2 more steps until Wed 2026-03-11 10:00"
    assert next_actions(a_lead(), a_plan(steps=SHOWN_STEPS + 1))[-1].startswith("Then 1 more step ")


def test_who_may_not_be_contacted_is_left_alone() -> None:
    plan = a_plan(steps=0, suppressed="no channel is permitted")
    stop = SequenceStop(reason="opted out", at=NOON)

    assert next_actions(a_lead(), plan) == ("Do not contact Anna Berg: no channel is permitted",)
    stopped = a_lead().model_copy(update={"stopped": stop})
    assert next_actions(stopped, a_plan()) == ("Leave Anna Berg alone: opted out",)


def test_only_proposals_that_need_a_person_are_actions() -> None:
    def proposal(text: str, *, within_limits: bool) -> AdvisedChange:
        return AdvisedChange(change="bid_optimization", text=text, within_limits=within_limits)

    proposals = (
        proposal("Lower bids by 40 %", within_limits=False),
        proposal("Lower bids by 5 %", within_limits=True),
    )
    advice = CampaignAdvice(proposals=proposals, text="The campaign is expensive.")

    assert next_actions(a_lead(), a_plan(steps=1), advice)[1:] == (
        "Look at the campaign: Lower bids by 40 %",
    )


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"last_name": None}, "Anna"),
        ({"first_name": None, "last_name": None, "company": "ACME"}, "the contact at ACME"),
        (
            {"first_name": None, "last_name": None, "external_id": "42"},
            "the person with your id 42",
        ),
        ({"first_name": None, "last_name": None}, "anna.berg@example.com"),
        (
            {"first_name": None, "last_name": None, "email": None, "phone": "+43660123456"},
            "+43660123456",
        ),
    ],
)
def test_a_person_without_a_name_is_still_somebody(details: dict[str, Any], said: str) -> None:
    assert who(a_lead(**details).details) == said


def test_a_case_is_to_be_decided() -> None:
    assert decide("01JNBX5T00ABCDEFGHJKMNPQRS") == ("Decide case 01JNBX5T00ABCDEFGHJKMNPQRS",)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(
        ["Europe/Vienna", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "Etc/UTC"]
    ),
)
def test_a_wall_shows_the_moment_in_its_own_zone(moment: datetime, timezone: str) -> None:
    from zoneinfo import ZoneInfo

    day, date, clock = wall_time(moment, timezone).split()
    local = moment.astimezone(ZoneInfo(timezone))

    assert (day, date, clock) == tuple(local.strftime("%a %Y-%m-%d %H:%M").split())


def test_a_question_that_nobody_calls_about_is_answered_in_writing() -> None:
    lead = a_lead(message="Good day. Does it work with SAP?")
    step = a_step(1, NOON, Channel.EMAIL)
    plan = a_plan(steps=1).model_copy(update={"steps": (step,), "channel": Channel.EMAIL})
    answer = "Answer Anna Berg in writing (en): Does it work with SAP?"
    assert next_actions(lead, plan)[0] == answer
    assert answer not in next_actions(lead, a_plan(steps=1))


def test_what_no_rule_understands_is_read_by_a_person() -> None:
    step = a_step(1, NOON, Channel.EMAIL)
    plan = a_plan(steps=1).model_copy(update={"steps": (step,), "channel": Channel.EMAIL})
    lead = a_lead(message="The seamstress has taken four inches too many off my dress.")

    read = "Read what Anna Berg wrote, and answer in writing (en)"
    assert next_actions(lead, plan)[0] == read
    assert read not in next_actions(a_lead(message="Just looking."), plan)
