"""What is believed of a person's hours and channels."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.leads.engagement import Channel
from baton.leads.responses import acted_name, opened_name, sends_name, summed
from functions.leads.engagement.response_model import Estimate, Level, ResponseCount, ResponseModel

MAIL = Channel.EMAIL
counts_of = st.integers(0, 400)
conversion_counts = st.integers(0, 300).flatmap(
    lambda sends: st.builds(ResponseCount, st.integers(0, sends), st.just(sends))
)
levels = st.dictionaries(st.integers(0, 167), conversion_counts, max_size=12)


def counters(
    hours: dict[int, ResponseCount], acted: int = 0, channel: Channel = MAIL
) -> Counter[str]:
    found = Counter({acted_name(channel): acted} if acted else {})
    for hour, count in hours.items():
        found[sends_name(channel, hour)] = count.sends
        found[opened_name(channel, hour)] = count.answers
    return found


def model_of(
    others: dict[int, ResponseCount],
    segment: dict[int, ResponseCount],
    person: dict[int, ResponseCount],
) -> ResponseModel:
    """From levels that do not overlap; the counters of a level hold those below it."""
    own, alike, rest = counters(person), counters(segment), counters(others)
    return ResponseModel(
        whole=Level(summed((own, alike, rest))),
        segment=Level(summed((own, alike))),
        person=Level(own),
    )


@given(
    st.floats(0.001, 0.999),
    st.floats(0.5, 500),
    conversion_counts.filter(lambda count: count.sends > 0),
    st.floats(0.5, 100),
)
def test_what_is_believed_lies_between_the_parent_and_the_data(
    mean: float, worth: float, count: ResponseCount, weight: float
) -> None:
    parent = Estimate(mean * worth, (1 - mean) * worth)
    rate = count.answers / count.sends
    believed = parent.after(count, weight).mean
    assert min(mean, rate) - 1e-9 <= believed <= max(mean, rate) + 1e-9


@given(st.floats(0.05, 0.95), st.integers(1, 300), st.integers(1, 300))
def test_more_of_the_same_evidence_narrows_what_is_believed(
    mean: float, little: int, more: int
) -> None:
    parent = Estimate(10 * mean, 10 * (1 - mean))

    def width(sends: int) -> float:
        # evidence at the believed rate itself: only its amount changes
        low, high = Estimate(parent.a + mean * sends, parent.b + (1 - mean) * sends).interval()
        return high - low

    assert width(little + more) < width(little) < width(0)


def test_more_evidence_of_a_person_narrows_their_hour() -> None:
    everybody = {9: ResponseCount(200, 1_000)}
    widths = []
    for size in (0, 5, 20, 80, 320):
        low, high = (
            model_of(everybody, {}, {9: ResponseCount(size // 5, size)}).hour(MAIL, 9).interval()
        )
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)


@given(levels, levels, st.integers(0, 23), st.booleans())
def test_a_person_without_data_is_believed_to_be_like_the_segment(
    others: dict[int, ResponseCount], segment: dict[int, ResponseCount], hour: int, weekend: bool
) -> None:
    model = model_of(others, segment, {})
    alike = counters(segment)
    of_the_segment = ResponseModel(
        whole=Level(summed((alike, counters(others)))), person=Level(alike)
    )
    basis = of_the_segment.basis(MAIL, hour, weekend=weekend)
    assert basis.person == model.basis(MAIL, hour, weekend=weekend).segment
    # a person is worth another weight than a segment, so the comparison is by what the person adds
    nobody = model_of(others, segment, {(hour + 1) % 24 + 24 * 5 * weekend: ResponseCount(0, 0)})
    assert model.hour(MAIL, hour, weekend=weekend).mean == pytest.approx(
        nobody.hour(MAIL, hour, weekend=weekend).mean
    )


def test_zero_person_data_gives_exactly_the_segments_mean() -> None:
    whole, segment = ResponseCount(100, 1_000), ResponseCount(90, 100)
    model = model_of({9: whole}, {9: segment}, {})
    everybody = Estimate(0.8, 3.2).after(ResponseCount(), 1e9).after(whole, 30)
    assert model.hour(MAIL, 9).mean == pytest.approx(everybody.after(segment, 30).mean)


def test_nothing_known_is_the_first_guess() -> None:
    assert ResponseModel().hour(MAIL, 9).mean == pytest.approx(0.2)
    assert ResponseModel().channel(MAIL).mean == pytest.approx(0.2)
    assert not ResponseModel().knows(MAIL)


@given(levels, levels, levels, st.integers(0, 23), st.booleans())
def test_an_estimate_is_a_rate_whatever_was_counted(
    others: dict[int, ResponseCount],
    segment: dict[int, ResponseCount],
    person: dict[int, ResponseCount],
    hour: int,
    weekend: bool,
) -> None:
    model = model_of(others, segment, person)
    believed = model.hour(MAIL, hour, weekend=weekend)
    assert believed.a > 0
    assert believed.b > 0
    low, high = believed.interval()
    assert 0 <= low < high <= 1


@given(levels, levels, levels, st.integers(0, 23), st.booleans())
def test_a_send_counts_on_one_level_only(
    others: dict[int, ResponseCount],
    segment: dict[int, ResponseCount],
    person: dict[int, ResponseCount],
    hour: int,
    weekend: bool,
) -> None:
    basis = model_of(others, segment, person).basis(MAIL, hour, weekend=weekend)

    def sent(level: dict[int, ResponseCount]) -> int:
        return sum(
            count.sends for at, count in level.items() if at % 24 == hour and (at >= 120) == weekend
        )

    assert basis.person.sends == sent(person)
    assert basis.segment.sends == sent(segment)
    assert basis.others.sends == sent(others)


def test_counters_that_were_read_at_different_times_do_no_harm() -> None:
    stale = counters({9: ResponseCount(1, 2)})
    person = counters({9: ResponseCount(9, 10)}, acted=9)
    model = ResponseModel(whole=Level(stale), segment=Level(stale), person=Level(person))
    assert model.basis(MAIL, 9).others == ResponseCount(0, 0)
    assert 0 < model.channel(MAIL).mean < 1


def test_the_days_of_a_kind_are_pooled_and_the_weekend_is_apart() -> None:
    model = model_of(
        {},
        {},
        {9: ResponseCount(1, 2), 24 + 9: ResponseCount(2, 3), 5 * 24 + 9: ResponseCount(0, 7)},
    )
    assert model.basis(MAIL, 9).person == ResponseCount(3, 5)
    assert model.basis(MAIL, 9, weekend=True).person == ResponseCount(0, 7)


def test_a_persons_own_evidence_wins_over_the_others_in_time() -> None:
    others = {9: ResponseCount(500, 1_000), 16: ResponseCount(100, 1_000)}
    few = model_of(others, {}, {16: ResponseCount(1, 2)})
    many = model_of(others, {}, {16: ResponseCount(27, 30), 9: ResponseCount(2, 30)})
    assert few.hour(MAIL, 9).mean > few.hour(MAIL, 16).mean
    assert many.hour(MAIL, 16).mean > many.hour(MAIL, 9).mean


def test_a_channel_is_judged_by_what_is_acted_upon_not_by_what_is_opened() -> None:
    opened_only = ResponseModel(person=Level(counters({9: ResponseCount(20, 20)})))
    acted = ResponseModel(person=Level(counters({9: ResponseCount(20, 20)}, acted=15)))
    assert acted.channel(MAIL).mean > opened_only.channel(MAIL).mean
