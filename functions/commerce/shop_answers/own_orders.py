"""The orders that a question is about, of those that who asks may be told of."""

from collections.abc import Sequence
from dataclasses import dataclass

from baton.commerce.order_records import tie_of
from baton.commerce.orders.order import Order
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.orders.tied import tied_orders
from baton.core.errors import NotFound
from baton.privacy.subject import PersonKey
from baton.privacy.subject_repository import SubjectRepository
from baton.runtime.asked_agents import WordsTask
from functions.commerce.shop_answers.numbers_said import (
    LEAST_OF_NUMBER,
    order_ids,
    order_numbers,
)

MOST_LOOKED_AT = 50
MOST_TOLD = 2


@dataclass(frozen=True, slots=True)
class OwnOrders:
    """Finds orders. Whose an order is, is read from the order itself, now: a tie may be old."""

    orders: OrderRepository
    subjects: SubjectRepository

    def asked_about(self, task: WordsTask) -> tuple[Order, ...]:
        """The orders of a question, at most two; none if there is none that may be told: whether one
        of another person is there is not told either. Raises ``Unavailable``.
        """
        if task.staff:
            named = (self._found(one) for one in order_ids(task.question)[:MOST_TOLD])
            return tuple(one for one in named if one is not None)
        if task.person is None:
            return ()
        numbers = order_numbers(task.question)
        own = self._of(task.person)
        if numbers:
            return _named(own, numbers)
        under_way = [one for one in own if not one.state.has_ended]
        return tuple((under_way or own[:1])[:MOST_TOLD])

    def _of(self, person: PersonKey) -> Sequence[Order]:
        """A person's orders, the newest first. Those of other areas' records are none."""
        found = tied_orders(person, self.orders, self.subjects, MOST_LOOKED_AT)
        return [one for one in found if _is_of(one, person)]

    def _found(self, order_id: str) -> Order | None:
        try:
            return self.orders.get(order_id)
        except NotFound:
            return None


def _is_of(order: Order, person: PersonKey) -> bool:
    return not order.erased and person in tie_of(order).keys


def _named(own: Sequence[Order], numbers: Sequence[str]) -> tuple[Order, ...]:
    """Those of a person's orders whose numbers end so. An end that two have names neither."""
    found: dict[str, Order] = {}
    for number in numbers:
        fitting = [one for one in own if one.order_id.endswith(number)]
        if len(fitting) == 1 and len(number) >= LEAST_OF_NUMBER:
            found[fitting[0].order_id] = fitting[0]
    return tuple(found.values())[:MOST_TOLD]
