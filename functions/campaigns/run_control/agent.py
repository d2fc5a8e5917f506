"""The agent that holds runs for people and records what went wrong in them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.campaigns.campaign import SUBJECT
from baton.campaigns.run import CampaignRun
from baton.campaigns.run_changes import failed, stopped
from baton.campaigns.run_turns import Action, NextTurn, turn_of
from baton.campaigns.run_writer import RunWriter
from baton.core.clock import Clock
from baton.core.message import AgentName
from baton.messaging.workflows import Workflows
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.campaigns.run_control.causes import cause_of
from functions.campaigns.run_control.models import RunControlTask, Step

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class RunControl(Agent[RunControlTask, NextTurn]):
    """Holds a run until somebody lets it go on, and records an agent's failure in it.

    Whoever resumes a run or decides a case may be faster than the workflow that comes here to be held:
    it is then let go at once.
    """

    name: ClassVar[AgentName] = "run_control"

    def __init__(self, writer: RunWriter, workflows: Workflows, clock: Clock) -> None:
        self._writer = writer
        self._workflows = workflows
        self._clock = clock

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        return cls(RunWriter.of(cls.name, platform), platform.workflows, platform.clock)

    def perform(self, task: RunControlTask) -> NextTurn:
        """Does one thing. Raises ``NotFound`` for an unknown run."""
        match task.do:
            case Step.HOLD:
                return self._held(task)
            case Step.ABANDONED:
                return self._ended(task)
            case Step.FAILED:
                return self._failed(task)

    def decided(self, task: RunControlTask, result: NextTurn) -> Sequence[DecisionRecord]:
        """See ``Agent``: what went wrong, in the story of the campaign."""
        if result.told is None:
            return ()
        return (
            DecisionRecord(
                about=SUBJECT,
                subject_id=task.campaign_id,
                once=f"run/{task.run_id}/{task.visit}/{task.do}",
                what=f"{task.step.replace('_', ' ')} {task.do}",
                why=(result.told,),
                inputs=(f"run/{task.run_id}",),
            ),
        )

    def _held(self, task: RunControlTask) -> NextTurn:
        token = task.task_token or ""

        def hold(run: CampaignRun) -> CampaignRun:
            if self._turn(run, task).action is not Action.HOLD or run.task_token == token:
                return run
            return run.next_version(self._clock(), task_token=token)

        turn = self._turn(self._writer.change(task.campaign_id, task.run_id, hold), task)
        if turn.action is not Action.HOLD:
            self._workflows.complete_task(token, turn.to_json())
        return turn

    def _ended(self, task: RunControlTask) -> NextTurn:
        def end(run: CampaignRun) -> CampaignRun:
            if self._turn(run, task).action is not Action.HOLD:
                return run
            return stopped(run, "nobody, for whom it waited too long", self._clock())

        return self._turn(self._writer.change(task.campaign_id, task.run_id, end), task)

    def _failed(self, task: RunControlTask) -> NextTurn:
        cause = cause_of(task.error, task.cause)

        def record(run: CampaignRun) -> CampaignRun:
            named = (run.execution, run.step, run.visit)
            if named != (task.execution, task.step, task.visit) or run.is_over:
                return run
            return failed(run, cause, self._clock())

        run = self._writer.change(task.campaign_id, task.run_id, record)
        return self._turn(run, task, cause)

    def _turn(self, run: CampaignRun, task: RunControlTask, told: str | None = None) -> NextTurn:
        return turn_of(run, task.execution, self._clock(), told)
