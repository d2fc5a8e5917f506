"""Reviews tell of each change of level once, and order what lacks once, wherever they die."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

import pytest

from baton.commerce.container import Commerce
from baton.commerce.inventory.purchase_orders import PurchaseOrder
from baton.commerce.inventory.stock import Movement, MovementReason
from baton.commerce.inventory.stocking import StockingRules
from baton.core.errors import NotFound
from functions.commerce.inventory.agent import InventoryAgent
from functions.commerce.inventory.models import InventoryAnswer, InventoryTask
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash, Faults
from tests.fakes.platform.turns import Turns

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

DAYS = 60


class Shop:
    """Sold two a day of each SKU in the last sixty days, and has three left of each."""

    def __init__(self, *skus: str, faults: Faults | None = None) -> None:
        self.platform = FakePlatform(faults=faults or Faults())
        for sku in skus:
            self.move(sku, 2 * DAYS + 3, DAYS)
            for day in range(1, DAYS + 1):
                self.move(sku, -2, day)
            rules = StockingRules(location="wien", supplier_id="linen", lead_days=7)
            self._area.purchasing.put_policy(sku, rules, 0)

    @property
    def _area(self) -> Commerce:
        return cast("Platform", self.platform).area(Commerce)

    def move(self, sku: str, pieces: int, days_ago: int = 0) -> None:
        reason = MovementReason.SOLD if pieces < 0 else MovementReason.RECEIVED
        at = self.platform.clock() - timedelta(days=days_ago)
        key = f"{sku}:{at:%Y%m%dT%H%M%S}:{pieces}"
        self._area.stock.move(
            Movement(
                movement_id=key,
                sku=sku,
                location="wien",
                on_hand=pieces,
                reason=reason,
                by=key,
                at=at,
            )
        )

    def review(self, *skus: str) -> InventoryAnswer:
        agent = InventoryAgent.assemble(cast("Platform", self.platform))
        return agent.perform(InventoryTask(skus=skus))

    def drafts(self) -> list[PurchaseOrder]:
        return list(self._area.purchasing_repository.purchases(is_open=True).items)

    def told(self) -> list[tuple[str, str]]:
        found = [one.payload["message"]["payload"] for one in self.platform.outbox.entries.values()]
        return sorted((one["sku"], one["level"]) for one in found)


def test_all_that_are_due_are_reviewed_and_ordered_together() -> None:
    shop = Shop("a", "b")
    answer = shop.review()
    assert (answer.reviewed, answer.low, answer.told, answer.drafted) == (2, 2, 2, 1)
    (draft,) = shop.drafts()
    assert [one.sku for one in draft.lines] == ["a", "b"]
    assert "28.0 are expected in 14 days" in draft.lines[0].why
    assert shop.told() == [("a", "low"), ("b", "low")]


def test_what_was_told_is_told_again_only_when_the_level_changes() -> None:
    shop = Shop("a")
    shop.review()
    assert shop.review() == InventoryAnswer()
    for pieces, expected in ((-3, "out"), (1, "low"), (99, "back")):
        shop.platform.clock.advance(600)
        shop.move("a", pieces)
        assert shop.review().told == 1
        assert shop.told().count(("a", expected)) == (2 if pieces == 1 else 1)
        assert shop.review().told == 0
    assert len(shop.drafts()) == 1


def test_a_sku_far_from_low_is_left_alone_for_a_day() -> None:
    shop = Shop("a")
    shop.move("a", 2_000)
    assert shop.review().reviewed == 1
    shop.platform.clock.advance(23 * 3_600)
    assert shop.review().reviewed == 0
    shop.platform.clock.advance(3_600)
    assert shop.review().reviewed == 1


def test_a_named_sku_without_a_policy_is_refused() -> None:
    with pytest.raises(NotFound):
        Shop("a").review("a", "none")


def test_wherever_a_review_dies_a_repeat_tells_and_orders_once() -> None:
    probe = Shop("a", "b")
    start = len(probe.platform.faults.calls)
    probe.review()
    calls = len(probe.platform.faults.calls)
    assert calls - start > 5
    for number in range(start + 1, calls + 1):
        for after in (False, True):
            shop = Shop("a", "b")
            shop.platform.faults.crash_at(number, after=after)
            with pytest.raises(Crash):
                shop.review()
            shop.platform = shop.platform.restarted()
            shop.review()
            assert [[one.sku for one in draft.lines] for draft in shop.drafts()] == [["a", "b"]]
            assert shop.told() == [("a", "low"), ("b", "low")]


@pytest.mark.parametrize("seed", range(10))
def test_reviews_that_race_tell_and_order_once(seed: int) -> None:
    turns = Turns(seed)
    shop = Shop("a", "b", faults=turns)
    assert not any(turns.play(*[partial(shop.review, "a", "b")] * 3))
    ordered = [line.sku for draft in shop.drafts() for line in draft.lines]
    assert sorted(ordered) == ["a", "b"]
    assert shop.told() == [("a", "low"), ("b", "low")]
