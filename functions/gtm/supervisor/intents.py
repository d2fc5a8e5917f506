"""What people may want, in whose words, and which agent does it: ``agents/<name>.yaml`` and
``plans.yaml``.

An intent is named after its agent, as ``finance.cac``; a pattern of several agents as
``plan.win_back``; what is nothing for Baton is ``none``.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from pydantic import Field

from baton.core.contract import Contract
from baton.core.message import AgentName

NOTHING = "none"
"""The intent of what is nothing for Baton."""

PLAN = "plan"
"""In the place of an agent, for what several do together."""

_FOLDER = Path(__file__).parent


class Intent(Contract):
    """What people may want. ``keywords`` are words that say it whatever else is said."""

    means: str = Field(max_length=120)
    keywords: tuple[str, ...] = ()
    examples: tuple[str, ...] = Field(min_length=5, description="as people ask")


class AgentWords(Contract):
    """An agent, as the supervisor knows it."""

    does: str = Field(max_length=200)
    scope: str = Field(description="that who asks needs")
    seconds: int = Field(ge=1, le=60, description="that it is waited for")
    tokens: int = Field(ge=0, description="of a model that it takes at most")
    reads_only: bool = Field(description="whether its answer may be told again from a cache")
    instead: str = Field(max_length=200, description="what to do while it is unavailable")
    intents: dict[str, Intent]


class _Nothing(Contract):
    examples: tuple[str, ...]


class _Plans(Contract):
    plans: dict[str, Intent]
    nothing: _Nothing


class Vocabulary(Contract):
    """All intents by name, and all agents."""

    agents: dict[AgentName, AgentWords]
    plans: dict[str, Intent]
    nothing: tuple[str, ...]

    def intents(self) -> Mapping[str, Intent]:
        """Every intent of an agent or a plan, by its name."""
        of_agents = {
            f"{agent}.{name}": intent
            for agent, words in self.agents.items()
            for name, intent in words.intents.items()
        }
        return {**of_agents, **{f"{PLAN}.{name}": one for name, one in self.plans.items()}}

    def examples(self) -> list[tuple[str, str]]:
        """Every example with its intent: what an intent means is one too."""
        found = [
            (text, name)
            for name, intent in self.intents().items()
            for text in (intent.means, *intent.examples)
        ]
        return [*found, *((text, NOTHING) for text in self.nothing)]


def agent_of(intent: str) -> str:
    """The agent of an intent; ``plan`` or ``none`` if it has none."""
    return intent.partition(".")[0]


def name_of(intent: str) -> str:
    """What of its agent it is, as ``cac``."""
    return intent.partition(".")[2]


@cache
def vocabulary(folder: Path = _FOLDER) -> Vocabulary:
    """The files, read once. Raises ``pydantic.ValidationError`` for one that is not as it should
    be.
    """
    agents = {
        file.stem: AgentWords.model_validate(_read(file))
        for file in sorted((folder / "agents").glob("*.yaml"))
    }
    plans = _Plans.model_validate(_read(folder / "plans.yaml"))
    return Vocabulary(agents=agents, plans=plans.plans, nothing=plans.nothing.examples)


def _read(file: Path) -> object:
    read: object = yaml.safe_load(file.read_text(encoding="utf-8"))
    return _frozen(read)


def _frozen(value: object) -> object:
    """Lists as tuples, which contracts are strict about."""
    if isinstance(value, Mapping):
        return {name: _frozen(one) for name, one in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


class Keywords:
    """Words that say an intent by themselves. The longest one counts where several overlap."""

    def __init__(self, words: Sequence[tuple[str, str]]) -> None:
        self._intent_of = {word.casefold(): intent for word, intent in words}
        listed = sorted(self._intent_of, key=len, reverse=True)
        self._pattern = re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)" if listed else r"(?!)"
        )

    @classmethod
    def of(cls, words: Vocabulary) -> "Keywords":
        """Those of the agents and plans."""
        return cls([(word, name) for name, one in words.intents().items() for word in one.keywords])

    def said(self, text: str) -> tuple[str, ...]:
        """The intents whose keywords stand in ``text``, each once, in their order."""
        found = (self._intent_of[one[0]] for one in self._pattern.finditer(text.casefold()))
        return tuple(dict.fromkeys(found))
