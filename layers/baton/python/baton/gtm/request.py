"""A request in words, and its answer: sentences made by code, the figures and documents they stand
on, and what could not be answered.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.message import AgentName
from baton.core.money import Currency
from baton.gtm.answer import FactsQuery, MissingFacts, Statement
from baton.gtm.figures import FigurePart
from baton.gtm.request_plan import PlanPattern, RequestPlan

MOST_QUESTION = 20_000
"""Characters that are taken; what is too long to be a question is answered so, not refused."""

MOST_STATEMENTS = 200


class RequestQuestion(Contract):
    """What is asked, in words. Within a session, what is left out is that of the question before."""

    question: str = Field(max_length=MOST_QUESTION, description="in words, as people ask")
    session_id: Ulid | None = Field(
        default=None, description="of an earlier answer, to go on with it; a new one without"
    )
    fresh: bool = Field(default=False, description="work it out anew, whatever was kept")

    @field_validator("question")
    @classmethod
    def _has_no_control_characters(cls, text: str) -> str:
        return "".join(letter if letter.isprintable() else " " for letter in text).strip()


class RequestState(StrEnum):
    """How far a request is."""

    WORKING = "working"
    ANSWERED = "answered"
    """everything that was asked has an answer"""
    PARTLY_ANSWERED = "partly_answered"
    """something is missing, and named in ``gaps``"""
    ASKED_BACK = "asked_back"
    """it was not understood well enough; ``ask_back`` says what is wanted to know"""
    DECLINED = "declined"
    """it may not be answered to who asks, or is nothing that Baton answers"""
    FAILED = "failed"
    """nothing could be answered; ``gaps`` says why"""


class RouteStage(StrEnum):
    """What decided who answers: the first stage of the cascade that was sure."""

    FOLLOW_UP = "follow_up"
    KEYWORDS = "keywords"
    LEXICAL = "lexical"
    EMBEDDING = "embedding"
    MODEL = "model"
    NONE = "none"


class RequestRoute(Contract):
    """Who answers, and how that was decided."""

    agents: tuple[AgentName, ...] = ()
    pattern: PlanPattern | None = None
    intent: str | None = Field(default=None, description="the best one, sure or not")
    stage: RouteStage
    confidence: float = Field(ge=0, le=1)


class AnswerFigure(Contract):
    """A figure as it is told: ``name`` is unique in the answer, ``queries`` made it."""

    name: str
    agent: AgentName
    label: str
    value: float | None = None
    text: str
    undefined: str | None = Field(default=None, description="why there is no value")
    unit: str | None = None
    currency: Currency | None = None
    period: str | None = Field(default=None, description="its days, as 2026-01-01/2026-03-31")
    formula: str | None = None
    source: str | None = Field(default=None, description="of the formula")
    parts: tuple[FigurePart, ...] = Field(default=(), description="as that of each channel")
    queries: tuple[str, ...] = Field(default=(), description="the answer's, by their query_id")


class AnswerReference(Contract):
    """What an agent made or keeps, by id: a segment, a draft, a document, a ticket."""

    kind: str = Field(max_length=40, description="as segment, draft, document or ticket")
    id: str = Field(max_length=200)
    label: str | None = Field(default=None, max_length=300)
    link: str | None = Field(default=None, max_length=500)


class GapReason(StrEnum):
    """Why a part of the answer is missing."""

    FAILED = "failed"
    TIMED_OUT = "timed_out"
    UNAVAILABLE = "unavailable"
    INVALID = "invalid"
    """it answered, but with nothing that can be used, each time"""
    NOT_PERMITTED = "not_permitted"
    OVER_BUDGET = "over_budget"
    DEPENDS = "depends"
    """on what is missing"""
    NO_FACTS = "no_facts"
    NOT_READ = "not_read"
    """it was said, and no figure goes by it"""


class Gap(Contract):
    """What is missing in an answer, why, and what would help."""

    agent: AgentName | None = None
    what: str = Field(max_length=300)
    reason: GapReason
    why: str = Field(max_length=300)
    what_to_do: str = Field(max_length=300)


class AgentCost(Contract):
    """What one agent's part took."""

    agent: AgentName
    tries: int = Field(ge=0)
    milliseconds: float = Field(ge=0)
    model_tokens: int = Field(default=0, ge=0)


class RequestCost(Contract):
    """What the answer took. ``held`` bounds ``spent``, whatever a model says."""

    steps: int = Field(default=0, ge=0, description="tasks for agents; tries of one are one step")
    held_tokens: int = Field(default=0, ge=0)
    spent_tokens: int = Field(default=0, ge=0)
    milliseconds: float = Field(default=0, ge=0)
    model_usd: float = Field(default=0, ge=0)
    agents: tuple[AgentCost, ...] = ()

    def with_model(self, tokens: int, usd: float) -> "RequestCost":
        """The same with what a model took for the wording, which was held for it."""
        return self.model_copy(
            update={
                "held_tokens": self.held_tokens + tokens,
                "spent_tokens": self.spent_tokens + tokens,
                "model_usd": self.model_usd + usd,
            }
        )


class RequestAnswer(Contract):
    """The one answer to a request. ``text`` is the statements in words; every figure in it stands
    in ``figures`` with the queries that made it.
    """

    request_id: Ulid
    session_id: Ulid
    question: str
    state: RequestState
    asked_at: UtcDatetime
    answered_at: UtcDatetime | None = None
    text: str = ""
    worded_by: str = Field(default="code", description="code, or the model that worded it")
    statements: tuple[Statement, ...] = Field(default=(), max_length=MOST_STATEMENTS)
    figures: tuple[AnswerFigure, ...] = ()
    queries: tuple[FactsQuery, ...] = ()
    references: tuple[AnswerReference, ...] = ()
    missing: tuple[MissingFacts, ...] = ()
    gaps: tuple[Gap, ...] = ()
    ask_back: str | None = Field(default=None, max_length=600)
    suggestions: tuple[str, ...] = Field(default=(), description="questions that can be answered")
    understood: str | None = Field(
        default=None, max_length=600, description="how the question was read"
    )
    route: RequestRoute | None = None
    plan: RequestPlan | None = None
    cost: RequestCost = Field(default_factory=RequestCost)
    cached_at: UtcDatetime | None = Field(
        default=None, description="when it was worked out, if that was for an earlier request"
    )
    age_seconds: int | None = Field(default=None, ge=0, description="of a kept answer")


class RequestFeedback(Contract):
    """Whether an answer helped, and who should have answered: from this the router learns."""

    helpful: bool
    intent: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,79}$")] | None = Field(
        default=None, description="what was meant, as finance.acquisition"
    )


class FeedbackTaken(Contract):
    """What became of feedback."""

    request_id: Ulid
    learned: bool
    why: str


class SessionView(Contract):
    """A conversation."""

    session_id: Ulid
    begun_at: UtcDatetime
    first_question: str


class SessionPage(Contract):
    """Conversations of who asks, the newest first."""

    items: tuple[SessionView, ...]
    next_cursor: str | None = None


class RequestPage(Contract):
    """Requests of a session, the newest first."""

    items: tuple[RequestAnswer, ...]
    next_cursor: str | None = None
