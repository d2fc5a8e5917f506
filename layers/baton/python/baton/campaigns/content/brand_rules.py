"""A company's brand rules: what they say. Read by ``brand_file``, applied by ``brand``.

The kinds of rules are those of Vale (vale.sh): ``existence``, ``substitution``, ``occurrence`` and
``consistency``, and three of ours: ``required`` (legal lines), ``claim`` (what is never claimed) and
``tone``. Words are plain words, no patterns: ``*`` stands for the rest of a word. So every rule is found
in one walk over a text, whatever a company writes.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from baton.campaigns.brief import ContentKind

MOST_RULES = 300
MOST_TOKENS = 300
_PATTERN = re.compile(
    r"\\[bdsw(.]|\(\?|\[\^?[^\]]*\]|\)[*+?{]|[.\w][+][\s)]|\.\*|\^|\$$|\||\*\*|\*\S"
)

Rest = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]


class Level(StrEnum):
    """How much a rule matters, as Vale names it: only an ``error`` keeps a text back."""

    ERROR = "error"
    WARNING = "warning"
    SUGGESTION = "suggestion"


class Kind(StrEnum):
    """What a rule looks at."""

    EXISTENCE = "existence"
    SUBSTITUTION = "substitution"
    OCCURRENCE = "occurrence"
    CONSISTENCY = "consistency"
    REQUIRED = "required"
    CLAIM = "claim"
    TONE = "tone"


_NEEDS = {
    Kind.EXISTENCE: "tokens",
    Kind.SUBSTITUTION: "swap",
    Kind.OCCURRENCE: "token",
    Kind.CONSISTENCY: "either",
    Kind.REQUIRED: "lines",
    Kind.CLAIM: "tokens",
    Kind.TONE: "tokens",
}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class BrandRule(_Strict):
    """One rule. ``%s`` in its message stands for what was found, and then for what to say instead."""

    extends: Kind
    message: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    level: Level = Level.ERROR
    ignorecase: bool = True
    languages: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")], ...] = ()
    kinds: tuple[ContentKind, ...] = ()
    tokens: tuple[Rest, ...] = Field(default=(), max_length=MOST_TOKENS)
    exceptions: tuple[Rest, ...] = Field(default=(), max_length=MOST_TOKENS)
    swap: Mapping[Rest, Rest] = Field(default_factory=dict, max_length=MOST_TOKENS)
    token: Rest | None = None
    max: int = Field(default=0, ge=0, le=1_000)
    scope: Literal["text", "sentence"] = "text"
    either: Mapping[Rest, Rest] = Field(default_factory=dict, max_length=MOST_TOKENS)
    lines: tuple[Rest, ...] = Field(default=(), max_length=10)

    @field_validator("tokens", "exceptions", "lines")
    @classmethod
    def _are_words(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        for word in words:
            _check_word(word)
        return words

    @field_validator("swap", "either")
    @classmethod
    def _is_of_words(cls, words: Mapping[str, str]) -> Mapping[str, str]:
        for word in words:
            _check_word(word)
        return words

    @field_validator("token")
    @classmethod
    def _is_a_word(cls, word: str | None) -> str | None:
        if word is not None:
            _check_word(word)
        return word

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        needed = _NEEDS[self.extends]
        if not getattr(self, needed):
            raise ValueError(f"a rule that extends {self.extends} needs {needed}")
        return self

    def concerns(self, kind: ContentKind, language: str) -> bool:
        """Whether the rule is for such a piece."""
        return (not self.kinds or kind in self.kinds) and (
            not self.languages or language in self.languages
        )


def _check_word(word: str) -> None:
    """Raises ``ValueError`` for a pattern: what takes how long is then anybody's guess."""
    if _PATTERN.search(word) and word not in {"^", "$", "|"}:
        raise ValueError(
            "takes plain words, not patterns: write one entry for each word, and * at its end for the "
            "rest of a word"
        )


class BrandRules(_Strict):
    """A company's rules, by name. ``links`` are the hosts that texts may lead to, with those below
    them; ``names`` are people, products and companies that they may name.
    """

    company: Annotated[str, StringConstraints(max_length=120)] = ""
    links: tuple[
        Annotated[str, StringConstraints(pattern=r"^(?:[a-z0-9-]{1,63}\.){1,10}[a-z]{2,63}$")], ...
    ] = Field(default=(), max_length=100)
    names: tuple[Rest, ...] = Field(default=(), max_length=500)
    rules: Mapping[
        Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,49}$")], BrandRule
    ] = Field(default_factory=dict, max_length=MOST_RULES)

    def with_shipped(self, shipped: "BrandRules") -> "BrandRules":
        """These rules over the shipped ones: a rule of the same name takes its place."""
        return self.model_copy(update={"rules": {**shipped.rules, **self.rules}})

    def legal_lines(self, kind: ContentKind, language: str) -> tuple[str, ...]:
        """What must stand in such a piece."""
        found = (
            one.lines
            for one in self.rules.values()
            if one.extends is Kind.REQUIRED and one.concerns(kind, language)
        )
        return tuple(dict.fromkeys(line for lines in found for line in lines))

    def may_link(self, host: str) -> bool:
        """Whether a link may lead to ``host``."""
        name = host.casefold().rstrip(".")
        return any(name == one or name.endswith(f".{one}") for one in self.links)
