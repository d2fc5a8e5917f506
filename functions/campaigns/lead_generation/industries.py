"""Whether two names or codes are of the same industry, by the groups of ``industries.yaml``. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from baton.core.packaged_yaml import packaged_yaml
from baton.core.recognition.words import Reading, Words

LONGEST = 200
"""Characters of a name that are read."""

_FILE = "industries.yaml"
_CODE = re.compile(
    r"(?:(sic|nace|isic|naics)[\s:#-]{0,3})?(\d{2}(?:\.?\d){0,4})(?!\d)", re.IGNORECASE
)
_NAICS_DIGITS = 6
_LEAST_DIGITS = 4
"""A number of fewer digits is a code only with its system before it."""


@dataclass(frozen=True, slots=True)
class Industry:
    """An industry as somebody names it: its ``words``, and the groups that they are of, none if nobody
    knows.
    """

    words: tuple[str, ...]
    groups: frozenset[str]

    @property
    def is_named(self) -> bool:
        """Whether there is a name at all."""
        return bool(self.words)


def industry(text: str | None) -> Industry:
    """An industry by its name in any of the languages of the file; by a code (``nace 62.01``,
    ``naics:541511``, a UK SIC code as ``62012``), which may stand before the name; or by both.
    """
    given = (text or "")[:LONGEST]
    reading = Reading.of(given)
    groups = frozenset(_taxonomy().words.count(reading))
    code = _CODE.match(given.strip())
    return Industry(reading.words, groups or (_groups_of(code) if code else frozenset()))


def is_among(one: Industry, wanted: Iterable[Industry]) -> bool | None:
    """Whether an industry is one of those that are wanted; ``None`` if that cannot be told: nobody names
    it, or in words of no group which are not those of one that is wanted either.
    """
    if not one.is_named:
        return None
    chosen = list(wanted)
    if any(one.groups & other.groups or _has(one.words, other.words) for other in chosen):
        return True
    known = bool(one.groups) or not any(other.groups for other in chosen)
    return False if known else None


def _groups_of(code: re.Match[str]) -> frozenset[str]:
    digits = code[2].replace(".", "")
    if not code[1] and "." not in code[2] and len(digits) < _LEAST_DIGITS:
        return frozenset()
    is_naics = (code[1] or "").lower() == "naics" or (not code[1] and len(digits) == _NAICS_DIGITS)
    codes = _taxonomy().naics if is_naics else _taxonomy().nace
    for length in range(len(digits), 1, -1):
        if found := codes.get(digits[:length]):
            return found
    return frozenset()


def _has(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return bool(part) and any(words[at : at + len(part)] == part for at in range(len(words)))


@dataclass(frozen=True, slots=True)
class _Taxonomy:
    words: Words
    nace: Mapping[str, frozenset[str]]
    naics: Mapping[str, frozenset[str]]


@cache
def _taxonomy() -> _Taxonomy:

    groups: dict[str, dict[str, Any]] = packaged_yaml(__package__, _FILE)
    return _Taxonomy(
        words=Words({name: group["words"] for name, group in groups.items()}),
        nace=_by_code(groups, "nace"),
        naics=_by_code(groups, "naics"),
    )


def _by_code(groups: Mapping[str, Mapping[str, Any]], system: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, group in groups.items():
        for code in group[system]:
            found.setdefault(code, set()).add(name)
    return {code: frozenset(names) for code, names in found.items()}
