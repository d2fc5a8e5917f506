"""Nothing that operations does by itself can flap."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from baton.effects.operational_limits import (
    COOL_DOWN,
    NOTICES_AN_HOUR,
    RECOVERIES_AN_HOUR,
    notice_quotas,
    recovery_quotas,
)
from tests.fakes.platform.clock import NOON

WHAT = "shift_alias:api"
seconds = st.floats(min_value=0, max_value=86_400)


def keys(at: datetime) -> set[str]:
    return {quota.key for quota in recovery_quotas(WHAT, at) if quota.most == 1}


@given(seconds, st.floats(min_value=0, max_value=COOL_DOWN.total_seconds() - 0.001))
def test_two_of_a_kind_within_the_cool_down_want_the_same_room(start: float, gap: float) -> None:
    first = NOON + timedelta(seconds=start)
    assert keys(first) & keys(first + timedelta(seconds=gap))


@given(seconds)
def test_after_twice_the_cool_down_there_is_room_again(start: float) -> None:
    first = NOON + timedelta(seconds=start)
    assert not keys(first) & keys(first + 2 * COOL_DOWN)


def test_all_recoveries_of_an_hour_share_a_limit_and_so_do_notices() -> None:
    recovery, *_ = recovery_quotas(WHAT, NOON)
    other, *_ = recovery_quotas("sweep_outbox:outbox", NOON)
    notice, *_ = notice_quotas(WHAT, NOON)
    assert recovery.key == other.key != notice.key
    assert (recovery.most, notice.most) == (RECOVERIES_AN_HOUR, NOTICES_AN_HOUR)
