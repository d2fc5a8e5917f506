"""The escalation service's task and result."""

from enum import StrEnum

from baton.contracts.base import Contract, Ulid
from baton.contracts.escalation import Decision, Subject


class Step(StrEnum):
    """The steps of the ``escalation_case`` workflow."""

    REGISTER = "register"
    """keep the task token with the case; the workflow waits until a person decides"""
    RESUME = "resume"
    """go on with the decision"""
    EXPIRE = "expire"
    """nobody decided in time: close the case without doing anything to anybody"""


class EscalationTask(Contract):
    """One step of a case. ``task_token`` comes with ``register``, ``decision`` with ``resume``."""

    step: Step
    escalation_id: Ulid
    task_token: str | None = None
    decision: Decision | None = None


class EscalationResult(Contract):
    """What the case is about, so that the workflow knows who goes on."""

    escalation_id: Ulid
    subject: Subject
    subject_id: Ulid
    correlation_id: str
