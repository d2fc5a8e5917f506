"""A run of a campaign: the one state that all its agents read and write (requirement D7). Pure."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from baton.campaigns.brief import Brief
from baton.campaigns.parts.ads import AdsPart
from baton.campaigns.parts.content import ContentPart
from baton.campaigns.parts.leads import LeadsPart
from baton.campaigns.parts.performance import PerformancePart
from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned
from baton.core.message import AgentName

MOST_REVISIONS = 3
"""How often analytics may send a run back to its content."""

MOST_LOGGED = 100
"""Steps and errors that a run keeps, the latest ones."""


class RunStepName(StrEnum):
    """Where a run stands: the agent whose turn it is, or what it waits for."""

    LEAD_GENERATION = "lead_generation"
    CONTENT_CREATOR = "content_creator"
    AD_MANAGER = "ad_manager"
    ANALYTICS = "analytics"
    END = "end"


WorkStep = Literal[
    RunStepName.LEAD_GENERATION,
    RunStepName.CONTENT_CREATOR,
    RunStepName.AD_MANAGER,
    RunStepName.ANALYTICS,
]
"""A step that an agent does."""


class RunState(StrEnum):
    """What a run does."""

    RUNNING = "running"
    WAITING = "waiting"
    """for a person's approval, or for enough data"""
    PAUSED = "paused"
    STOPPED = "stopped"
    ENDED = "ended"
    FAILED = "failed"


OVER = frozenset({RunState.STOPPED, RunState.ENDED, RunState.FAILED})


class StepOutcome(StrEnum):
    """How one visit of a step ended."""

    DONE = "done"
    NEEDS_DATA = "needs_data"
    """it is to be visited again later"""
    NEEDS_PERSON = "needs_person"
    """it is to be visited again when a person has decided"""
    FAILED = "failed"


class StepLog(Contract):
    """One visit of a step, and how it ended."""

    step: RunStepName
    visit: int = Field(ge=1)
    revision: int = Field(ge=0, le=MOST_REVISIONS)
    outcome: StepOutcome
    summary: str = Field(max_length=500)
    started_at: UtcDatetime
    ended_at: UtcDatetime


class RunError(Contract):
    """What went wrong, where and when."""

    agent: AgentName
    step: RunStepName
    visit: int = Field(ge=1)
    cause: str = Field(max_length=500)
    at: UtcDatetime


class RunCost(Contract):
    """What a run has cost beside advertising: language models in millionths of a US dollar, and the
    credits that lead sources charged.
    """

    model_micros: int = Field(default=0, ge=0)
    model_tokens: int = Field(default=0, ge=0)
    source_credits: int = Field(default=0, ge=0)

    def plus(self, more: "RunCost") -> "RunCost":
        """Both together."""
        return RunCost(
            **{name: getattr(self, name) + getattr(more, name) for name in RunCost.model_fields}
        )


class RunView(Versioned):
    """One run, as people see it. ``step`` and ``visit`` say whose turn it is: a task for any other visit
    is a repetition.

    ``execution`` is the workflow execution that carries the run: repeating a step begins another, and
    what an earlier one still has in hand changes nothing any more. ``revision`` counts how often
    analytics sent it back. ``why`` says in words what the run waits for, or why it ended.
    """

    run_id: Ulid
    campaign_id: Ulid
    brief: Brief
    created_at: UtcDatetime
    updated_at: UtcDatetime
    state: RunState = RunState.RUNNING
    step: RunStepName = RunStepName.LEAD_GENERATION
    visit: int = Field(default=1, ge=1)
    execution: Ulid
    revision: int = Field(default=0, ge=0, le=MOST_REVISIONS)
    why: str | None = Field(default=None, max_length=500)
    resume_at: UtcDatetime | None = Field(default=None, description="when it looks for data again")
    started_by: str
    correlation_id: str
    leads: LeadsPart | None = None
    content: ContentPart | None = None
    ads: AdsPart | None = None
    performance: PerformancePart | None = None
    cost: RunCost = RunCost()
    steps: tuple[StepLog, ...] = Field(default=(), max_length=MOST_LOGGED)
    errors: tuple[RunError, ...] = Field(default=(), max_length=MOST_LOGGED)


class CampaignRun(RunView):
    """A run as it is kept: with the token of the workflow that is held, which never leaves Baton."""

    task_token: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing happens in it any more."""
        return self.state in OVER

    def view(self) -> RunView:
        """The run as people see it."""
        return RunView.model_validate(self.model_dump(exclude={"task_token"}))
