"""The decision trace: which agent decided what, why, and on what grounds (requirement G12).

Inputs are named by reference and never repeated, so that a trace tells how a decision came about
without telling of the person. The reasons are an agent's own words.
"""

from typing import Any

from pydantic import Field

from baton.core.contract import Contract, SubjectName, Ulid, UtcDatetime
from baton.core.message import AgentName


class _Told(Contract):
    """What a decision is, why it was taken, and on what grounds."""

    about: SubjectName = Field(description="whose story it belongs to")
    subject_id: Ulid
    what: str = Field(max_length=300, description="the decision in one line")
    why: tuple[str, ...] = Field(default=(), max_length=40)
    inputs: tuple[str, ...] = Field(
        default=(), max_length=40, description="references, as lead/01J…@2"
    )
    made_by: str | None = Field(
        default=None, description="the version of what decided: a scorecard, rules, a prompt"
    )
    model: str | None = Field(default=None, description="the language model, if one was asked")
    cost_usd: float = Field(default=0, ge=0, description="what that, or what was done, cost")


class DecisionRecord(_Told):
    """One decision, as the agent that took it tells it.

    ``once`` tells it from the agent's other decisions about the same subject: the version of a lead
    that was decided on, a review's id. Whatever repeats the task (a retry, a second execution, an
    event that comes twice) gives the same, and so the decision is kept once. ``at`` is when it was
    taken, if the result says; else it is the end of the task.
    """

    once: str = Field(min_length=1, max_length=300)
    at: UtcDatetime | None = None

    def told(self) -> dict[str, Any]:
        """What is kept of it as it is."""
        return {name: getattr(self, name) for name in _Told.model_fields}


class TracedDecision(_Told):
    """A decision as it is kept: with who took it, when, in which step, and how long that took."""

    decision_id: str = Field(description="the same for every repetition of the task")
    agent: AgentName
    step: str | None = None
    correlation_id: str
    execution: str | None = Field(
        default=None, description="the workflow's, of the last repetition"
    )
    at: UtcDatetime
    milliseconds: float = Field(ge=0)


def decision_id(agent: AgentName, decided: DecisionRecord) -> str:
    """The id under which a decision is kept: of who decides, on what. Neither step nor execution is in
    it, since they change when a task is repeated by somebody else.
    """
    return f"{agent}/{decided.once}"


def record_at(kind: str, record_id: str, version: int) -> str:
    """The reference to a record of this kind, as ``lead``, as it was decided on."""
    return f"{kind}/{record_id}@{version}"
