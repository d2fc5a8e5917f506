"""The steps of a sequence."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.leads.engagement import Channel, Strategy
from functions.leads.engagement import timing
from functions.leads.engagement.content import Templates
from functions.leads.engagement.sequence import OUTLINES, slots

HOURS = {
    Channel.CALL: timing.CALLS,
    Channel.CRM_TASK: timing.CALLS,
    Channel.SMS: timing.MESSAGES,
    Channel.EMAIL: timing.PROMPT_MAIL,
}
MONDAY_TEN_IN_VIENNA = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
VIENNA = ZoneInfo("Europe/Vienna")
EVERY_DIRECT = frozenset({Channel.CALL, Channel.EMAIL, Channel.SMS})

zones = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})).map(ZoneInfo)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
channels = st.frozensets(st.sampled_from(list(Channel)), min_size=1)
spreads = st.integers(0, 44).map(lambda minutes: timedelta(minutes=minutes))


ANSWERS = [one for one in Strategy if one is not Strategy.INTRODUCTION]
"""The strategies for people who came to us; who was found is reached by mail only."""


@given(st.sampled_from(ANSWERS), channels, zones, moments, spreads)
def test_every_step_is_in_the_future_in_permitted_hours_and_after_the_one_before(
    strategy: Strategy,
    open_channels: frozenset[Channel],
    zone: ZoneInfo,
    now: datetime,
    spread: timedelta,
) -> None:
    planned = slots(strategy, open_channels, zone, now, spread)
    assert planned, "whoever can be reached is reached"
    before = now
    for slot in planned:
        assert slot.channel in open_channels
        assert slot.at > before
        assert HOURS[slot.channel].holds(slot.at.astimezone(zone))
        before = slot.at


@given(st.sampled_from(Strategy), channels, zones, moments)
def test_two_steps_by_one_channel_are_never_on_one_day(
    strategy: Strategy, open_channels: frozenset[Channel], zone: ZoneInfo, now: datetime
) -> None:
    planned = slots(strategy, open_channels, zone, now, timedelta())
    days = [(slot.channel, slot.at.astimezone(zone).date()) for slot in planned]
    assert len(set(days)) == len(days)


def test_every_step_has_words_for_every_channel_it_may_take() -> None:
    written = Templates.load().names
    wanted = {
        (outline.template, channel)
        for sequence in OUTLINES.values()
        for outline in sequence
        for channel in outline.channels
    }
    assert wanted == written


def test_premium_calls_at_once_and_stays_in_close_touch() -> None:
    planned = slots(Strategy.PREMIUM, EVERY_DIRECT, VIENNA, MONDAY_TEN_IN_VIENNA, timedelta())
    assert planned[0].channel is Channel.CALL
    assert planned[0].at - MONDAY_TEN_IN_VIENNA <= timedelta(minutes=15)
    assert [slot.channel for slot in planned[1:]] == ["email", "email", "call", "email"]
    assert planned[1].at.date() == planned[0].at.date()
    assert timedelta(days=7) <= planned[-1].at - planned[0].at <= timedelta(days=14)


def test_premium_after_hours_calls_when_the_next_day_opens() -> None:
    evening = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
    planned = slots(Strategy.PREMIUM, EVERY_DIRECT, VIENNA, evening, timedelta(minutes=30))
    assert planned[0].at == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


def test_nurture_writes_for_about_three_weeks_and_never_calls_who_can_be_written_to() -> None:
    planned = slots(Strategy.NURTURE, EVERY_DIRECT, VIENNA, MONDAY_TEN_IN_VIENNA, timedelta())
    assert {slot.channel for slot in planned} == {Channel.EMAIL}
    assert 3 <= len(planned) <= 5
    assert timedelta(days=18) <= planned[-1].at - planned[0].at <= timedelta(days=28)


def test_general_answers_once_and_asks_once() -> None:
    planned = slots(Strategy.GENERAL, EVERY_DIRECT, VIENNA, MONDAY_TEN_IN_VIENNA, timedelta())
    assert [slot.outline.template for slot in planned] == ["general_answer", "general_reminder"]
    assert planned[0].at - MONDAY_TEN_IN_VIENNA <= timedelta(minutes=15)


@pytest.mark.parametrize("strategy", ANSWERS)
def test_a_person_known_only_by_an_external_id_is_reached_through_the_companys_system(
    strategy: Strategy,
) -> None:
    planned = slots(
        strategy, frozenset({Channel.CRM_TASK}), VIENNA, MONDAY_TEN_IN_VIENNA, timedelta()
    )
    assert {slot.channel for slot in planned} == {Channel.CRM_TASK}
    assert 1 <= len(planned) <= 3


def test_who_was_found_gets_one_mail_and_no_call() -> None:
    (step,) = slots(
        Strategy.INTRODUCTION,
        frozenset(Channel),
        VIENNA,
        MONDAY_TEN_IN_VIENNA,
        timedelta(),
    )
    assert step.channel is Channel.EMAIL
