"""What a run's workflow asks of run control."""

from enum import StrEnum

from pydantic import Field

from baton.campaigns.run_turns import StepTask


class Step(StrEnum):
    """What is to be done."""

    HOLD = "hold"
    """keep the token with which the workflow can go on"""
    ABANDONED = "abandoned"
    """nobody let it go on in time"""
    FAILED = "failed"
    """an agent came to no end"""


class RunControlTask(StepTask):
    """``do`` says what; ``step`` and ``visit`` are the run's. ``cause`` is Lambda's report of an error,
    as JSON."""

    do: Step
    task_token: str | None = Field(default=None, max_length=2_048)
    error: str = Field(default="", max_length=1_000)
    cause: str = Field(default="", max_length=40_000)
