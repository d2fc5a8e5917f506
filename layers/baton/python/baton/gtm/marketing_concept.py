"""A campaign's concept: what it says to whom, and by what its success is told."""

from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract
from baton.gtm.message_set import Language

TEMPLATE = "template"
"""Who wrote a text, if no model did."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class SuccessMeasure(Contract):
    """A measure of success. ``now`` is what facts say of it today, and is ``None`` where they say
    nothing; ``goal`` follows from it by a rule that ``rule`` says, never from a wish.
    """

    name: str = Field(max_length=80)
    now: float | None = None
    now_text: str = Field(max_length=120, description="as people write it, or that it is not known")
    goal: float | None = None
    goal_text: str = Field(max_length=200)
    rule: str = Field(default="", max_length=200)
    queries: tuple[str, ...] = Field(default=(), description="the answer's, by their query_id")


class Concept(Contract):
    """What a campaign says. ``written_by`` is ``template`` or the model; ``why`` says why a template
    stands, or what a model was not shown.
    """

    language: Language
    idea: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    messages: tuple[Line, Line, Line]
    call_to_action: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    measures: tuple[SuccessMeasure, ...] = Field(max_length=8)
    written_by: str = Field(max_length=80)
    why: str = Field(default="", max_length=1_000)
    prompt_version: str | None = None
    cost_micros: int = Field(default=0, ge=0, description="of a model, in 10^-6 US dollars")
    documents: tuple[str, ...] = Field(default=(), description="of the company, written from")
