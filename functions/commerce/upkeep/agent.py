"""The upkeep of commerce: every minute, whatever somebody left behind."""

from typing import TYPE_CHECKING, ClassVar, Self

from baton.commerce.carts.left_carts import LeftCarts
from baton.commerce.container import Commerce
from baton.commerce.effect_kinds import EFFECT_KINDS
from baton.commerce.inventory.service import StockService
from baton.commerce.orders.mailing import is_mail
from baton.commerce.orders.step import OWNER
from baton.commerce.orders.visiting import OrderVisits
from baton.core.errors import BatonError
from baton.core.message import AgentName
from baton.core.observability import logger
from baton.effects.ledger import EffectLedger
from baton.runtime import Agent
from baton.runtime.effect_ledger import effect_ledger
from functions.commerce.upkeep.models import UpkeepResult, UpkeepTask

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class CommerceUpkeep(Agent[UpkeepTask, UpkeepResult]):
    """Gives back stock that is held too long, visits the orders of effects that are due (what is
    unknown is looked up there, what was put off is tried again), sends mails to buyers that are due,
    and tells of carts that were left.
    """

    name: ClassVar[AgentName] = "commerce_upkeep"

    def __init__(
        self, stock: StockService, carts: LeftCarts, visits: OrderVisits, ledger: EffectLedger
    ) -> None:
        self._stock = stock
        self._carts = carts
        self._visits = visits
        self._ledger = ledger

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        return cls(
            platform.area(Commerce).stock,
            LeftCarts.of(cls.name, platform),
            OrderVisits.of(cls.name, platform),
            effect_ledger(platform, platform.senders_of(EFFECT_KINDS)),
        )

    def perform(self, task: UpkeepTask) -> UpkeepResult:
        """Does what is due. What cannot be done now stays due."""
        expired = self._stock.expire(task.most)
        due = self._ledger.due(OWNER, task.most)
        visited = put_off = 0
        for mail in filter(is_mail, due):
            self._visits.send(mail)
        orders = (one.subject_id for one in due if one.subject_id and not is_mail(one))
        for order_id in dict.fromkeys(orders):
            try:
                self._visits.visit(order_id)
                visited += 1
            except BatonError as error:
                put_off += 1
                extra = {"order_id": order_id, "why": str(error)}
                logger("commerce").warning("An order could not be visited.", extra=extra)
        left = self._carts.tell(task.most)
        return UpkeepResult(expired=expired, visited=visited, put_off=put_off, left=left)

    def idle(self, result: UpkeepResult) -> bool:
        """See ``Agent``."""
        return result == UpkeepResult()
