"""Agents that can be asked in words by other areas: what they answer, in whose words, and how.

An area registers one by a file: ``baton/<area>/asked/<agent>.yaml`` says what it is asked and who may
ask. The agent takes a ``WordsTask`` and gives a ``WordsAnswer``, so that nobody who asks knows its area.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from pydantic import Field

from baton.core import areas
from baton.core.contract import Contract, Ulid
from baton.core.message import AgentName
from baton.core.packaged_yaml import yaml_of
from baton.core.text import folded_words
from baton.privacy.subject import PersonKey

MOST_QUESTION = 20_000

_READ_OF_CUSTOMERS = 1_500
"""Characters: what is longer is more than one question."""


class Intent(Contract):
    """What people may want. ``keywords`` are words that say it whatever else is said; ``customers``
    are what customers say who want it of their own, by language.
    """

    means: str = Field(max_length=120)
    keywords: tuple[str, ...] = ()
    examples: tuple[str, ...] = Field(min_length=5, description="as people ask")
    customers: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class AgentWords(Contract):
    """An agent, as those who ask it know it."""

    does: str = Field(max_length=200)
    scope: str = Field(description="that who asks needs")
    seconds: int = Field(ge=1, le=60, description="that it is waited for")
    tokens: int = Field(ge=0, description="of a model that it takes at most")
    reads_only: bool = Field(description="whether its answer may be told again from a cache")
    instead: str = Field(max_length=200, description="what to do while it is unavailable")
    workflow: str | None = Field(
        default=None, description="an Express one that asks it, for who answers customers"
    )
    intents: dict[str, Intent]


class WordsTask(Contract):
    """A question. Of single persons an agent tells ``person`` what is theirs; and anybody's to
    ``staff``, who have the agent's scope. To who is neither it tells of nobody.
    """

    request_id: Ulid
    question: str = Field(min_length=1, max_length=MOST_QUESTION)
    intents: tuple[str, ...] = Field(min_length=1, max_length=8)
    person: PersonKey | None = None
    staff: bool = False
    language: str = Field(default="en", pattern=r"^[a-z]{2}$")
    last: date | None = Field(default=None, description="of the days that are asked about")


class WordsReference(Contract):
    """What an answer is about, by id, and where its own API has it."""

    kind: str = Field(max_length=40)
    id: str = Field(max_length=200)
    label: str | None = Field(default=None, max_length=300)
    link: str | None = Field(default=None, max_length=500)


class WordsAnswer(Contract):
    """Sentences made by code from what is kept; none if there is nothing to tell who asks, and why."""

    request_id: Ulid
    statements: tuple[str, ...] = Field(default=(), max_length=20)
    references: tuple[WordsReference, ...] = Field(default=(), max_length=20)
    missing: str | None = Field(default=None, max_length=300)


@cache
def asked_agents() -> Mapping[AgentName, AgentWords]:
    """Those of the areas that are on, by name. Raises ``ValidationError`` for a file that is not as it
    should be, and ``ValueError`` if two have one name.
    """
    found: list[tuple[AgentName, AgentWords]] = []
    for area in areas.enabled():
        folder = files(f"baton.{area}").joinpath("asked")
        if folder.is_dir():
            every = sorted(folder.iterdir(), key=lambda file: file.name)
            found += [
                (file.name.removesuffix(".yaml"), agent_words(file.read_text(encoding="utf-8")))
                for file in every
                if file.name.endswith(".yaml")
            ]
    return {name: words for name, (_, words) in areas.by_name("the agent", found, _name_of).items()}


def agent_words(text: str) -> AgentWords:
    """An agent's file. Raises ``ValidationError``."""
    return AgentWords.model_validate(as_contract(yaml_of(text)))


class Said(NamedTuple):
    """The agent that a customer's question is for, what is asked of it, and in which language."""

    agent: AgentName
    intents: tuple[str, ...]
    language: str


def asked_by_customer(question: str, agents: Mapping[AgentName, AgentWords]) -> Said | None:
    """Whom a customer's question is for; ``None`` for a question that is for none. Pure."""
    line = f" {' '.join(folded_words(question[:_READ_OF_CUSTOMERS]))} "
    for name, words in agents.items():
        said = {
            intent: language
            for intent, one in words.intents.items()
            for language, sayings in one.customers.items()
            if any(f" {' '.join(folded_words(saying))} " in line for saying in sayings)
        }
        if said and words.workflow:
            return Said(name, tuple(said), next(iter(said.values())))
    return None


def _name_of(found: tuple[AgentName, AgentWords]) -> AgentName:
    return found[0]


def as_contract(value: Any) -> Any:
    """What a YAML file says, with lists as tuples, which contracts are strict about."""
    if isinstance(value, dict):
        return {name: as_contract(one) for name, one in value.items()}
    return tuple(map(as_contract, value)) if isinstance(value, list) else value
