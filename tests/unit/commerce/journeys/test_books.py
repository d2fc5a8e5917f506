"""What finance and insights work out of facts is what the shop's books say, whatever was ordered,
canceled and sent back, and however often and in whichever order the facts come.
"""

from datetime import timedelta
from random import Random
from typing import Any, cast

import pytest

from baton.commerce.orders.changing import NewReturn, OrderChanges
from baton.commerce.orders.order import Order, OrderState
from baton.core.errors import Conflict
from baton.facts.events import FACTS_RECORDED, FactsRecorded
from baton.facts.fact import Fact
from baton.facts.registered_kinds import fact_kinds
from baton.gtm.figures import FigureName
from baton.gtm.insights import Analysis
from baton.privacy.subject import email_key, external_key
from functions.platform.facts.appending import Appending
from tests.fakes.platform.container import FakePlatform
from tests.unit.commerce.order.world import World
from tests.unit.gtm.finance.company import FinanceHarness
from tests.unit.gtm.insights.company import InsightsHarness

PERIOD = "2026-03-01/2026-04-30"
KEPT = (OrderState.CONFIRMED, OrderState.SHIPPED, OrderState.DELIVERED)
BUYERS = ("c-1", "c-2", None, None)


class Books(World):
    """A shop in which everything happens that can, by a seed."""

    def __init__(self, seed: int) -> None:
        super().__init__(pieces=1_000)
        self.draw = Random(seed)
        self.ids = [f"01J000000000000000000000{number:02d}" for number in range(10, 22)]
        for number, order_id in enumerate(self.ids):
            self._ordered(order_id, number)
            self.platform.clock.advance(86_400)

    def _ordered(self, order_id: str, number: int) -> None:
        who = BUYERS[number % len(BUYERS)]
        card = "pm_card_chargeDeclined" if self.draw.random() < 0.2 else "pm_card_visa"
        codes = ["WELCOME"] if number == 3 else []
        email = f"{who or f'guest-{number % 3}'}@example.com"
        more = {"customer_id": who, "email": email, "payment_method": card, "codes": codes}
        self.place(order_id, self.draw.randint(1, 5), **more)
        self.to_the_end(order_id)
        for _ in range(self.draw.choice((0, 0, 1, 2, 3))):
            self._changed(order_id)

    def _changed(self, order_id: str) -> None:
        changes = OrderChanges.of("commerce_api", cast("Any", self.platform))
        left = sum(line.quantity for line in self.order(order_id).quote.lines) - sum(
            sum(one.pieces.values()) for one in self.order(order_id).returns
        )
        who = {"by": "a test", "correlation_id": "c"}
        try:
            if self.draw.random() < 0.3:
                changes.cancel(order_id, "no more", **who)
            elif left > 1 and self.draw.random() < 0.3:
                self.report_shortfall(self.draw.randint(1, left - 1), order_id=order_id)
            elif left:
                new = NewReturn(pieces={"SHIRT": self.draw.randint(1, left)}, reason="too small")
                changes.send_back(order_id, new, self.platform.new_id(), **who)
        except Conflict:
            pass  # it has ended without a sale
        self.to_the_end(order_id)

    def orders(self) -> list[Order]:
        return [self.order(one) for one in self.ids]

    def revenue(self) -> int:
        """By the books: net of tax, of what is kept. The first pieces of a line cost its odd cents."""
        total = 0
        for order in self.orders():
            if order.state in KEPT:
                (line,) = order.quote.lines
                whole, odd = divmod(line.net, line.quantity)
                back = sum(sum(one.pieces.values()) for one in order.returns if one.refunded)
                total += order.quote.net - back * whole - min(back, odd)
        return total

    def batches(self) -> list[tuple[Fact, ...]]:
        """What was published."""
        entries = self.platform.outbox.entries.values()
        told = [one.payload for one in entries if one.payload.get("event") == FACTS_RECORDED.name]
        return [FactsRecorded.model_validate(one["message"]["payload"]).facts for one in told]

    def storm(self) -> list[Fact]:
        """The same, some of it twice, in any order."""
        batches = self.batches()
        batches += self.draw.sample(batches, len(batches) // 2)
        self.draw.shuffle(batches)
        return [fact for batch in batches for fact in batch]


@pytest.mark.parametrize("seed", range(6))
def test_revenue_and_customers_by_facts_are_those_of_the_books(seed: int) -> None:
    books = Books(seed)
    facts = books.storm()
    figure = FinanceHarness(facts).figure(FigureName.REVENUE, period=PERIOD)
    assert figure.value == books.revenue()
    held = sum(one["amount_received"] for one in books.intents()) - sum(
        (one["latest_charge"] or {}).get("amount_refunded", 0) for one in books.intents()
    )
    kept = [one.payment.captured - one.payment.refunded for one in books.orders()]
    assert sum(kept) == held
    bought = {one.customer_id or one.email for one in books.orders() if one.confirmed_at}
    insights = InsightsHarness(facts)
    insights.platform.clock.advance(70 * 86_400)
    answer = insights.ask(Analysis.SEGMENTS, period=PERIOD)
    assert {one.name: one.value for one in answer.figures}["customers"] == len(bought)


def test_a_day_on_which_all_is_given_back_leaves_nothing() -> None:
    books = Books(0)
    changes = OrderChanges.of("commerce_api", cast("Any", books.platform))
    for order in books.orders():
        if order.state in KEPT:
            changes.cancel(order.order_id, "all back", by="a test", correlation_id="c")
            books.to_the_end(order.order_id)
    assert FinanceHarness(books.storm()).figure(FigureName.REVENUE, period=PERIOD).value == 0


def test_an_erasure_reaches_the_facts_of_customers_and_of_guests() -> None:
    books = Books(1)
    facts = books.storm()
    platform = FakePlatform()
    later = books.platform.clock() + timedelta(days=1)
    platform.subjects.bury([external_key("c-1"), email_key("guest-2@example.com")], later)
    appending = Appending(cast("Any", platform.files), fact_kinds, cast("Any", platform.subjects))
    left_out = appending.append(facts)
    theirs = [one for one in books.orders() if one.customer_id == "c-1" or "guest-2" in one.email]
    ids = {one.order_id for one in theirs}
    assert left_out == sum(fact.row["order_id"] in ids for fact in facts) > 0
