"""The catalogue's intake: files of products, prices and stock (requirement F0)."""

from typing import TYPE_CHECKING, ClassVar, Self

from baton.commerce.catalogue_service import CatalogueService
from baton.commerce.container import Commerce
from baton.core.message import AgentName
from baton.runtime import Agent
from functions.commerce.catalogue_intake.applying import Applying
from functions.commerce.catalogue_intake.dropped_file import DroppedCatalogue
from functions.commerce.catalogue_intake.models import CatalogueFile, IntakeProgress

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class CatalogueIntake(Agent[CatalogueFile, IntakeProgress]):
    """Takes a dropped file in, a slice at a time: good rows are in the catalogue and in stock, wrong
    ones in a table with their reasons. Every step may be repeated.
    """

    name: ClassVar[AgentName] = "catalogue_intake"

    def __init__(self, dropped: DroppedCatalogue) -> None:
        self._dropped = dropped

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        catalogue = CatalogueService.of(cls.name, platform)
        applying = Applying(catalogue, platform.area(Commerce).stock, platform.clock)
        return cls(
            DroppedCatalogue(
                files=platform.files,
                applying=applying,
                outbox=platform.outbox,
                transactions=platform.transactions,
                clock=platform.clock,
            )
        )

    def perform(self, task: CatalogueFile) -> IntakeProgress:
        """Takes the next slice. Raises ``Unavailable``: do it again."""
        return self._dropped.take(task.key)
