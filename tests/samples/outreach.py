"""A lead with a plan, and outreach that carries it out, all in memory."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from baton.core.settings import Settings
from baton.effects.effect import Effect, EffectKind, EffectState
from baton.effects.sender import DeliveryStatus
from baton.effects.sweep import SweepResult
from baton.leads.interaction import InteractionKind, NewOutcome
from baton.leads.lead import Lead
from baton.leads.outcomes import OutcomeService
from baton.leads.steps import StepReference
from baton.runtime.platform import Platform
from functions.leads.outreach.agent import Outreach
from functions.leads.outreach.models import OutreachTask
from functions.leads.result_writer.agent import ResultWriter
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.effects import FakeSender, FakeSenders
from tests.fakes.platform.faults import Faults
from tests.fakes.platform.transaction import Ground
from tests.samples.pipeline import a_lead, an_assembly_task, receive

STEPS = 3
SETTINGS = Settings(links="https://api.baton.example", link_secret="links")
DAYS = timedelta(days=12)
"""After them a sequence has ended, whatever befell it."""


@dataclass
class Campaigning:
    """One processed lead: a call tomorrow, then two e-mails, two days apart each."""

    faults: Faults = field(default_factory=Faults)
    record: DeliveryStatus | None = None
    details: dict[str, Any] = field(default_factory=dict)
    settings: Settings = SETTINGS
    platform: FakePlatform = field(init=False)
    sender: FakeSender = field(init=False)
    lead: Lead = field(init=False)

    def __post_init__(self) -> None:
        self.platform = FakePlatform(self.settings, faults=self.faults)
        self.sender = FakeSender(Ground(self.faults), record=self.record)
        senders = {EffectKind.EMAIL: self.sender, EffectKind.CALL_TASK: self.sender}
        self.platform.senders = FakeSenders(senders)
        received = a_lead(**self.details)
        receive(self.platform, received)
        assembly = ResultWriter.assemble(cast("Platform", self.platform))
        self.lead = assembly.perform(an_assembly_task(received)).lead

    def outreach(self, platform: FakePlatform | None = None) -> Outreach:
        """Outreach, as a process has it."""
        return Outreach.assemble(cast("Platform", platform or self.platform))

    def sweep(self, platform: FakePlatform | None = None) -> SweepResult:
        """What happens each minute."""
        return self.outreach(platform).perform(OutreachTask())

    def at(self, step: int, **later: float) -> None:
        """Sets the clock to when a step is due, or so much later."""
        assert self.lead.report is not None
        assert self.lead.report.plan is not None
        self.platform.clock.set(self.lead.report.plan.steps[step - 1].at + timedelta(**later))

    def effects(self) -> list[Effect]:
        """What is kept of the lead's effects, by step."""
        return sorted(self.platform.effects.all(), key=lambda one: StepReference.of(one).step)

    def states(self) -> list[EffectState]:
        """Their states."""
        return [one.state for one in self.effects()]

    def outcome(self, kind: InteractionKind) -> None:
        """Something happened, as a caller reports it."""
        service = OutcomeService.of(cast("Platform", self.platform))
        outcome_id = self.platform.new_id()
        service.record(
            self.lead.lead_id, NewOutcome(kind=kind), outcome_id=outcome_id, correlation_id="c-1"
        )

    def run_to_the_end(self, platform: FakePlatform | None = None) -> None:
        """Sweeps whenever something is due, until nothing more becomes of anything."""
        self.run_to_the_end_of(platform)

    def run_to_the_end_of(self, platform: FakePlatform | None = None, *, days: int = 0) -> None:
        """The same, with so many days more."""
        platform = platform or self.platform
        while platform.clock() < NOON + DAYS + timedelta(days=days):
            self.sweep(platform)
            due = [one.due_at for one in platform.effects.all() if one.due_at]
            if not due:
                return
            platform.clock.set(max(min(due), platform.clock() + timedelta(seconds=1)))
