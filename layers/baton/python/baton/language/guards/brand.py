"""What a company lets its texts say: links, lengths, and what is never promised."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from baton.core.packaged_yaml import packaged_text, yaml_of
from baton.language.guards.money import names_money, names_share

Host = Annotated[
    str, StringConstraints(pattern=r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$")
]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Length(_Strict):
    """The most characters of a subject and a body, and the least of a body."""

    subject: int = Field(ge=0, le=1_000)
    body: int = Field(ge=1, le=20_000)
    least: int = Field(ge=0, le=1_000)


class Kind(StrEnum):
    """What is recognised in whatever words, so that no pattern has to list them."""

    MONEY = "money"
    SHARE = "share"
    """a percentage"""


class ForbiddenContent(_Strict):
    """Something that no text says: kinds and patterns, and what to tell an operator."""

    says: str
    kinds: tuple[Kind, ...] = ()
    patterns: tuple[str, ...] = ()

    @field_validator("patterns")
    @classmethod
    def _are_patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no pattern: {error}") from error
        return patterns

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.kinds or self.patterns):
            raise ValueError("needs kinds or patterns")
        return self

    def said_in(self, text: str, plain: str) -> bool:
        """Whether ``text`` says it. ``plain`` is the same as it is read."""
        return any(
            names_money(text, plain) if kind is Kind.MONEY else names_share(plain)
            for kind in self.kinds
        ) or any(re.search(pattern, plain) for pattern in self.patterns)


class Brand(_Strict):
    """The rules of ``brand.yaml``, or of a company's own."""

    links: tuple[Host, ...] = ()
    names: tuple[str, ...] = ()
    lengths: Mapping[str, Length]
    never: Mapping[str, ForbiddenContent] = {}

    @classmethod
    def parse(cls, text: str) -> "Brand":
        """The rules of a YAML text. Raises ``pydantic.ValidationError`` naming what is wrong."""
        return cls.model_validate(yaml_of(text))

    @classmethod
    @cache
    def shipped(cls) -> "Brand":
        """The rules as they are shipped, read once."""
        return cls.parse(packaged_text(__package__, "brand.yaml"))

    def broken(self, text: str) -> tuple[str, ...]:
        """What ``text`` says against the rules, in words."""
        plain = as_read(text)
        return tuple(
            f"The text {rule.says} ({name})."
            for name, rule in self.never.items()
            if rule.said_in(text, plain)
        )

    def may_link(self, host: str) -> bool:
        """Whether a link may lead to ``host``: one of the list or below it."""
        name = host.lower().rstrip(".")
        return any(name == one or name.endswith(f".{one}") for one in self.links)


def as_read(text: str) -> str:
    """``text`` in small letters without accents or anything invisible, with single spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    seen = (one for one in apart if unicodedata.category(one) not in {"Mn", "Cf"})
    return " ".join("".join(seen).split())
