"""What an agent asks the language model for, and what it gets: the port of ``baton.language``.

With no model configured, the budget spent, the kill switch on, or an answer that cannot be used, an
agent gets what its own template says instead, and is told so. A model never raises here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from baton.language.prompts import Prompt

Answer = TypeVar("Answer", bound=BaseModel)

PATIENCE = 60.0
"""Seconds that an answer may take in all, waits and corrections included, unless an agent says."""


class WrittenBy(StrEnum):
    """Who wrote it."""

    MODEL = "model"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationRequest(Generic[Answer]):
    """One thing to be written.

    ``values`` are the company's own words for the prompt's places; ``outside`` is text from elsewhere
    (a person's message, a web page), which is enclosed as data before it gets there. ``form`` is
    what the answer must be; ``check`` names further faults of an answer, in words that the model is
    given to correct itself, and that an operator may read: nothing personal. ``subject`` is the
    person whom any of this is about (``baton.leads.person_keys.person_of``), so that erasure reaches
    what is cached; an ask without one must hold nothing personal. ``fresh`` takes no cached answer.
    """

    prompt: Prompt
    form: type[Answer]
    template: Callable[[], Answer]
    values: Mapping[str, str] = field(default_factory=dict)
    outside: Mapping[str, str] = field(default_factory=dict)
    check: Callable[[Answer], Sequence[str]] = lambda _: ()
    subject: str | None = None
    importance: float = 50.0
    """how much it matters whom it is for, 0 to 100: worth a place in the cache"""
    patience: float = PATIENCE
    fresh: bool = False


class StreamedText(BaseModel):
    """The form of what is streamed: plain text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(Generic[Answer]):
    """What was written, and how it came about: enough for a decision's trace (G12)."""

    value: Answer
    written_by: WrittenBy
    reason: str
    """in words for an operator; nothing personal"""
    agent: str
    purpose: str
    prompt_version: str
    model: str | None = None
    """as the endpoint names it; of the template, none"""
    cached: bool = False
    calls: int = 0
    """requests to the model, tries and corrections included"""
    tokens_in: int = 0
    tokens_out: int = 0
    cost_micros: int = 0
    """millionths of a dollar, as charged to the day's budget"""
    milliseconds: float = 0.0


class Language(Protocol):
    """The language model, or what stands in for it."""

    def write(self, ask: GenerationRequest[Answer]) -> Written[Answer]:
        """An answer in its form. Waits for the model: not for a lead's critical path."""
        ...

    def speak(self, ask: GenerationRequest[StreamedText]) -> Iterator[str | Written[StreamedText]]:
        """The pieces of an answer as they come, for a person who waits; then the whole.

        Only whole sentences are given, each after ``ask.check`` has passed all of the text so far.
        If the last piece was written by the template, it is said instead of all that came before.
        """
        ...
