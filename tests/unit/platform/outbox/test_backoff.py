"""Entries that failed together do not come back together, nor too soon, nor never."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from functions.platform.outbox.backoff import BASE_SECONDS, CAP_SECONDS, retry_delay

attempts = st.integers(1, 10_000)
chances = st.floats(0, 1, exclude_max=True)


@given(attempts, chances)
def test_a_wait_is_within_its_window(tried: int, chance: float) -> None:
    wait = retry_delay(tried, lambda: chance).total_seconds()

    assert 0 <= wait <= min(CAP_SECONDS, BASE_SECONDS * 2 ** min(tried - 1, 60))


@given(attempts, chances)
def test_a_later_attempt_never_waits_less_by_the_same_chance(tried: int, chance: float) -> None:
    assert retry_delay(tried, lambda: chance) <= retry_delay(tried + 1, lambda: chance)


def test_windows_double_up_to_an_hour() -> None:
    whole = [retry_delay(tried, lambda: 1.0) for tried in range(1, 9)]

    assert whole == [timedelta(seconds=s) for s in (60, 120, 240, 480, 960, 1920, 3600, 3600)]


@given(attempts)
def test_the_whole_window_is_used(tried: int) -> None:
    least, most = retry_delay(tried, lambda: 0.0), retry_delay(tried, lambda: 0.999)

    assert least == timedelta(0)
    assert most >= timedelta(seconds=BASE_SECONDS * 0.99)
