"""The escalation service's task and result."""

from enum import StrEnum
from typing import Self

from pydantic import model_validator

from baton.core.contract import Contract, SubjectName, Ulid
from baton.escalation.case import Decision


class Step(StrEnum):
    """The steps of the ``escalation_case`` workflow."""

    REGISTER = "register"
    """keep the task token with the case; the workflow waits until a person decides"""
    RESUME = "resume"
    """go on with the decision"""
    REMIND = "remind"
    """nobody has decided for long: say so once more before the case ends"""
    EXPIRE = "expire"
    """nobody decided in time: close the case without doing anything to anybody"""


class EscalationTask(Contract):
    """One step of a case. ``task_token`` comes with ``register``, ``decision`` with ``resume``."""

    step: Step
    escalation_id: Ulid
    task_token: str | None = None
    decision: Decision | None = None

    @model_validator(mode="after")
    def _registers_a_token(self) -> Self:
        if self.step is Step.REGISTER and not self.task_token:
            raise ValueError("register needs task_token")
        return self


class EscalationResult(Contract):
    """What the case is about, so that the workflow knows who goes on.

    ``decision`` is what a person said, if one did. After ``expire`` it is there when the decision
    came at the last moment: the workflow then goes on with it as after ``resume``.
    """

    escalation_id: Ulid
    subject: SubjectName
    subject_id: Ulid
    correlation_id: str
    decision: Decision | None = None
