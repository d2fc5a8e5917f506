"""What people may want, in whose words, and which agent does it: ``agents/<name>.yaml``,
``plans.yaml``, and what other areas register (``baton.runtime.asked_agents``).

An intent is named after its agent, as ``finance.cac``; a pattern of several agents as
``plan.win_back``; a number of a business that nobody here tells as ``untold.profit``; what is nothing
for Baton is ``none``.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from baton.core.contract import Contract
from baton.core.message import AgentName
from baton.core.packaged_yaml import yaml_of
from baton.runtime.asked_agents import (
    AgentWords,
    Intent,
    agent_words,
    as_contract,
    asked_agents,
)
from functions.gtm.supervisor.calendar_days import MONTH_NUMBERS
from functions.gtm.supervisor.spelling import Spelling
from functions.gtm.supervisor.text_features import stem, words_in

NOTHING = "none"
"""The intent of what is nothing for Baton."""

UNTOLD = "untold"
"""In the place of an agent, for numbers that no agent tells."""

PLAN = "plan"
"""In the place of an agent, for what several do together."""

KEYWORD_PRECISION = 0.95
"""Of the examples in which a keyword stands, the share of its own intent from which it decides."""

_FRAME = {
    "a", "about", "after", "against", "an", "and", "are", "at", "average", "before", "better",
    "between", "by", "compare", "compared", "current", "date", "decline", "declined",
    "declining", "decrease", "decreased", "decreasing", "did", "do", "does", "down", "drop",
    "dropped", "dropping", "during", "end", "fall", "fallen", "falling", "fell", "for", "from",
    "get", "give", "go", "grew", "grow", "growing", "grown", "had", "has", "have", "higher",
    "how", "i", "in", "increase", "increased", "increasing", "is", "it", "last", "latest",
    "list", "lower", "me", "mean", "month", "months", "much", "my", "now", "of", "on", "or",
    "our", "please", "quarter", "rise", "risen", "rising", "rose", "s", "same", "show", "since",
    "so", "tell", "than", "that", "the", "then", "these", "this", "through", "till", "to",
    "today", "until", "up", "us", "versus", "via", "vs", "was", "we", "week", "weeks", "went",
    "were", "what", "whats", "why", "with", "worse", "year", "yesterday", "you",
    *MONTH_NUMBERS,
}  # fmt: skip
"""Words that frame a figure and say nothing of which."""

_NUMBERED = re.compile(r"\d")

_FOLDER = Path(__file__).parent


class _Nothing(Contract):
    examples: tuple[str, ...]


class Untold(Intent):
    """A number of a business that nobody here tells; ``near`` are intents of what is told beside it."""

    near: tuple[str, ...] = ()


class _Plans(Contract):
    plans: dict[str, Intent]
    untold: dict[str, Untold]
    nothing: _Nothing


class Vocabulary(Contract):
    """All intents by name, and all agents."""

    agents: dict[AgentName, AgentWords]
    plans: dict[str, Intent]
    untold: dict[str, Untold]
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
        """Every example with its intent: what an intent means and its keywords are some too."""
        untold = {f"{UNTOLD}.{name}": one for name, one in self.untold.items()}
        found = [
            (text, name)
            for name, intent in {**self.intents(), **untold}.items()
            for text in dict.fromkeys((intent.means, *intent.examples, *intent.keywords))
        ]
        return [*found, *((text, NOTHING) for text in self.nothing)]

    def sentences(self) -> list[tuple[str, str]]:
        """The examples that are whole questions, in the same order."""
        every = (*self.intents().values(), *self.untold.values())
        keywords = {word for one in every for word in one.keywords}
        return [(text, name) for text, name in self.examples() if text not in keywords]


def agent_of(intent: str) -> str:
    """The agent of an intent; ``plan`` or ``none`` if it has none."""
    return intent.partition(".")[0]


def is_answered(intent: str) -> bool:
    """Whether somebody here answers it."""
    return agent_of(intent) not in {NOTHING, UNTOLD}


def name_of(intent: str) -> str:
    """What of its agent it is, as ``cac``."""
    return intent.partition(".")[2]


@cache
def vocabulary(folder: Path = _FOLDER) -> Vocabulary:
    """The files of this area, and the agents that others register, read once. Raises
    ``pydantic.ValidationError`` for one that is not as it should be, and ``ValueError`` if two have
    one name.
    """
    own = {
        file.stem: agent_words(file.read_text(encoding="utf-8"))
        for file in sorted((folder / "agents").glob("*.yaml"))
    }
    registered = asked_agents()
    if twice := own.keys() & registered.keys():
        raise ValueError(f"the agent {min(twice)} is registered twice")
    plans = _Plans.model_validate(as_contract(yaml_of((folder / "plans.yaml").read_text("utf-8"))))
    return Vocabulary(
        agents={**own, **registered},
        plans=plans.plans,
        untold=plans.untold,
        nothing=plans.nothing.examples,
    )


class Keywords:
    """Words that say an intent by themselves. The longest one counts where several overlap. Some
    are only hints: where examples of other intents have them too ("revenue" in "share of revenue
    that ads bring"), what the whole question means goes before.
    """

    def __init__(
        self, words: Sequence[tuple[str, str]], examples: Sequence[tuple[str, str]] = ()
    ) -> None:
        self._intent_of = {word.casefold(): intent for word, intent in words}
        listed = sorted(self._intent_of, key=len, reverse=True)
        self._pattern = re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, listed))})(?!\w)" if listed else r"(?!)"
        )
        self._hints = self._of_several(examples)
        asked_with = [(text, name) for text, name in (*words, *examples) if is_answered(name)]
        self._known = frozenset(stem(word) for text, _ in asked_with for word in words_in(text))
        named = [word for word, name in words if agent_of(name) == "finance"]
        heard = (word for text, _ in (*words, *examples) for word in words_in(text))
        self.spelling = Spelling((one for text in named for one in words_in(text)), heard)
        self._heard = self._known | {stem(word) for text, _ in examples for word in words_in(text)}

    @classmethod
    def of(cls, words: Vocabulary, examples: Sequence[tuple[str, str]] | None = None) -> "Keywords":
        """Those of the agents and plans; hints go by their ``examples`` unless others are given."""
        untold = {f"{UNTOLD}.{name}": one for name, one in words.untold.items()}
        every = {**words.intents(), **untold}
        listed = [(word, name) for name, one in every.items() for word in one.keywords]
        return cls(listed, words.sentences() if examples is None else examples)

    def said(self, text: str) -> tuple[str, ...]:
        """The intents whose keywords stand in ``text``, each once, in their order."""
        return tuple(dict.fromkeys(self._intent_of[word] for word in self._found(text)))

    def may_be_hints(self, text: str) -> bool:
        """Whether a keyword in ``text`` may stand there for something else: examples of others have
        it, and there are more words than frame it.
        """
        if not any(word in self._hints for word in self._found(text)):
            return False
        beside = words_in(self._pattern.sub(" ", text.casefold()))
        if len(self.said(text)) > 1 and "and" not in beside:
            return True
        return any(map(self.means_something, beside))

    def named(self, text: str) -> tuple[str, ...]:
        """The keywords that stand in ``text``."""
        return tuple(dict.fromkeys(self._found(text)))

    def knows(self, word: str) -> bool:
        """Whether people ask with it, in some form of it."""
        return stem(word) in self._known

    def has_heard(self, word: str) -> bool:
        """Whether it is known, or asks for what nobody here tells, as "payroll"."""
        return stem(word) in self._heard

    def means_something(self, word: str) -> bool:
        """Whether it does more than frame a figure."""
        return word not in _FRAME and not _NUMBERED.search(word)

    def _found(self, text: str) -> list[str]:
        return self._pattern.findall(text.casefold())

    def _of_several(self, examples: Sequence[tuple[str, str]]) -> frozenset[str]:
        right, seen = Counter[str](), Counter[str]()
        for text, intent in examples:
            for word in set(self._found(text)):
                seen[word] += 1
                right[word] += self._intent_of[word] == intent
        return frozenset(one for one in seen if right[one] < KEYWORD_PRECISION * seen[one])
