"""What every store of requests promises."""

import pytest

from baton.core.errors import TooManyRequests
from baton.http.idempotency_repository import Claim, IdempotencyStatus
from baton.runtime.platform import Platform
from tests.contract.given import at_once, later
from tests.fakes.platform.clock import NOON

DAY = 24 * 3600


def claim(platform: Platform, resource: str, *, at: float = 0, body: str = "body") -> Claim:
    return platform.requests.claim(
        "key", body, resource_id=resource, lease_seconds=30, now=later(at)
    )


def test_a_new_key_is_fresh_and_keeps_the_id_it_was_given(platform: Platform) -> None:
    assert claim(platform, "one") == Claim(IdempotencyStatus.FRESH, "one")


def test_a_claimed_key_is_under_way_until_its_lease_is_over(platform: Platform) -> None:
    claim(platform, "one")
    assert claim(platform, "two", at=29) == Claim(IdempotencyStatus.UNDER_WAY, "one")


def test_whoever_takes_over_from_a_dead_attempt_creates_the_same_thing(platform: Platform) -> None:
    claim(platform, "one")
    assert claim(platform, "two", at=30) == Claim(IdempotencyStatus.FRESH, "one")
    assert claim(platform, "three", at=31) == Claim(IdempotencyStatus.UNDER_WAY, "one")


def test_an_answered_key_gives_the_same_answer(platform: Platform) -> None:
    answer = {
        "status": 201,
        "body": {"name": "Zo\u00eb \N{SLIGHTLY SMILING FACE}", "n": [1.5, None]},
    }
    claim(platform, "one")
    platform.requests.answer("key", answer)
    assert claim(platform, "two", at=3600) == Claim(IdempotencyStatus.ANSWERED, "one", answer)


def test_another_body_is_told_apart_before_and_after_the_answer(platform: Platform) -> None:
    claim(platform, "one")
    assert claim(platform, "two", body="other").status is IdempotencyStatus.OTHER_BODY
    platform.requests.answer("key", {})
    assert claim(platform, "two", body="other", at=60).status is IdempotencyStatus.OTHER_BODY


def test_a_released_key_is_fresh_again_but_an_answer_stays(platform: Platform) -> None:
    claim(platform, "one")
    platform.requests.release("key")
    platform.requests.release("key")
    assert claim(platform, "two", body="corrected") == Claim(IdempotencyStatus.FRESH, "two")
    platform.requests.answer("key", {"a": 1})
    platform.requests.release("key")
    assert claim(platform, "three", body="corrected").status is IdempotencyStatus.ANSWERED


def test_after_a_day_a_key_is_forgotten_though_it_is_not_deleted_yet(platform: Platform) -> None:
    claim(platform, "one")
    platform.requests.answer("key", {"a": 1})
    assert claim(platform, "two", at=DAY - 1).status is IdempotencyStatus.ANSWERED
    assert claim(platform, "two", at=DAY, body="other") == Claim(IdempotencyStatus.FRESH, "two")
    assert claim(platform, "three", at=DAY + 1, body="other") == Claim(
        IdempotencyStatus.UNDER_WAY, "two"
    )


def test_an_answer_to_a_key_nobody_claimed_is_not_kept(platform: Platform) -> None:
    platform.requests.answer("key", {"a": 1})
    assert claim(platform, "one") == Claim(IdempotencyStatus.FRESH, "one")


def test_of_many_first_tries_one_is_fresh(platform: Platform) -> None:
    claims = at_once(lambda number: claim(platform, f"r-{number}"))
    fresh = [one for one in claims if one.status is IdempotencyStatus.FRESH]
    assert len(fresh) == 1
    assert {one.resource_id for one in claims if one.status is IdempotencyStatus.UNDER_WAY} == {
        fresh[0].resource_id
    }


def test_of_many_who_take_over_one_is_fresh(platform: Platform) -> None:
    claim(platform, "dead")
    claims = at_once(lambda number: claim(platform, f"r-{number}", at=31))
    assert [one.status for one in claims].count(IdempotencyStatus.FRESH) == 1
    assert {one.resource_id for one in claims} == {"dead"}


def test_a_caller_has_his_limit_each_second_and_callers_do_not_share_it(platform: Platform) -> None:
    left = [platform.requests.count("a", limit=3, now=later(0.1 * n)) for n in range(3)]
    assert left == [2, 1, 0]
    for moment in (later(0.5), later(0.9)):
        with pytest.raises(TooManyRequests) as caught:
            platform.requests.count("a", limit=3, now=moment)
        assert caught.value.retry_after == 1
    assert platform.requests.count("b", limit=3, now=later(0.5)) == 2
    assert platform.requests.count("a", limit=3, now=later(1)) == 2


def test_a_limit_of_nothing_admits_nobody(platform: Platform) -> None:
    with pytest.raises(TooManyRequests):
        platform.requests.count("a", limit=0, now=NOON)


def test_of_many_at_once_no_more_than_the_limit_are_admitted(platform: Platform) -> None:
    def admitted(_: int) -> bool:
        try:
            platform.requests.count("a", limit=5, now=NOON)
        except TooManyRequests:
            return False
        return True

    assert sum(at_once(admitted, hands=12)) == 5
