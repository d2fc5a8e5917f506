"""The base of the agents of a run: what each of them would otherwise do for itself (requirement D7)."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from baton.campaigns.campaign import SUBJECT
from baton.campaigns.parts.ads import AdsPart
from baton.campaigns.parts.content import ContentPart
from baton.campaigns.parts.leads import LeadsPart
from baton.campaigns.parts.performance import PerformancePart
from baton.campaigns.run import CampaignRun, RunStepName
from baton.campaigns.run_changes import StepReport, reported
from baton.campaigns.run_turns import NextTurn, StepTask, is_turn, turn_of
from baton.campaigns.run_writer import RunWriter, Writes
from baton.core.clock import Clock
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

Part = LeadsPart | ContentPart | AdsPart | PerformancePart

_PLACES: dict[type[Part], str] = {
    LeadsPart: "leads",
    ContentPart: "content",
    AdsPart: "ads",
    PerformancePart: "performance",
}


@dataclass(frozen=True, slots=True)
class StepWork:
    """What a visit came to: the agent's ``part`` of the run, how it ended, and what else is written in
    the transaction that keeps both.
    """

    part: Part
    report: StepReport
    writes: Writes | None = None


class RunStep(Agent[StepTask, NextTurn]):
    """An agent whose turn comes in a run. It does its ``work``; this merges its part into the run in one
    transaction with whose turn it is next.

    ``work`` may be done twice: after a crash before the merge, the task comes again. What it does
    outside must therefore be keyed by run and visit. Nobody else's part is overwritten, and a run that
    was paused or stopped meanwhile stays so. What it raises, ``run_control`` records in the run.
    """

    step: ClassVar[RunStepName]

    def __init__(self, writer: RunWriter, clock: Clock) -> None:
        self._writer = writer
        self._now = clock

    @classmethod
    def writer_of(cls, platform: "Platform") -> RunWriter:
        """Writes runs in the agent's name."""
        return RunWriter.of(cls.name, platform)

    @abstractmethod
    def work(self, run: CampaignRun) -> StepWork:
        """Does the step's work, from what the run says. Raises ``BatonError`` if it cannot be done."""

    def perform(self, task: StepTask) -> NextTurn:
        """See ``Agent``. A task that is not the run's turn does nothing and says whose turn it is."""
        run = self._writer.get(task.campaign_id, task.run_id)
        begun = self._now()
        if not is_turn(run, task, begun):
            return turn_of(run, task.execution, begun)
        done = self.work(run)
        now = self._now()

        def merged(kept: CampaignRun) -> CampaignRun:
            if (kept.execution, kept.visit) != (run.execution, run.visit):
                return kept
            with_part = kept.model_copy(update={_PLACES[type(done.part)]: done.part})
            return reported(with_part, done.report, begun, now)

        changed = self._writer.change(task.campaign_id, task.run_id, merged, done.writes)
        return turn_of(changed, task.execution, now, done.report.summary)

    def decided(self, task: StepTask, result: NextTurn) -> Sequence[DecisionRecord]:
        """See ``Agent``: what each visit came to, in the story of its campaign."""
        if result.told is None:
            return ()
        return (
            DecisionRecord(
                about=SUBJECT,
                subject_id=task.campaign_id,
                once=f"run/{task.run_id}/{task.visit}",
                what=result.told[:300],
                why=(f"next: {result.step.replace('_', ' ')}",),
                inputs=(f"run/{task.run_id}",),
            ),
        )
