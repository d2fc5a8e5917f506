"""What support is asked and answers (requirements E5, F2): a quote from the knowledge base with where it
stands, or a ticket for a person.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.message import AgentName
from baton.core.text import prose
from baton.gtm.answer import FactsQuery, MissingFacts, Statement
from baton.knowledge_base.document import CollectionName
from baton.knowledge_base.quotation import Place
from baton.knowledge_base.text import Language
from baton.privacy.subject import PersonKey
from baton.runtime.asked_agents import WordsReference

COLLECTION = "support"
"""The collection of documents that answers come from, unless the question says another."""

MOST_WORDS = 100
"""An answer has fewer, its last question included."""

ANSWERED_FROM = 0.7
"""The confidence below which a person is asked."""

MOST_QUESTION = 20_000
"""Characters of a question: a long mail. What is longer than one question is read by a person."""


def _with_words(text: str) -> str:
    if not any(letter.isalnum() for letter in text):
        raise ValueError("has no word in it; write what you want to know")
    return text


Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_QUESTION),
    AfterValidator(prose),
    AfterValidator(_with_words),
]


class Asker(StrEnum):
    """Who asks."""

    CUSTOMER = "customer"
    LEAD = "lead"
    ANONYMOUS = "anonymous"


class SupportChannel(StrEnum):
    """How a question came, and how its answer goes back."""

    API = "api"
    MCP = "mcp"
    EMAIL = "email"
    LIVE = "live"
    SUPERVISOR = "supervisor"


class SupportOutcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    HANDED_OVER = "handed_over"


class HandoverReason(StrEnum):
    """Why a person answers."""

    UNSURE = "unsure"
    """what was found answers it with less than the confidence needed"""
    CONTRADICTORY = "contradictory"
    """documents answer it differently"""
    NOTHING_FOUND = "nothing_found"
    OTHER_LANGUAGE = "other_language"
    """it is in a language that the matching does not carry to the knowledge base's"""
    ASKED_FOR = "asked_for"
    """whoever asks wants a person"""
    TOO_LONG = "too_long"
    """it is more than one question"""
    UNVERIFIED = "unverified"
    """what was found is not, word for word, in the current version any more, or gives orders"""
    SEARCH_DOWN = "search_down"
    """the knowledge base cannot be searched now, and no answer was kept"""
    NO_RECORD = "no_record"
    """nothing about it is kept that who asks may be told"""
    AGENT_DOWN = "agent_down"
    """whoever keeps it could not be asked now"""


class SupportTask(Contract):
    """A question. ``person`` is whose it is, where that is known; ``reference`` is the channel's own
    name of it, by which an answer finds its way back: no address is needed.
    """

    request_id: Ulid
    question: Words
    asker: Asker = Asker.ANONYMOUS
    person: PersonKey | None = None
    channel: SupportChannel = SupportChannel.API
    language: Language | None = Field(default=None, description="told by the question by default")
    conversation_id: Ulid | None = Field(
        default=None,
        description="earlier questions of the same conversation go into a ticket with it",
    )
    ticket_id: Ulid | None = Field(default=None, description="the ticket that this goes on with")
    collection: CollectionName = COLLECTION
    reference: Annotated[str, StringConstraints(max_length=200)] | None = None
    correlation_id: Annotated[str, StringConstraints(max_length=128)] | None = None


class SupportQuote(Contract):
    """A piece of the current version of a document, word for word, and where it stands."""

    document_id: Ulid
    title: str
    version: int = Field(ge=1)
    place: Place
    quote: str = Field(min_length=1)


class SupportAnswer(Contract):
    """An answer with its quote, or by the agent that keeps what is asked about; or the ticket that a
    person answers. ``confidence`` is the probability that the quote answers the question, calibrated; of
    what is handed over, that of the best found; and 1 of what an agent reads in its own records.
    """

    request_id: Ulid
    outcome: SupportOutcome
    text: str = Field(description="what the asker reads: fewer than 100 words", min_length=1)
    quote: SupportQuote | None = None
    told_by: AgentName | None = Field(
        default=None, description="from its own records; support itself returns a greeting"
    )
    references: tuple[WordsReference, ...] = Field(
        default=(), description="to the records, and to what can be done about them"
    )
    confidence: float = Field(ge=0, le=1)
    language: Language
    conversation_id: Ulid
    reason: HandoverReason | None = None
    ticket_id: Ulid | None = None
    kept_at: UtcDatetime | None = Field(
        default=None, description="of an answer kept from before, since search is down: from when"
    )
    worded_by: str | None = Field(default=None, description="the model that worded it, if one did")
    statements: tuple[Statement, ...] = ()
    missing: tuple[MissingFacts, ...] = ()
    queries: tuple[FactsQuery, ...] = ()

    @model_validator(mode="after")
    def _is_a_quote_or_a_ticket(self) -> Self:
        answered = self.outcome is SupportOutcome.ANSWERED
        ways = (self.quote, self.told_by, self.ticket_id)
        if sum(way is not None for way in ways) != 1 or answered is (self.ticket_id is not None):
            raise ValueError("needs either a quote, an agent that tells it, or a ticket")
        if len(self.text.split()) >= MOST_WORDS:
            raise ValueError(f"text has {MOST_WORDS} words or more")
        return self
