"""The order agent (requirement F4): brings an order as far as it comes, or back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.commerce.orders.visiting import OrderVisit, OrderVisits
from baton.core.message import AgentName
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.commerce.order.models import OrderTask

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class OrderAgent(Agent[OrderTask, OrderVisit]):
    """Takes an order's next steps. What they are stands in ``baton.commerce.orders.flow``, and what each
    does in ``steps`` beside it.
    """

    name: ClassVar[AgentName] = "order"

    def __init__(self, visits: OrderVisits) -> None:
        self._visits = visits

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        return cls(OrderVisits.of(cls.name, platform))

    def perform(self, task: OrderTask) -> OrderVisit:
        """Visits the order. Raises ``NotFound``, or ``Unavailable`` if it cannot go on just now."""
        return self._visits.visit(task.order_id)

    def decided(self, task: OrderTask, result: OrderVisit) -> Sequence[DecisionRecord]:
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
