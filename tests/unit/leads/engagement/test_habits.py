"""The hour of a step, from habits: permitted, the same each time, and better than a fixed one."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from baton.leads.engagement import Channel, Strategy
from baton.leads.responses import opened_name, sends_name
from functions.leads.engagement import timing
from functions.leads.engagement.habits import ResponseProfile
from functions.leads.engagement.response_model import Level, ResponseModel
from functions.leads.engagement.sequence import slots

VIENNA = ZoneInfo("Europe/Vienna")
MONDAY = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
HOURS = range(timing.LEARNED_MAIL.opens.hour, timing.LEARNED_MAIL.closes.hour)
zones = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})).map(ZoneInfo)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
chatter = st.dictionaries(
    st.sampled_from(
        [
            name(channel, hour)
            for name in (sends_name, opened_name)
            for channel in Channel
            for hour in range(168)
        ]
    ),
    st.integers(0, 500),
    max_size=40,
)


def habits_of(whole: dict[str, int], lead_id: str = "lead", **own: int) -> ResponseProfile:
    """Of a person in the one segment that there is."""
    return ResponseProfile(
        lead_id, ResponseModel(whole=Level(whole), segment=Level(whole), person=Level(own)), whole
    )


@given(
    st.sampled_from(Strategy),
    st.frozensets(st.sampled_from(list(Channel)), min_size=1),
    zones,
    moments,
    st.integers(0, 44),
    chatter,
)
def test_no_habit_moves_a_step_into_quiet_hours_or_before_another(  # noqa: PLR0917 - what is drawn
    strategy: Strategy,
    open_channels: frozenset[Channel],
    zone: ZoneInfo,
    now: datetime,
    minutes: int,
    whole: dict[str, int],
) -> None:
    spread = timedelta(minutes=minutes)
    planned = slots(strategy, open_channels, zone, now, spread, habits=habits_of(whole))
    before = now
    for slot in planned:
        assert slot.at > before
        local = slot.at.astimezone(zone)
        quiet = timing.PROMPT_MAIL if slot.channel is Channel.EMAIL else None
        assert (quiet or timing.PERMITTED[slot.channel]).holds(local)
        if slot.hour is not None:
            assert timing.PERMITTED[slot.channel].holds(local)
            assert local.hour == slot.hour
        before = slot.at


def test_thin_evidence_leaves_the_rules_alone() -> None:
    thin = habits_of({sends_name(Channel.EMAIL, 9): 49, opened_name(Channel.EMAIL, 9): 40})
    open_channels = frozenset({Channel.EMAIL, Channel.CALL})
    for strategy in Strategy:
        by_rule = slots(strategy, open_channels, VIENNA, MONDAY, timedelta())
        assert slots(strategy, open_channels, VIENNA, MONDAY, timedelta(), habits=thin) == by_rule


def test_whoever_has_just_asked_is_answered_at_once_whatever_their_habits() -> None:
    evening = habits_of({sends_name(Channel.EMAIL, 19): 900, opened_name(Channel.EMAIL, 19): 900})
    now = MONDAY + timedelta(hours=4)
    for strategy in (Strategy.PREMIUM, Strategy.GENERAL):
        first = slots(
            strategy, frozenset({Channel.EMAIL}), VIENNA, now, timedelta(), habits=evening
        )[0]
        assert first.at == now + timedelta(minutes=5)
        assert first.hour is None


def test_an_hour_that_is_known_to_be_good_is_taken() -> None:
    whole: dict[str, int] = {}
    for hour in HOURS:
        whole |= {sends_name(Channel.EMAIL, hour): 300, opened_name(Channel.EMAIL, hour): 30}
    whole[opened_name(Channel.EMAIL, 16)] = 150
    planned = slots(
        Strategy.NURTURE,
        frozenset({Channel.EMAIL}),
        VIENNA,
        MONDAY,
        timedelta(),
        habits=habits_of(whole),
    )
    assert {slot.hour for slot in planned} == {16}
    assert {slot.at.astimezone(VIENNA).weekday() for slot in planned} <= set(range(5))


def test_a_persons_own_hour_goes_before_everybodys() -> None:
    whole: dict[str, int] = {}
    for hour in HOURS:
        whole |= {sends_name(Channel.EMAIL, hour): 300, opened_name(Channel.EMAIL, hour): 30}
    own = Counter({sends_name(Channel.EMAIL, 24 + 19): 60, opened_name(Channel.EMAIL, 24 + 19): 57})
    habits = ResponseProfile("lead", ResponseModel(whole=Level(whole), person=Level(own)), whole)
    best = habits.best_time(1, MONDAY, Channel.EMAIL, VIENNA, spread=timedelta())
    assert best
    assert best.hour == 19
    assert "this person 57 of 60" in habits.reason_for(Channel.EMAIL, best.hour)


@given(st.text(min_size=1, max_size=26), st.integers(1, 5), chatter)
def test_the_same_step_of_the_same_lead_gets_the_same_hour(
    lead_id: str, step: int, whole: dict[str, int]
) -> None:
    one, again = (
        habits_of(whole, lead_id).best_time(step, MONDAY, Channel.EMAIL, VIENNA, spread=timedelta())
        for _ in range(2)
    )
    assert one == again


def test_people_are_spread_over_the_hours_while_nobody_knows_which_is_best() -> None:
    whole = {sends_name(Channel.EMAIL, 9): 60, opened_name(Channel.EMAIL, 9): 12}
    hours: Counter[int] = Counter()
    for number in range(300):
        habits = habits_of(whole, f"lead-{number}")
        best = habits.best_time(1, MONDAY, Channel.EMAIL, VIENNA, spread=timedelta())
        assert best
        hours[best.hour] += 1
    assert set(hours) == set(HOURS)


def test_simulated_people_are_written_to_at_their_best_hour_in_the_end() -> None:
    chance = Random(20260321)
    truth = dict.fromkeys(HOURS, 0.15) | {16: 0.40, 17: 0.30}
    whole: Counter[str] = Counter(
        {sends_name(Channel.EMAIL, 9): 60, opened_name(Channel.EMAIL, 9): 9}
    )
    chosen: list[int] = []
    for number in range(1_500):
        habits = habits_of(whole, f"lead-{number}")
        best = habits.best_time(1, MONDAY, Channel.EMAIL, VIENNA, spread=timedelta())
        assert best
        chosen.append(best.hour)
        whole[sends_name(Channel.EMAIL, best.hour)] += 1
        whole[opened_name(Channel.EMAIL, best.hour)] += chance.random() < truth[best.hour]
    expected = sum(truth[hour] for hour in chosen) / len(chosen)
    late = Counter(chosen[-300:])
    assert late[16] / 300 > 0.8
    assert expected > 2 * truth[9]
    assert max(HOURS, key=lambda hour: habits_of(whole).model.hour(Channel.EMAIL, hour).mean) == 16
