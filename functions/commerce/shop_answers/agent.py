"""What the shop says in words (requirements F2, F7): where an order is and whether it can be canceled,
what runs out, and why a price changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from baton.commerce.catalogue import Catalogue
from baton.commerce.container import Commerce
from baton.commerce.ids import Sku
from baton.commerce.inventory.purchasing_repository import PurchasingRepository
from baton.commerce.inventory.stock import Stock
from baton.commerce.pricing.lowest_price import DAYS
from baton.commerce.pricing.repository import PriceRepository
from baton.core.clock import Clock
from baton.core.message import AgentName
from baton.runtime import Agent
from baton.runtime.asked_agents import WordsAnswer, WordsReference, WordsTask
from baton.runtime.decision import DecisionRecord
from functions.commerce.shop_answers.numbers_said import order_ids, skus_said
from functions.commerce.shop_answers.order_told import cancellation_of, reference_to, status_of
from functions.commerce.shop_answers.own_orders import OwnOrders
from functions.commerce.shop_answers.price_story import price_story
from functions.commerce.shop_answers.running_out import MOST_TOLD, running_out

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

MOST_WATCHED = 100
SOON = timedelta(days=1)
"""Within which inventory looks again at whatever is near to running out."""

Told = tuple[str, tuple[WordsReference, ...]]


class ShopAnswers(Agent[WordsTask, WordsAnswer]):
    """Reads, and changes nothing whatever it is asked: who wants an order canceled is told whether it
    can be, and confirms it to the API.
    """

    name: ClassVar[AgentName] = "shop_answers"

    def __init__(
        self,
        own_orders: OwnOrders,
        *,
        catalogue: Catalogue,
        prices: PriceRepository,
        purchasing: PurchasingRepository,
        stock: Stock,
        clock: Clock,
    ) -> None:
        self._own_orders = own_orders
        self._catalogue = catalogue
        self._prices = prices
        self._purchasing = purchasing
        self._stock = stock
        self._clock = clock

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        area = platform.area(Commerce)
        return cls(
            OwnOrders(area.orders, platform.subjects),
            catalogue=area.catalogue,
            prices=area.prices,
            purchasing=area.purchasing_repository,
            stock=area.stock,
            clock=platform.clock,
        )

    def perform(self, task: WordsTask) -> WordsAnswer:
        """Answers, or says why there is nothing to tell. Raises ``Unavailable``."""
        told = [one for intent in task.intents for one in self._told(intent, task)]
        return WordsAnswer(
            request_id=task.request_id,
            statements=tuple(dict.fromkeys(text for text, _ in told)),
            references=tuple(dict.fromkeys(one for _, those in told for one in those)),
            missing=None if told else _missing(task),
        )

    def decided(self, task: WordsTask, result: WordsAnswer) -> Sequence[DecisionRecord]:
        """What was told, to whom of the two; nothing of who asked."""
        return (
            DecisionRecord(
                about="request",
                subject_id=task.request_id,
                once=task.request_id,
                what=f"The shop told {len(result.statements)} things about {', '.join(task.intents)}"[
                    :300
                ],
                why=("to staff" if task.staff else "to whose they are",),
                inputs=tuple(f"{one.kind}/{one.id}" for one in result.references),
                made_by="kept orders, stock and prices",
            ),
        )

    def _told(self, intent: str, task: WordsTask) -> Iterable[Told]:
        if intent in ("order_status", "cancel_order"):
            return self._of_orders(task, cancels=intent == "cancel_order")
        if not task.staff:
            return ()
        if intent == "running_out":
            return self._running_out(task)
        return self._of_prices(task) if intent == "price_change" else ()

    def _of_orders(self, task: WordsTask, *, cancels: bool) -> Iterator[Told]:
        for order in self._own_orders.asked_about(task):
            say = cancellation_of if cancels else status_of
            yield say(order, task.language), (reference_to(order, cancels=cancels),)

    def _running_out(self, task: WordsTask) -> Iterator[Told]:
        """What inventory looks at soonest is what runs out first."""
        now = self._clock()
        skus = frozenset(self._purchasing.due(now + SOON, MOST_WATCHED))
        watches = self._purchasing.watches(skus).values() if skus else ()
        available: Mapping[Sku, int] = self._stock.available(skus) if skus else {}
        found = running_out(watches, available, now.date(), task.last)
        if not found:
            yield "Nothing that inventory watches runs out in that time.", ()
        for one in found[:MOST_TOLD]:
            yield one.text, (WordsReference(kind="sku", id=one.sku),)
        if len(found) > MOST_TOLD:
            yield f"{len(found) - MOST_TOLD} more run out in that time.", ()

    def _of_prices(self, task: WordsTask) -> Iterator[Told]:
        now = self._clock()
        products = self._catalogue.of_skus(frozenset(skus_said(task.question)))
        for sku, product in sorted(products.items())[:3]:
            variant = product.variant(sku)
            prices = variant.prices if variant else ()
            for currency in sorted({one.money.currency for one in prices})[:3]:
                for text in self._story(sku, currency, now):
                    yield text, (WordsReference(kind="sku", id=sku),)

    def _story(self, sku: Sku, currency: str, now: datetime) -> Iterator[str]:
        only = frozenset((sku,))
        kept = self._prices.shown(only, currency).get(sku)
        found = list(
            price_story(
                sku,
                currency,
                set_=self._prices.dynamic(only, currency).get(sku),
                shown=kept.since(now - DAYS) if kept else (),
                shortage=self._prices.shortages(only).get(sku),
                now=now,
            )
        )
        yield from found or (
            f"The price of {sku} in {currency} is as it was for {DAYS.days} days.",
        )


def _missing(task: WordsTask) -> str:
    if "price_change" in task.intents:
        return "No SKU of the shop is named: say which, as SHIRT-RED-M."
    if task.staff and not order_ids(task.question):
        return "No order is named: say its whole number, of 26 characters."
    return "There is no order that can be told of to who asks."
