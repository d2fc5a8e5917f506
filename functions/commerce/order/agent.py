"""The order agent (requirement F4): brings an order as far as it comes, step by step, or back."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from baton.commerce.container import Commerce
from baton.commerce.orders.flow import Action, next_action
from baton.commerce.orders.order import Order, OrderState
from baton.commerce.orders.placing import order_changed
from baton.core.errors import Conflict, StaleVersion
from baton.core.message import AgentName
from baton.messaging.outbox import Outbox
from baton.persistence.transaction import Transactions
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from baton.runtime.effect_ledger import effect_ledger
from functions.commerce.order.models import OrderResult, OrderTask
from functions.commerce.order.steps import Done, Later, Steps, look_at_payment

if TYPE_CHECKING:
    from baton.core.clock import NewId
    from baton.runtime.platform import Platform

MOST_STEPS = 60
"""Of a visit; an order that needs more is visited again."""


class OrderAgent(Agent[OrderTask, OrderResult]):
    """Takes an order's next step until there is none, or it must wait. Every step is written down before
    the next one, and everything outside is an effect with its key: who dies, is repeated, or comes twice
    at once charges, sends and takes once.
    """

    name: ClassVar[AgentName] = "order"

    def __init__(
        self, steps: Steps, outbox: Outbox, transactions: Transactions, new_id: "NewId"
    ) -> None:
        self._steps = steps
        self._outbox = outbox
        self._transactions = transactions
        self._new_id = new_id

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        from baton.commerce.effect_kinds import EFFECT_KINDS

        area = platform.area(Commerce)
        steps = Steps(
            orders=area.orders,
            stock=area.stock,
            pricing=area.pricing,
            payments=area.payments,
            carriers=area.carriers,
            ledger=effect_ledger(platform, platform.senders_of(EFFECT_KINDS)),
            clock=platform.clock,
        )
        return cls(steps, platform.outbox, platform.transactions, platform.new_id)

    def perform(self, task: OrderTask) -> OrderResult:
        """Visits the order. Raises ``NotFound``, or ``Unavailable`` if it cannot go on just now."""
        did: list[str] = []
        order = self._steps.orders.get(task.order_id)
        order, wait = self._looked(order), 0
        for _ in range(MOST_STEPS):
            now = self._steps.clock()
            action = next_action(order, now)
            if action is Action.WAIT:
                wait = _until_held(order, now) if order.state is OrderState.AWAITING_BUYER else 0
                break
            try:
                done = self._steps.take(action, order)
                if isinstance(done, Later):
                    wait = done.seconds
                    break
                self._keep(order, done)
            except (StaleVersion, Conflict):
                order = self._steps.orders.get(task.order_id)
                continue
            did.append(action)
            order = done.order
        else:
            wait = 1
        return OrderResult(
            order_id=order.order_id,
            state=order.state,
            version=order.version,
            did=tuple(did),
            wait_seconds=wait,
        )

    def decided(self, task: OrderTask, result: OrderResult) -> Sequence[DecisionRecord]:
        """What was done, if anything was."""
        if not result.did:
            return ()
        return (
            DecisionRecord(
                about="order",
                subject_id=task.order_id,
                once=f"{task.order_id}.{result.version}",
                what=f"The order is {result.state}",
                why=result.did[:40],
                made_by="flow",
            ),
        )

    def _looked(self, order: Order) -> Order:
        """The order, with its payment looked at anew while the buyer has to act."""
        if order.state is not OrderState.AWAITING_BUYER:
            return order
        done = look_at_payment(self._steps, order)
        if isinstance(done, Later):
            return order
        try:
            self._keep(order, done)
        except StaleVersion:
            return self._steps.orders.get(order.order_id)
        return done.order

    def _keep(self, before: Order, done: Done) -> None:
        """Writes the order's next version, with what goes with it, and tells of a new state."""
        with self._transactions.begin() as within:
            self._steps.orders.replace(done.order, within)
            if done.writes:
                done.writes(within)
            if done.order.state is not before.state:
                entry = order_changed(
                    done.order, self.name, message_id=self._new_id(), correlation_id=""
                )
                self._outbox.add(entry, within)


def _until_held(order: Order, now: datetime) -> int:
    return max(1, int((order.held_until - now).total_seconds()) + 1)
