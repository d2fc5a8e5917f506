"""The history of purchases."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, ClassVar, Self

from baton.aws.files import Files
from baton.commerce.container import Commerce
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.recommending.purchases import FOLDER, MOST_PURCHASES
from baton.core.clock import Clock
from baton.core.message import AgentName
from baton.facts.query import Facts
from baton.runtime import Agent
from functions.commerce.purchase_history.history_file import Line, packed
from functions.commerce.purchase_history.models import GatherResult, GatherTask
from functions.commerce.purchase_history.sources import facts_of, orders_of

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class PurchaseHistory(Agent[GatherTask, GatherResult]):
    """Gathers who bought what when, from the shop's orders and then from facts, into one file of which
    recommendations are learned. Nothing is held but a few thousand lines.
    """

    name: ClassVar[AgentName] = "purchase_history"

    def __init__(
        self,
        *,
        facts: Facts,
        orders: OrderRepository,
        files: Files,
        clock: Clock,
        most: int = MOST_PURCHASES,
    ) -> None:
        self._facts = facts
        self._orders = orders
        self._files = files
        self._clock = clock
        self._most = most

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        return cls(
            facts=platform.facts,
            orders=platform.area(Commerce).orders,
            files=platform.files,
            clock=platform.clock,
        )

    def perform(self, task: GatherTask) -> GatherResult:
        """Writes the file, whole or not at all. Raises ``Unavailable``: do it again."""
        now = self._clock()
        from_orders = _Counted(orders_of(self._orders, now, task.days))
        from_facts = _Counted(facts_of(self._facts, now, task.days))
        both = chain(from_orders, from_facts)
        lines = islice(both, self._most)
        first = next(lines, None)
        if first is None:
            return GatherResult()
        key = f"{FOLDER}shop/{now:%Y-%m-%d}.csv.gz"
        parts = packed(chain([first], lines))
        self._files.write(key, parts, content_type="application/gzip")
        written = (from_orders.lines, from_facts.lines)
        cut = next(both, None) is not None
        return GatherResult(purchases=key, from_orders=written[0], from_facts=written[1], cut=cut)


class _Counted:
    """Lines, counted while they are read."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = lines
        self.lines = 0

    def __iter__(self) -> Iterator[Line]:
        for line in self._lines:
            self.lines += 1
            yield line
