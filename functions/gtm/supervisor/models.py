"""The supervisor's task and result: a request in turns, between which the workflow asks agents."""

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.gtm.request import Gap, RequestAnswer, RequestRoute
from baton.gtm.request_plan import MOST_TRIES, AgentResult, PlanStep, RequestPlan, TaskForAgent
from functions.gtm.supervisor.part import Part
from functions.gtm.supervisor.understanding import Understanding


class Asked(Contract):
    """A request as it came. ``question`` is kept without what is personal; ``may`` are the scopes
    of who asks, which bound what is answered.
    """

    request_id: Ulid
    session_id: Ulid
    question: str = Field(max_length=20_000)
    caller: str = Field(max_length=200)
    may: tuple[str, ...] = ()
    fresh: bool = False
    asked_at: UtcDatetime


class Step(Contract):
    """A step under way: over once it has a part or a gap."""

    assignment: PlanStep
    task: dict[str, object]
    attempt: int = Field(default=0, ge=0, le=MOST_TRIES)
    part: Part | None = None
    gap: Gap | None = None
    asked_at: UtcDatetime | None = None
    milliseconds: float = Field(default=0, ge=0)

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.part is not None or self.gap is not None


class Progress(Contract):
    """A request between two turns."""

    asked: Asked
    understanding: Understanding
    route: RequestRoute
    plan: RequestPlan
    steps: tuple[Step, ...]
    gaps: tuple[Gap, ...] = ()
    turn: int = Field(default=1, ge=1)
    routing_tokens: int = Field(
        default=0, ge=0, description="of the model that was asked whom to ask"
    )
    routing_usd: float = Field(default=0, ge=0)


class SupervisorTask(Contract):
    """The first turn has the request; the others where it stands and what came back."""

    asked: Asked | None = None
    progress: Progress | None = None
    results: tuple[AgentResult, ...] = Field(default=(), max_length=20)


class SupervisorTurn(Contract):
    """Whom to ask now, or the answer."""

    ask: tuple[TaskForAgent, ...] = ()
    progress: Progress | None = None
    answer: RequestAnswer | None = None
