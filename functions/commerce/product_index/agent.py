"""The agent that keeps the index of products (requirement F0) as catalogue and inventory have it."""

from typing import TYPE_CHECKING, ClassVar, Self

from baton.commerce.searching.feeding import IndexFeeding
from baton.core.message import AgentName
from baton.runtime import Agent
from functions.commerce.product_index.models import IndexResult, IndexTask

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class ProductIndexer(Agent[IndexTask, IndexResult]):
    """Looks at what changed whenever it is told of it, twice, late or in any order; every night it goes
    through all products, puts in what the index lacks, and builds one of another version anew.
    """

    name: ClassVar[AgentName] = "product_index"

    def __init__(self, feeding: IndexFeeding) -> None:
        self._feeding = feeding

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        return cls(IndexFeeding.of(platform))

    def perform(self, task: IndexTask) -> IndexResult:
        """Follows, or looks after the index. Raises ``Unavailable`` or ``Conflict``: then try again."""
        if task.product_id is None and task.sku is None:
            return IndexResult(is_current=self._feeding.renew(task.most))
        products = () if task.product_id is None else (task.product_id,)
        skus = () if task.sku is None else (task.sku,)
        return IndexResult(changed=self._feeding.follow(products, skus))
