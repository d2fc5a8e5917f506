"""Bringing an order as far as it comes, or back: each step is written down before the next one."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from pydantic import Field

from baton.commerce.container import Commerce
from baton.commerce.effect_kinds import EFFECT_KINDS
from baton.commerce.inventory.selling_out import SellingOut
from baton.commerce.orders.flow import Action, next_action, next_look
from baton.commerce.orders.forward_steps import look_again, look_at_payment
from baton.commerce.orders.issuing import Issuing
from baton.commerce.orders.mailing import OrderMailing
from baton.commerce.orders.order import Order, OrderState
from baton.commerce.orders.parcel_rating import ParcelRating
from baton.commerce.orders.placing import order_changed
from baton.commerce.orders.sales import KIND, facts_between, tells
from baton.commerce.orders.step import Done, Later, Steps
from baton.commerce.orders.steps import STEPS
from baton.core.contract import Contract, Ulid
from baton.core.errors import Conflict, StaleVersion
from baton.core.message import AgentName
from baton.effects.effect import Effect
from baton.facts.publishing import fact_announcements
from baton.facts.registered_kinds import fact_kinds
from baton.messaging.outbox import Outbox, OutboxEntry
from baton.persistence.transaction import Transactions
from baton.runtime.effect_ledger import effect_ledger

if TYPE_CHECKING:
    from baton.core.clock import NewId
    from baton.runtime.platform import Platform

MOST_STEPS = 60
"""Of a visit; an order that needs more is visited again."""

_QUIET = frozenset((OrderState.CONFIRMED, OrderState.SHIPPED, OrderState.DELIVERED))
"""Where a carrier's word, a return or the upkeep brings the next visit."""


class OrderVisit(Contract):
    """How far an order is. ``wait_seconds`` is when to look again; 0 if somebody else says when."""

    order_id: Ulid
    state: OrderState
    version: int
    did: tuple[str, ...] = Field(default=(), max_length=100)
    wait_seconds: int = Field(default=0, ge=0)


class OrderVisits:
    """Takes an order's next step until there is none, or it must wait. Everything outside is an effect
    with its key: who dies, is repeated, or comes twice at once charges, sends and takes once.
    """

    def __init__(
        self,
        sender: AgentName,
        *,
        steps: Steps,
        selling_out: SellingOut,
        mailing: OrderMailing,
        outbox: Outbox,
        transactions: Transactions,
        new_id: "NewId",
        tells_sales: bool,
    ) -> None:
        self._sender = sender
        self._mailing = mailing
        self._steps = steps
        self._selling_out = selling_out
        self._outbox = outbox
        self._tells_sales = tells_sales
        self._transactions = transactions
        self._new_id = new_id

    @classmethod
    def of(cls, sender: AgentName, platform: "Platform") -> Self:
        """The visits of a platform; ``sender`` announces what changed."""
        area = platform.area(Commerce)
        steps = Steps(
            orders=area.orders,
            stock=area.stock,
            pricing=area.pricing,
            payments=area.payments,
            carriers=area.carriers,
            ledger=effect_ledger(platform, platform.senders_of(EFFECT_KINDS)),
            issuing=Issuing.of(platform),
            rating=ParcelRating(area.carriers, area.settings),
            catalogue=area.catalogue,
            clock=platform.clock,
            grace=timedelta(minutes=area.settings.change_minutes),
        )
        return cls(
            sender,
            steps=steps,
            selling_out=SellingOut(
                area.purchasing_repository,
                area.stock_repository,
                platform.transactions,
                platform.clock,
            ),
            mailing=OrderMailing.of(platform),
            outbox=platform.outbox,
            transactions=platform.transactions,
            new_id=platform.new_id,
            tells_sales=KIND in fact_kinds(),
        )

    def visit(self, order_id: Ulid) -> OrderVisit:
        """Visits an order, and sends the mails that it asks for. Raises ``NotFound``, or ``Unavailable``
        if it cannot go on just now.
        """
        mails: list[Effect] = []
        try:
            return self._advanced(order_id, mails)
        finally:
            for mail in mails:
                self._mailing.send(mail)

    def send(self, mail: Effect) -> None:
        """Sends a mail that an earlier visit planned."""
        self._mailing.send(mail)

    def _advanced(self, order_id: Ulid, mails: list[Effect]) -> OrderVisit:
        did: list[str] = []
        order, wait = self._looked(self._steps.orders.get(order_id), mails), 1
        for _ in range(MOST_STEPS):
            now = self._steps.clock()
            action = next_action(order, now)
            if action is Action.WAIT:
                at = next_look(order, now)
                wait = max(1, int((at - now).total_seconds()) + 1) if at else 0
                break
            try:
                done = STEPS[action](self._steps, order)
                if isinstance(done, Later):
                    wait = 0 if order.state in _QUIET else done.seconds
                    break
                if action is Action.TAKE_STOCK:
                    # Before it is written down: who dies here takes the step again, and this with it.
                    self._selling_out.sold(line.sku for line in order.quote.lines)
                self._keep(order, done, mails)
            except (StaleVersion, Conflict):
                order = self._steps.orders.get(order_id)
                continue
            did.append(action)
            order = done.order
        return OrderVisit(
            order_id=order_id,
            state=order.state,
            version=order.version,
            did=tuple(did),
            wait_seconds=wait,
        )

    def _looked(self, order: Order, mails: list[Effect]) -> Order:
        """The order, with its payment looked at anew while the buyer has to act, and once it is paid."""
        if order.state is OrderState.AWAITING_BUYER:
            done = look_at_payment(self._steps, order)
        elif order.state in _QUIET:
            done = look_again(self._steps, order)
        else:
            return order
        if isinstance(done, Later):
            return order
        try:
            self._keep(order, done, mails)
        except StaleVersion:
            return self._steps.orders.get(order.order_id)
        return done.order

    def _keep(self, before: Order, done: Done, mails: list[Effect]) -> None:
        """Writes the order's next version, with what goes with it, and tells of a new state."""
        sold, asked = self._sales(before, done.order), self._mailing.between(before, done.order)
        if done.order.state is before.state and not (done.writes or sold or asked):
            self._steps.orders.save(done.order)
            return
        with self._transactions.begin() as within:
            self._steps.orders.replace(done.order, within)
            if done.writes:
                done.writes(within)
            if done.order.state is not before.state:
                entry = order_changed(
                    done.order, self._sender, message_id=self._new_id(), correlation_id=""
                )
                self._outbox.add(entry, within)
            for told in sold:
                self._outbox.add(told, within)
            self._mailing.plan(asked, within)
        mails += asked

    def _sales(self, before: Order, after: Order) -> tuple[OutboxEntry, ...]:
        """What tells figures and segments of what was sold or given back."""
        if not self._tells_sales or not tells(before, after):
            return ()
        products = self._steps.catalogue.of_skus(frozenset(line.sku for line in after.quote.lines))
        number = self._new_id()
        return fact_announcements(
            facts_between(before, after, products),
            sender=self._sender,
            message_id=number,
            subject_id=after.order_id,
            correlation_id=number,
            now=after.updated_at,
        )
