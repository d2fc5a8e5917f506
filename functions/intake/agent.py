"""The intake service: files of leads, row by row (requirement A11)."""

from typing import TYPE_CHECKING, ClassVar, Self

from baton.contracts.message import AgentName
from baton.messaging.reception import Reception
from baton.runtime import Agent
from functions.intake.closing import Closing
from functions.intake.mappings import Mappings
from functions.intake.models import FinishFile, IntakeResult, IntakeTask, OpenFile
from functions.intake.opening import Opening
from functions.intake.taking import Taking

if TYPE_CHECKING:
    from baton.platform import Platform


class Intake(Agent[IntakeTask, IntakeResult]):
    """Opens a dropped file, takes its rows in one by one, and tells what became of them.

    Every step may be repeated: after a crash, or because the same event came twice. A row becomes
    one lead, whatever happens.
    """

    name: ClassVar[AgentName] = AgentName.INTAKE

    def __init__(self, *, opening: Opening, taking: Taking, closing: Closing) -> None:
        self._opening = opening
        self._taking = taking
        self._closing = closing

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The service with its real parts."""
        mappings = Mappings(platform.files)
        return cls(
            opening=Opening(
                files=platform.files,
                imports=platform.imports,
                mappings=mappings,
                clock=platform.clock,
            ),
            taking=Taking(
                imports=platform.imports,
                leads=platform.leads,
                reception=Reception.of(platform),
                subjects=platform.subjects,
                mappings=mappings,
                clock=platform.clock,
            ),
            closing=Closing(
                files=platform.files,
                imports=platform.imports,
                leads=platform.leads,
                outbox=platform.outbox,
                transactions=platform.transactions,
                clock=platform.clock,
            ),
        )

    def perform(self, task: IntakeTask) -> IntakeResult:
        """Does one step. Raises ``NotFound`` for an import that was never opened."""
        step = task.step
        if isinstance(step, OpenFile):
            return self._opening.open(step)
        if isinstance(step, FinishFile):
            return self._closing.finish(step)
        return self._taking.take(step)
