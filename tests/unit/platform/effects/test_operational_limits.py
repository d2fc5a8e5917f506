"""Nothing that operations does by itself can flap."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from baton.effects.effect import Effect, EffectKind, Purpose
from baton.effects.operational_limits import (
    COOL_DOWN,
    NOTICES_AN_HOUR,
    RECOVERIES_AN_HOUR,
    operational_quotas,
)
from tests.fakes.platform.clock import NOON

seconds = st.floats(min_value=0, max_value=86_400)


def a_recovery(kind: EffectKind = EffectKind.RECOVERY, what: str = "shift_alias:api") -> Effect:
    return Effect(
        effect_id="one", kind=kind, purpose=Purpose.INTERNAL, template=what, planned_at=NOON
    )


def keys(effect: Effect, at: datetime) -> set[str]:
    return {quota.key for quota in operational_quotas(effect, at) if quota.most == 1}


@given(seconds, st.floats(min_value=0, max_value=COOL_DOWN.total_seconds() - 0.001))
def test_two_of_a_kind_within_the_cool_down_want_the_same_room(start: float, gap: float) -> None:
    first = NOON + timedelta(seconds=start)
    assert keys(a_recovery(), first) & keys(a_recovery(), first + timedelta(seconds=gap))


@given(seconds)
def test_after_twice_the_cool_down_there_is_room_again(start: float) -> None:
    first = NOON + timedelta(seconds=start)
    assert not keys(a_recovery(), first) & keys(a_recovery(), first + 2 * COOL_DOWN)


def test_all_recoveries_of_an_hour_share_a_limit_and_so_do_notices() -> None:
    recovery, notice = operational_quotas(a_recovery(), NOON)[0], EffectKind.NOTICE
    other = operational_quotas(a_recovery(what="sweep_outbox:outbox"), NOON)[0]
    assert recovery.key == other.key
    assert recovery.most == RECOVERIES_AN_HOUR
    assert operational_quotas(a_recovery(notice), NOON)[0].most == NOTICES_AN_HOUR


def test_what_goes_to_people_outside_has_other_limits() -> None:
    for kind in (EffectKind.EMAIL, EffectKind.WEBHOOK):
        assert not operational_quotas(
            a_recovery(kind).model_copy(update={"purpose": Purpose.ANSWER}), NOON
        )
