"""The intake service: files of leads, row by row (requirement A11)."""

from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.message import AgentName
from baton.leads.container import Leads
from baton.leads.lead_intake import LeadIntake
from baton.runtime import Agent
from functions.leads.intake.closing import ImportCompletion
from functions.leads.intake.mappings import Mappings
from functions.leads.intake.models import FinishFile, IntakeResult, IntakeTask, OpenFile
from functions.leads.intake.opening import Opening
from functions.leads.intake.taking import Taking

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class Intake(Agent[IntakeTask, IntakeResult]):
    """Opens a dropped file, takes its rows in one by one, and tells what became of them.

    Every step may be repeated: after a crash, or because the same event came twice. A row becomes
    one lead, whatever happens.
    """

    name: ClassVar[AgentName] = "intake"

    def __init__(self, *, opening: Opening, taking: Taking, closing: ImportCompletion) -> None:
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
                imports=platform.area(Leads).imports,
                mappings=mappings,
                outbox=platform.outbox,
                transactions=platform.transactions,
                clock=platform.clock,
            ),
            taking=Taking(
                imports=platform.area(Leads).imports,
                leads=platform.area(Leads).leads,
                intake=LeadIntake.of(platform),
                subjects=platform.subjects,
                mappings=mappings,
                clock=platform.clock,
            ),
            closing=ImportCompletion(
                files=platform.files,
                imports=platform.area(Leads).imports,
                leads=platform.area(Leads).leads,
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
