"""How a request is worked on: which agents, in which order, each with its task and what it may
take.
"""

from enum import StrEnum
from typing import Any

from pydantic import Field

from baton.core.contract import Contract
from baton.core.message import AgentName

MOST_TRIES = 3
"""Of one step: an answer that cannot be used is asked for again fewer than three times."""


class PlanPattern(StrEnum):
    """How agents work together."""

    ONE = "one"
    PARALLEL = "parallel"
    """all at once, none waits for another"""
    WEEKLY_REPORT = "weekly_report"
    """every agent in parallel"""
    WIN_BACK = "win_back"
    """insights, marketing, finance: each uses what the one before found"""


class PlanStep(Contract):
    """One agent's part. ``after`` are the steps whose data it uses; ``task`` is its own
    contract's, made when its turn comes.
    """

    step: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="its name in the plan")
    agent: AgentName
    why: str = Field(max_length=300)
    after: tuple[str, ...] = ()
    seconds: int = Field(ge=1, le=120, description="after which it is given up")
    tokens: int = Field(default=0, ge=0, description="held for it, of the request's budget")


class RequestPlan(Contract):
    """What is done for a request: at most one step more than there are agents."""

    pattern: PlanPattern
    steps: tuple[PlanStep, ...] = ()
    held_tokens: int = Field(default=0, ge=0)
    held_seconds: int = Field(default=0, ge=0)


class TaskForAgent(Contract):
    """What the workflow gives an agent: its task, and for how long it waits."""

    step: str
    agent: AgentName
    attempt: int = Field(ge=1, le=MOST_TRIES)
    seconds: int = Field(ge=1, le=120)
    task: dict[str, Any]


class AgentResult(Contract):
    """What came back for a step: an answer as the agent gave it, or the name of an error."""

    step: str
    agent: AgentName
    attempt: int = Field(ge=1, le=MOST_TRIES)
    answer: dict[str, Any] | None = None
    error: str | None = None
    cause: str | None = None
