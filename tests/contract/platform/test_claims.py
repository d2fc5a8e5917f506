"""What every store of claims promises."""

import pytest

from baton.core.errors import AlreadyExists
from baton.runtime.platform import Platform
from tests.contract.given import an_entry, at_once, later
from tests.fakes.platform.clock import NOON


def take(platform: Platform, holder: str, *, at: float = 0, until: float = 60) -> None:
    with platform.transactions.begin() as unit:
        platform.claims.take("key", holder, now=later(at), until=later(until), within=unit)


def test_a_claim_is_held_until_its_end(platform: Platform) -> None:
    take(platform, "one")
    assert platform.claims.holder("key", NOON) == "one"
    assert platform.claims.holder("key", later(59.999)) == "one"
    assert platform.claims.holder("key", later(60)) is None
    assert platform.claims.holder("other", NOON) is None


def test_another_cannot_take_a_held_claim_and_writes_nothing_else(platform: Platform) -> None:
    take(platform, "one")
    with pytest.raises(AlreadyExists), platform.transactions.begin() as unit:
        platform.outbox.add(an_entry(), unit)
        platform.claims.take("key", "two", now=later(1), until=later(90), within=unit)
    assert platform.claims.holder("key", later(1)) == "one"
    assert platform.outbox.due(later(1)) == ()


def test_the_holder_may_take_his_own_again(platform: Platform) -> None:
    take(platform, "one")
    take(platform, "one", at=1, until=120)
    assert platform.claims.holder("key", later(100)) == "one"


def test_a_claim_that_ended_is_free_before_it_is_deleted(platform: Platform) -> None:
    take(platform, "one", until=0.5)
    take(platform, "two", at=0.5)
    assert platform.claims.holder("key", later(1)) == "two"


def test_of_many_who_claim_at_once_one_has_it(platform: Platform) -> None:
    def wins(number: int) -> bool:
        try:
            take(platform, f"holder-{number}")
        except AlreadyExists:
            return False
        return True

    won = at_once(wins)
    assert sum(won) == 1
    assert platform.claims.holder("key", NOON) == f"holder-{won.index(True)}"
