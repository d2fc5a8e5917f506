"""A SKU becomes low: its price, promotions and recommendations answer, more is ordered, and all come
back when the stock does, wherever it dies on the way and however often and late events come.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING, Any, cast

import pytest

from baton.commerce.catalogue import Product
from baton.commerce.events import STOCK_CHANGED
from baton.commerce.inventory.purchasing import Purchasing
from baton.commerce.inventory.stock import Movement, MovementReason
from baton.commerce.inventory.stocking import StockingRules
from baton.commerce.pricing import sold
from baton.commerce.pricing.book import PricePolicy
from baton.commerce.pricing.promotion import Promotion
from baton.commerce.pricing.quotes import PriceRequest, QuotedLine
from baton.commerce.recommending.asking import RecommendationTask
from functions.commerce.inventory.agent import InventoryAgent
from functions.commerce.inventory.models import InventoryTask
from functions.commerce.pricing.agent import PricingAgent
from functions.commerce.pricing.models import PricingResult, PricingTask
from tests.fakes.platform.faults import Crash, Faults
from tests.unit.commerce.order.world import World
from tests.unit.commerce.pricing.given import product

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

DAYS, PIECES = 28, 30
SALE = {"promotion_id": "sale", "name": "Sale", "kind": "percent", "basis_points": 1_000}
Act = Callable[[], object]


@pytest.fixture(autouse=True)
def without_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other area keeps sales as facts: what inventory expects is enough."""
    monkeypatch.setattr(sold, "fact_kinds", dict)


class Journey(World):
    """A shop that sold two shirts a day for four weeks and has thirty left; a delivery takes a week."""

    def __init__(
        self,
        faults: Faults | None = None,
        *,
        sale: dict[str, Any] = SALE,
        **policy: Any,
    ) -> None:
        super().__init__(faults, pieces=2 * DAYS + PIECES)
        for day in range(DAYS, 0, -1):
            self._move(f"sold-{day}", -2, MovementReason.SOLD, day)
        rules = StockingRules(location="wien", supplier_id="linen", lead_days=7)
        self.platform.purchasing.put_policy("SHIRT", rules, 0)
        policy = {"follows_demand": True, "days_wanted": 700, **policy}
        with self.platform.transactions.begin() as within:
            self.platform.prices.put(Promotion.model_validate(sale), within)
            self.platform.prices.put(PricePolicy(**policy), within)
            for sku in ("SHIRT", "SOCKS"):
                kept = self.platform.catalogue.of_skus(frozenset({sku})).get(sku)
                self.platform.catalogue.put(in_euros(kept or product(sku)), kept, within)
        self.ended: list[int] = []
        """the port calls with which an act ended"""
        self._move("socks", 50, MovementReason.RECEIVED, 0, "SOCKS")
        self.review("SHIRT")

    def _move(
        self, key: str, pieces: int, reason: MovementReason, days_ago: int = 0, sku: str = "SHIRT"
    ) -> None:
        self.platform.stock.move(
            Movement(
                movement_id=key,
                sku=sku,
                location="wien",
                on_hand=pieces,
                reason=reason,
                by=key,
                at=self.platform.clock() - timedelta(days=days_ago),
            )
        )

    def review(self, *skus: str) -> None:
        """What inventory does of itself every ten minutes."""
        agent = InventoryAgent.assemble(cast("Platform", self.platform))
        agent.perform(InventoryTask(skus=skus))

    def events(self) -> list[dict[str, Any]]:
        """What was told of stock, in the order of time."""
        entries = sorted(self.platform.outbox.entries.values(), key=lambda one: one.entry_id)
        told = [one.payload for one in entries if one.payload.get("event") == STOCK_CHANGED.name]
        return [one["message"]["payload"] for one in told]

    def hear(self, event: dict[str, Any]) -> PricingResult:
        agent = PricingAgent.assemble(cast("Platform", self.platform))
        task = PricingTask.model_validate(event)
        result = agent.perform(task)
        assert all(one.subject_id for one in agent.decided(task, result))
        return result

    def hear_all(self) -> None:
        for event in self.events():
            self.hear(event)

    def deliver(self) -> None:
        """What was proposed is approved, and comes."""
        (draft,) = self.drafts()
        purchasing = cast("Purchasing", self.platform.purchasing)
        if draft.state == "draft":
            purchasing.approve(draft.purchase_id, "a buyer")
        self._move("delivered", 100, MovementReason.RECEIVED)

    def drafts(self) -> list[Any]:
        return list(self.platform.purchasing_repository.purchases(is_open=True).items)

    def line(self) -> QuotedLine:
        lines = [{"sku": "SHIRT", "quantity": 1}]
        given = {"lines": lines, "currency": "EUR", "country": "AT"}
        request = PriceRequest.model_validate(given)
        return cast("QuotedLine", self.platform.pricing.worked_out(request, anew=True).lines[0])

    def recommended(self) -> list[str]:
        task = RecommendationTask(
            request_id="01J00000000000000000000009", country="AT", currency="EUR"
        )
        return [one.sku for one in self.platform.recommender.recommend(task).items]

    def so_it_is(self) -> dict[str, Any]:
        """What buyers and the shop see."""
        line = self.line()
        return {
            "price": line.unit_price,
            "promotions": [one.promotion_id for one in line.discounts],
            "recommended": self.recommended(),
            "ordered": [[(one.sku, one.quantity) for one in each.lines] for each in self.drafts()],
            "told": [(one["level"], one["available"]) for one in self.events()],
            "stock": self.stock(),
        }

    def acts(self) -> Iterator[Act | None]:
        """One after the other; ``None`` where somebody looks."""
        yield None
        yield lambda: self.place(quantity=25)
        yield self.to_the_end
        yield self.review
        yield self.hear_all
        yield None
        yield self.deliver
        yield lambda: self.review("SHIRT")
        yield self.hear_all
        yield None


def in_euros(one: Product) -> Product:
    """A product, sold in euros alone."""
    (variant,) = one.variants
    prices = tuple(price for price in variant.prices if price.money.currency == "EUR")
    only = (variant.model_copy(update={"prices": prices}),)
    return one.model_copy(update={"variants": only})


def played(journey: Journey) -> list[dict[str, Any]]:
    """What is seen on the way. Whoever dies is tried again, as events, workflows and schedules are."""
    seen = []
    for act in journey.acts():
        if act is None:
            seen.append(journey.so_it_is())
            continue
        try:
            act()
        except Crash:
            journey.restart()
            act()
        journey.ended.append(len(journey.platform.faults.calls))
    return seen


def test_what_is_low_costs_more_is_on_no_sale_is_put_back_is_ordered_and_all_comes_back() -> None:
    before, low, after = played(Journey())
    assert (before["price"], before["promotions"]) == (2_000, ["sale"])
    assert before["recommended"] == ["SHIRT", "SOCKS"]
    assert (2_000 < low["price"] <= 2_200, low["promotions"]) == (True, [])
    assert low["recommended"] == ["SOCKS", "SHIRT"]
    assert (low["told"], len(low["ordered"])) == ([("low", 5)], 1)
    same = ("price", "promotions", "recommended")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert after["told"] == [("low", 5), ("back", 105)]


def test_each_answer_is_explained_where_the_price_is_and_in_the_trace() -> None:
    journey = Journey()
    journey.place(quantity=25)
    journey.visit()
    journey.review()
    (event,) = journey.events()
    agent, task = PricingAgent.assemble(cast("Any", journey.platform)), PricingTask(**event)
    found = {one.what: one.why for one in agent.decided(task, agent.perform(task))}
    price = journey.line().unit_price
    assert found[f"SHIRT costs {price} EUR, of 2000 by the list"] == ("little stock",)
    pause = "Promotions of SHIRT that apply by themselves pause; recommendations are put back"
    assert found[pause] == ("inventory says that its stock is low",)
    told = {(step.by, step.why) for step in journey.line().steps}
    assert ("dynamic", "little stock") in told
    assert ("sale", "paused while there is little of it in stock") in told


def test_what_a_company_switched_off_does_not_answer() -> None:
    journey = Journey(follows_demand=False, pauses_promotions=False)
    before, low, _ = played(journey)
    assert (low["price"], low["promotions"]) == (before["price"], before["promotions"])


@pytest.mark.parametrize("own", [{"while_low": True}, {"codes": ["MINE"]}])
def test_a_clearance_and_a_code_that_somebody_has_go_on(own: dict[str, Any]) -> None:
    journey = Journey(sale={**SALE, **own})
    journey.place(quantity=25)
    journey.visit()
    journey.review()
    journey.hear_all()
    lines = [{"sku": "SHIRT", "quantity": 1}]
    given = {"lines": lines, "currency": "EUR", "country": "AT", "codes": ["MINE"]}
    quote = journey.platform.pricing.worked_out(PriceRequest.model_validate(given), anew=True)
    assert [one.promotion_id for one in quote.lines[0].discounts] == ["sale"]


def test_what_was_sold_is_looked_at_soon_and_not_only_when_it_is_due() -> None:
    journey = Journey()
    journey.platform.clock.advance(3_600)
    journey.review()
    assert journey.events() == []
    journey.place(quantity=25)
    journey.visit()
    journey.review()
    assert [one["level"] for one in journey.events()] == ["low"]


def test_events_in_any_order_and_twice_come_to_the_same_end() -> None:
    journey = Journey()
    *_, after = played(journey)
    low, back = journey.events()
    for order in permutations((low, low, back, back)):
        for event in order:
            journey.hear(event)
        assert journey.so_it_is() == after


def test_a_price_moves_by_one_step_a_day_however_often_stock_changes() -> None:
    journey = Journey(day_step=200)
    for _ in range(3):
        for pieces in (-25, 25):
            key = f"count{pieces}-{journey.platform.clock():%H%M%S}"
            journey._move(key, pieces, MovementReason.COUNTED)
            journey.review("SHIRT")
            journey.hear(journey.events()[-1])
            assert 2_000 <= journey.line().unit_price <= 2_040
            journey.platform.clock.advance(600)


def test_wherever_it_dies_the_same_is_seen_at_low_and_at_the_end() -> None:
    probe = Journey()
    start = len(probe.platform.faults.calls)
    expected = played(probe)
    for number, after in probe.platform.faults.deaths(start, probe.ended):
        journey = Journey()
        journey.platform.faults.crash_at(number, after=after)
        try:
            found = played(journey)
        except Crash:
            continue  # while somebody looked, which changes nothing
        assert found == expected, (number, after)
