"""Moments as text sort as they pass."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from baton.persistence.timestamps import epoch_seconds, moment_text

moments = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001 (zone follows)
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001 (zone follows)
    timezones=st.integers(-720, 720).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)


@given(moments, moments)
def test_texts_sort_as_moments_do(one: datetime, other: datetime) -> None:
    assert (moment_text(one) < moment_text(other)) == (one < other)
    assert (moment_text(one) == moment_text(other)) == (one == other)


@given(moments)
def test_a_text_is_its_moment(moment: datetime) -> None:
    assert datetime.fromisoformat(moment_text(moment)) == moment


def test_the_form_is_the_one_of_the_data_model() -> None:
    assert moment_text(datetime(2026, 3, 1, 9, 30, tzinfo=UTC)) == "2026-03-01T09:30:00.000000Z"


@given(moments)
def test_an_end_in_seconds_is_never_too_early_and_less_than_a_second_late(moment: datetime) -> None:
    assert 0 <= epoch_seconds(moment) - moment.timestamp() < 1
