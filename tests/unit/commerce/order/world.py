"""A shop with a shirt and a voucher, whose orders are paid and sent by the stand-ins."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from baton.commerce.catalogue import Dimensions
from baton.commerce.container import Commerce
from baton.commerce.inventory.stock import Movement, MovementReason
from baton.commerce.orders.amending import OrderAmendments
from baton.commerce.orders.documents import DocumentKind, number_text
from baton.commerce.orders.invoice import credit_of, invoice_of
from baton.commerce.orders.mailing import is_mail
from baton.commerce.orders.mails import MailKind
from baton.commerce.orders.new_change import NewChange
from baton.commerce.orders.new_order import NewOrder
from baton.commerce.orders.order import Order, OrderState, StockPart
from baton.commerce.orders.placing import OrderPlacing
from baton.commerce.orders.refunding import missing
from baton.commerce.orders.shortfall import NewShortfall, Shortfalls
from baton.commerce.orders.visiting import OrderVisit
from baton.commerce.places import PostalAddress
from baton.commerce.pricing.promotion import Promotion
from baton.commerce.pricing.quotes import PriceChanged
from baton.commerce.pricing.tax import TaxTable
from baton.core.settings import Settings
from functions.commerce.order.agent import OrderAgent
from functions.commerce.order.models import OrderTask
from functions.commerce.upkeep.agent import CommerceUpkeep
from functions.commerce.upkeep.models import UpkeepTask
from tests.fakes.commerce.parts import SHOP
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.effects import FakeSender
from tests.fakes.platform.faults import Faults
from tests.fakes.platform.transaction import Ground
from tests.unit.commerce.pricing.given import RATES, SHIRT

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

ORDER = "01J00000000000000000000001"
SIZE = Dimensions(length=300, width=250, height=40, weight=400)
BUYER = PostalAddress(name="Ann", street="Weg 2", city="Graz", postal_code="8010", country="AT")
CODE = Promotion.model_validate(
    {"promotion_id": "welcome", "name": "Welcome", "kind": "percent", "basis_points": 1_000,
     "codes": ["WELCOME"], "most_uses": 1}
)  # fmt: skip


def stocked(platform: Any, pieces: int = 5) -> None:
    """Shirts that are sold, so many of them in stock, with their tax and a code that is good once."""
    shirt = SHIRT.model_copy(
        update={"variants": (SHIRT.variants[0].model_copy(update={"dimensions": SIZE}),)}
    )
    with platform.transactions.begin() as within:
        platform.catalogue.put(shirt, None, within)
        platform.prices.put(TaxTable(rates=RATES), within)
        platform.prices.put(CODE, within)
    platform.stock.move(
        Movement(
            movement_id="in",
            sku="SHIRT",
            location="wien",
            on_hand=pieces,
            reason=MovementReason.RECEIVED,
            by="a supplier",
            at=platform.clock(),
        )
    )


class World:
    """The shop. ``pieces`` shirts are in stock."""

    def __init__(
        self, faults: Faults | None = None, pieces: int = 5, change_minutes: int = 0
    ) -> None:
        self.platform = FakePlatform(Settings(sending=True, company="Acme"), faults)
        times = {"change_minutes": change_minutes, "reservation_minutes": 15 + change_minutes}
        self.platform.area_settings[Commerce] = SHOP.model_copy(update=times)
        self.pieces = pieces
        self.mailbox = FakeSender(Ground(self.platform.faults), "mail")
        self.platform.senders.senders = {**self.platform.senders.senders, "email": self.mailbox}
        stocked(self.platform, pieces)

    @property
    def payments(self) -> Any:
        return self.platform.payment_account

    @property
    def carriers(self) -> Any:
        return self.platform.carrier_account

    def restart(self) -> None:
        self.platform = self.platform.restarted()

    def place(self, order_id: str = ORDER, quantity: int = 2, **given: Any) -> Order:
        fields = {
            "lines": [{"sku": "SHIRT", "quantity": quantity}],
            "currency": "EUR",
            "email": "ann@example.com",
            "ship_to": BUYER.model_dump(),
            "payment_method": "pm_card_visa",
            **given,
        }
        placing = OrderPlacing.of("commerce_api", cast("Platform", self.platform))
        new = NewOrder.model_validate(fields)
        return placing.place(new, order_id, by="a test", correlation_id="c")

    def change(self, number: int = 1, order_id: str = ORDER, **given: Any) -> Order:
        """Changes the order, at the price that this has if none is agreed to."""
        amendments = OrderAmendments.of("commerce_api", cast("Platform", self.platform))
        new = NewChange.model_validate({"expected_total": 0, **given})
        change_id = f"01J0000000000000000000C00{number}"

        def changed(total: int) -> Order:
            agreed = new.model_copy(update={"expected_total": total})
            return amendments.change(order_id, agreed, change_id, by="ann", correlation_id="c")

        if "expected_total" in given:
            return changed(new.expected_total)
        for made in self.order(order_id).changes:
            if made.change_id == change_id:
                return changed(made.after)
        try:
            return changed(-1)
        except PriceChanged as told:
            return changed(int(str(told).split()[3]))

    def report_shortfall(self, pieces: int = 1, number: int = 1, order_id: str = ORDER) -> Order:
        """Says that shirts were not found when the order was packed."""
        shortfalls = Shortfalls.of("commerce_api", cast("Platform", self.platform))
        new, shortfall_id = (
            NewShortfall(pieces={"SHIRT": pieces}),
            f"01J00000000000000000S0000{number}",
        )
        return shortfalls.report(order_id, new, shortfall_id, by="packing", correlation_id="c")

    def visit(self, order_id: str = ORDER) -> OrderVisit:
        agent = OrderAgent.assemble(cast("Platform", self.platform))
        return agent.perform(OrderTask(order_id=order_id))

    def to_the_end(self, order_id: str = ORDER) -> Order:
        """Visits until nothing more becomes of it by itself, letting the time pass."""
        for _ in range(60):
            result = self.visit(order_id)
            order = self.order(order_id)
            done = order.state.has_ended or order.state in (
                OrderState.CONFIRMED,
                OrderState.SHIPPED,
            )
            if done and not any(not one.refunded and not one.refused for one in order.returns):
                return self._mailed(order)
            # As the upkeep comes by, whether or not the order asked for a time.
            self.platform.clock.advance(max(60, result.wait_seconds))
        raise AssertionError(f"the order never ends: {self.order(order_id)}")

    def _mailed(self, order: Order) -> Order:
        """The order once the upkeep sent what a visit that died had planned."""
        for _ in range(10):
            if all(one.state.settled for one in self.platform.effects.all() if is_mail(one)):
                return order
            self.platform.clock.advance(6 * 60)
            CommerceUpkeep.assemble(cast("Platform", self.platform)).perform(UpkeepTask())
        raise AssertionError(f"a mail is never sent: {self.platform.effects.all()}")

    def order(self, order_id: str = ORDER) -> Order:
        return cast("Order", self.platform.orders.get(order_id))

    def stock(self) -> tuple[int, int]:
        """Shirts available, and reserved."""
        level = self.platform.stock_repository.levels(frozenset({"SHIRT"}))["SHIRT"][0]
        return level.available, level.reserved

    def intents(self) -> list[dict[str, Any]]:
        return list(self.payments.world.state["intents"].values())

    def labels(self) -> list[dict[str, Any]]:
        """Labels that are to be paid for."""
        return [
            one
            for one in self.carriers.world.state["shipments"].values()
            if one["postage_label"] and not one["refund_status"]
        ]

    def mails(self) -> list[str]:
        """What the buyer was sent, in order."""
        return [key.partition(".mail.")[2].partition(".")[0] for key in self.mailbox.keys]

    def _mailed_wrongly(self, order: Order) -> Iterator[str]:
        """What the buyer was not sent, or sent twice."""
        declined = {n.at for n in order.history if n.text.startswith("The payment was declined")}
        expected = ["payment_declined"] * len(declined)
        expected += ["confirmed"] * (order.invoice is not None)
        lost = {one.return_id for one in order.returns if one.missing}
        expected += [
            str(MailKind.SHORT_SHIPPED if one.return_id in lost else MailKind.REFUNDED)
            for one in order.credit_notes
            if one.return_id
        ]
        expected += [str(MailKind.SHORT_SHIPPED) for x in order.returns if x.missing and x.refused]
        states = {OrderState.SHIPPED: "shipped", OrderState.DELIVERED: "shipped"}
        expected += [states.get(order.state, order.state)] * (
            order.state is not OrderState.CONFIRMED
        )
        if not order.erased and sorted(self.mails()) != sorted(expected):
            yield f"sent {self.mails()}, and not {expected}"

    def _misnumbered(self, order: Order) -> Iterator[str]:
        """What of the order's documents is not numbered once, or does not say what was charged."""
        given = self.platform.document_numbers.given
        for kind in DocumentKind:
            mine = [one.number for one in order.documents if one.kind is kind]
            if mine != [number_text(kind, 2026, 1 + n) for n in range(given.get((kind, 2026), 0))]:
                yield f"{kind} {mine}, and {given} were given"
        charged = invoice_of(order).total if order.invoice else 0
        credited = sum(credit_of(order, one).total for one in order.credit_notes)
        differs = (charged, credited) != (order.payment.captured, order.payment.refunded)
        if differs and (order.invoice or order.state is OrderState.CONFIRMED):
            yield f"charged {charged}, credited {credited}: {order.payment}"

    def wrong(self, order_id: str = ORDER) -> list[str]:
        """What does not add up between the order, its payment, its label and the stock."""
        order, found = self.order(order_id), []
        paid = sum(one["amount_received"] for one in self.intents())
        back = sum((one["latest_charge"] or {}).get("amount_refunded", 0) for one in self.intents())
        held = sum(one["amount_capturable"] for one in self.intents())
        sold = order.state in (OrderState.CONFIRMED, OrderState.SHIPPED, OrderState.DELIVERED)
        returned = sum(sum(one.pieces.values()) for one in order.returns if one.restocked)
        bought = sum(line.quantity for line in order.quote.lines)
        lost = missing(order).get("SHIRT", 0)
        expected = (self.pieces - bought + returned if sold else self.pieces - lost, 0)
        given = sum(one.amount for one in order.returns if one.refunded)
        if (paid - back, held) != (order.quote.total - given if sold else 0, 0):
            found.append(f"{order.state}: {paid} paid, {back} back, {held} held of {order.total}")
        moved = list(self.platform.stock_repository.moved.values())
        gone = -sum(one.on_hand for one in moved if one.reason is MovementReason.SHRINKAGE)
        if (sum(one.on_hand for one in moved), gone) != (sum(self.stock()), lost):
            found.append(f"{gone} of {lost} written off, and {moved} are not {self.stock()}")
        if self.stock() != expected:
            found.append(f"{order.state}: stock is {self.stock()}, and should be {expected}")
        if len(self.labels()) != (1 if sold else 0):
            found.append(f"{order.state}: {len(self.labels())} labels")
        if (order.payment.captured, order.payment.refunded) != (paid, back):
            found.append(f"the order says {order.payment.captured}, {order.payment.refunded}")
        uses = sum(self.platform.redemptions.used.values())
        if uses != (1 if sold and order.uses else 0):
            found.append(f"{order.state}: the code was used {uses} times")
        found += [*self._misnumbered(order), *self._mailed_wrongly(order)]
        if not sold and order.stock is not StockPart.GIVEN_BACK:
            found.append(f"{order.state}: stock is {order.stock}")
        return found
