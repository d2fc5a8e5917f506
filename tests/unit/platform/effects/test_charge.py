"""An effect of no area that there is: a charge, which needs an order's version and an item in stock."""

from dataclasses import dataclass, field
from typing import cast

import pytest

from baton.core.errors import StaleVersion
from baton.effects.contact_status import Quota
from baton.effects.effect import Effect, EffectState, Purpose
from baton.effects.ledger import SendContext
from baton.effects.policy import ended
from baton.effects.sender import DeliveryStatus, OutboundMessage, Rejected
from baton.persistence.transaction import Transaction
from baton.runtime.effect_ledger import effect_ledger
from baton.runtime.platform import Platform
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.effects import FakeSender, FakeSenders
from tests.fakes.platform.faults import Crash, Faults
from tests.fakes.platform.transaction import Ground, stage
from tests.fakes.platform.turns import Turns

CHARGE, CENTS = "charge", 4_200
DONE, REFUSED, FAILED = EffectState.DONE, EffectState.REFUSED, EffectState.FAILED


@dataclass
class Shop:
    """Orders of one item, of which few are left, and a payment provider. ``holders`` are the orders for
    which an item is held: taking one again under the same key takes no other.
    """

    faults: Faults = field(default_factory=Faults)
    version: int = 3
    cancelled: bool = False
    stock: int = 1
    record: DeliveryStatus | None = None
    holders: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.platform = FakePlatform(faults=self.faults)
        self.provider = FakeSender(Ground(self.faults), "provider", self.record)

    def charge(self, number: int = 1) -> Effect:
        return Effect(
            effect_id=f"charge.order-{number}",
            kind=CHARGE,
            purpose=Purpose.INTERNAL,
            owner="shop",
            subject_id=f"order-{number}",
            planned_at=NOON,
            due_at=NOON,
        )

    def context(self, order: str) -> SendContext:
        read = self.version

        def as_read(within: Transaction) -> None:
            def check() -> None:
                if self.version != read:
                    raise StaleVersion("The order was changed since it was read.")

            stage(within, ("orders", "order-1"), lambda: None, check)

        def take_one(within: Transaction) -> None:
            def check() -> None:
                if order not in self.holders and len(self.holders) >= self.stock:
                    raise StaleVersion("The item was sold meanwhile.")

            stage(within, ("stock", "item-1"), lambda: self.holders.add(order), check)

        reason = "the order was cancelled" if self.cancelled else None
        left = order in self.holders or len(self.holders) < self.stock
        sold_out = None if left else "the item is sold out"
        return SendContext(
            OutboundMessage(data={"amount": CENTS, "currency": "EUR"}),
            ended(reason or sold_out),
            conditions=(as_read, take_one),
            quotas=(Quota(key="charges", most=10_000, amount=CENTS, words="a day's charges"),),
        )

    def pay(self, platform: FakePlatform | None = None, number: int = 1) -> Effect:
        parts = cast("Platform", platform or self.platform)
        ledger = effect_ledger(parts, FakeSenders({CHARGE: self.provider}))
        charge = self.charge(number)
        return ledger.carry_out(charge, lambda: self.context(f"order-{number}"))

    def pay_to_the_end(self) -> Effect:
        """Calls for the charge, as a sweep does, until nothing more becomes of it."""
        platform = self.platform.restarted()
        for _ in range(60):
            effect = self.pay(platform)
            if effect.due_at is None:
                return effect
            platform.clock.set(max(effect.due_at, platform.clock()))
        raise AssertionError(f"the charge never ends: {effect}")


def test_a_charge_takes_its_item_and_is_made_once_with_its_amount() -> None:
    shop = Shop()
    assert [shop.pay().state for _ in range(3)] == [DONE] * 3
    ((key, message),) = shop.provider.taken
    assert (key, message.data["amount"]) == ("charge.order-1", CENTS)
    assert shop.holders == {"order-1"}
    assert shop.platform.contact_statuses.used == {"charges": CENTS}


def test_a_charge_of_an_order_that_changed_meanwhile_is_judged_anew() -> None:
    shop = Shop()
    read = shop.platform.contact_statuses.read

    def cancelled_meanwhile(*given: object) -> object:
        shop.platform.contact_statuses.read = read  # type: ignore[method-assign]
        shop.version, shop.cancelled = 4, True
        return read(*given)  # type: ignore[arg-type]

    shop.platform.contact_statuses.read = cancelled_meanwhile  # type: ignore[assignment,method-assign]
    refused = shop.pay()
    assert (refused.state, refused.reason) == (REFUSED, "the order was cancelled")
    assert (shop.holders, shop.provider.taken) == (set(), [])


@pytest.mark.parametrize("seed", range(30))
def test_of_two_charges_that_race_for_the_last_item_one_is_made(seed: int) -> None:
    turns = Turns(seed)
    shop = Shop(turns)
    assert turns.play(lambda: shop.pay(number=1), lambda: shop.pay(number=2)) == [None, None]
    states = {one.effect_id: one.state for one in shop.platform.effects.all()}
    assert sorted(states.values()) == [DONE, REFUSED]
    assert [key for key, _ in shop.provider.taken] == [
        key for key, state in states.items() if state is DONE
    ]
    assert len(shop.holders) == 1


@pytest.mark.parametrize("record", [None, DeliveryStatus.REPEATABLE])
def test_wherever_it_dies_a_charge_is_settled_once(record: DeliveryStatus | None) -> None:
    probe = Shop(record=record)
    probe.pay()
    calls = len(probe.faults.calls)
    assert calls >= 4
    for number in range(1, calls + 1):
        for after in (False, True):
            shop = Shop(record=record)
            shop.faults.crash_at(number, after=after)
            with pytest.raises(Crash):
                shop.pay()
            assert shop.pay_to_the_end().state is DONE
            assert shop.provider.keys == ["charge.order-1"]
            assert shop.holders == {"order-1"}
            assert shop.platform.contact_statuses.used == {"charges": CENTS}


def test_what_the_provider_rejects_gives_its_quota_back() -> None:
    shop = Shop()
    shop.faults.fail("provider.carry_out", Rejected("the card was declined"))
    failed = shop.pay()
    assert (failed.state, failed.reason, failed.counted) == (FAILED, "the card was declined", ())
    assert shop.platform.contact_statuses.used == {"charges": 0}
