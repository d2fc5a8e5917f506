"""When a person may be contacted."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from baton.leads.engagement import Channel
from functions.leads.engagement import timing
from functions.leads.engagement.timing import Window

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
WINDOWS = (
    timing.CALLS,
    timing.MESSAGES,
    timing.OFFICE_MAIL,
    timing.MORNING_MAIL,
    timing.PROMPT_MAIL,
)

zones = st.sampled_from(ZONES).map(ZoneInfo)
windows = st.sampled_from(WINDOWS)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
spreads = st.integers(0, 59).map(lambda minutes: timedelta(minutes=minutes))

SAMOA_SKIPS_A_FRIDAY = datetime(2011, 12, 30, 9, 30, tzinfo=UTC)
VIENNA_SPRINGS_FORWARD = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
VIENNA_FALLS_BACK = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
CAIRO_SKIPS_MIDNIGHT = datetime(2026, 4, 23, 21, 59, tzinfo=UTC)


@given(moments, windows, zones, spreads)
@example(SAMOA_SKIPS_A_FRIDAY, timing.CALLS, ZoneInfo("Pacific/Apia"), timedelta())
@example(VIENNA_SPRINGS_FORWARD, timing.PROMPT_MAIL, ZoneInfo("Europe/Vienna"), timedelta())
@example(VIENNA_FALLS_BACK, timing.PROMPT_MAIL, ZoneInfo("Europe/Vienna"), timedelta())
@example(CAIRO_SKIPS_MIDNIGHT, timing.CALLS, ZoneInfo("Africa/Cairo"), timedelta())
def test_an_opening_is_inside_the_hours_on_the_persons_clock_and_never_before(
    earliest: datetime, window: Window, zone: ZoneInfo, spread: timedelta
) -> None:
    opening = timing.next_opening(earliest, window, zone, spread)
    assert opening >= earliest
    assert opening.tzinfo is UTC
    assert window.holds(opening.astimezone(zone))


@given(moments, windows, zones)
def test_nobody_waits_while_the_hours_are_open(
    earliest: datetime, window: Window, zone: ZoneInfo
) -> None:
    if window.holds(earliest.astimezone(zone)):
        assert timing.next_opening(earliest, window, zone) == earliest
    else:
        assert timing.next_opening(earliest, window, zone) - earliest < timedelta(days=6)


@given(moments, windows, zones, spreads)
@example(SAMOA_SKIPS_A_FRIDAY, timing.CALLS, ZoneInfo("Pacific/Apia"), timedelta())
def test_at_once_is_within_a_quarter_of_an_hour_if_the_hours_are_open(
    now: datetime, window: Window, zone: ZoneInfo, spread: timedelta
) -> None:
    moment = timing.at_once(now, window, zone, spread)
    assert moment > now
    assert window.holds(moment.astimezone(zone))
    closing_now = not window.holds((now + timedelta(microseconds=1)).astimezone(zone))
    if window.holds(now.astimezone(zone)) and not closing_now:
        assert moment - now <= timedelta(minutes=15)


AMERICA = tuple(map(ZoneInfo, ("America/Chicago", "America/Los_Angeles", "Pacific/Honolulu")))
NEW_YORK = ZoneInfo("America/New_York")


@given(moments, windows, st.sampled_from([AMERICA, (ZoneInfo("Australia/Perth"),)]), spreads)
def test_an_opening_is_inside_permitted_hours_on_every_clock_that_may_be_the_persons(
    earliest: datetime, window: Window, elsewhere: tuple[ZoneInfo, ...], spread: timedelta
) -> None:
    home = NEW_YORK if elsewhere is AMERICA else ZoneInfo("Australia/Sydney")
    opening = timing.next_opening(earliest, window, home, spread, elsewhere)
    limits = timing.LEARNED_MAIL if window.preferred else window
    assert opening >= earliest
    assert all(limits.holds(opening.astimezone(zone)) for zone in (home, *elsewhere))
    assert timing.at_once(earliest, window, home, spread, elsewhere) > earliest


def test_who_may_be_in_california_or_new_york_is_called_in_the_afternoon_of_new_york() -> None:
    monday = datetime(2026, 3, 2, 5, tzinfo=UTC)
    opening = timing.next_opening(monday, timing.CALLS, NEW_YORK, elsewhere=AMERICA[1:2])
    assert opening.astimezone(NEW_YORK).hour == 12
    hours = timing.permitted_openings(monday, timing.CALLS, NEW_YORK, timedelta(), AMERICA[1:2])
    assert list(hours) == [12, 13, 14, 15, 16]


def test_there_is_no_hour_for_a_call_to_somewhere_between_kaliningrad_and_kamchatka() -> None:
    far = (ZoneInfo("Asia/Kamchatka"),)
    closed = timing.never_open(MONDAY, ZoneInfo("Europe/Kaliningrad"), far)
    assert Channel.CALL in closed
    assert Channel.EMAIL not in closed


def test_a_friday_evening_becomes_monday_morning() -> None:
    friday = datetime(2026, 3, 6, 17, 0, tzinfo=UTC)
    vienna = ZoneInfo("Europe/Vienna")
    assert timing.at_once(friday, timing.CALLS, vienna) == datetime(2026, 3, 9, 8, tzinfo=UTC)


def test_nine_in_the_morning_is_another_moment_after_the_clocks_change() -> None:
    vienna = ZoneInfo("Europe/Vienna")
    before = timing.next_opening(datetime(2026, 3, 27, 0, tzinfo=UTC), timing.CALLS, vienna)
    after = timing.next_opening(datetime(2026, 3, 30, 0, tzinfo=UTC), timing.CALLS, vienna)
    assert (before.hour, after.hour) == (8, 7)


def test_a_day_that_the_calendar_skipped_is_no_working_day() -> None:
    apia = ZoneInfo("Pacific/Apia")
    thursday_night = datetime(2011, 12, 29, 20, 0, tzinfo=apia)
    opening = timing.next_opening(thursday_night, timing.CALLS, apia).astimezone(apia)
    assert (opening.year, opening.month, opening.day, opening.hour) == (2012, 1, 2, 9)


@pytest.mark.parametrize(
    ("moment", "zone", "text"),
    [
        (
            datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
            "Europe/Vienna",
            "Monday 2026-03-02 09:30 (UTC+01:00)",
        ),
        (
            datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
            "Asia/Kolkata",
            "Monday 2026-03-02 14:00 (UTC+05:30)",
        ),
        (
            datetime(2026, 3, 2, 2, 30, tzinfo=UTC),
            "America/New_York",
            "Sunday 2026-03-01 21:30 (UTC-05:00)",
        ),
    ],
)
def test_the_wall_time_names_weekday_and_offset(moment: datetime, zone: str, text: str) -> None:
    assert timing.local_text(moment, ZoneInfo(zone)) == text


def test_the_repeated_hour_can_be_told_apart() -> None:
    vienna = ZoneInfo("Europe/Vienna")
    first = timing.local_text(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), vienna)
    second = timing.local_text(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), vienna)
    assert first != second
