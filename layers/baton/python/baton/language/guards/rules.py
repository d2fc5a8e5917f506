"""Rules that know injected instructions by their wording. Pure Python, for every function."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from baton.core.packaged_yaml import packaged_yaml

_WORD = re.compile(r"\{([a-z]{1,20})\}")
_NO_WORD = re.compile(r"[^\w\s|]+")
_SENTENCE_END = re.compile(r"[.!?;:\n\u2026\u3002\uff01\uff1f]+")
_SPACES = re.compile(r"\s+")
_SPREAD = re.compile(r"\b(?:\w ){5,2000}\w\b")
_MOST_PACKED = 8
_PACKED = re.compile(r"[A-Za-z0-9+/_-]{24,4000}={0,2}")
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0501\u04cf"
    "\u03b1\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",
    "aeopcyxisdlaeiknoptux",
)
"""Cyrillic and Greek letters, and what they look like."""

_LEET = str.maketrans("013457$@", "oieastsa")
_LEET_WORD = re.compile(r"[a-z013457$@]{2,30}")
_LEAST_LEET = 3
_ROT_13 = str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm")
_TURNED = ("snoitcurtsni", "erongi", "tpmorp", "metsys", "drager")
_ROTATED = ("vafgehpgvba", "vtaber", "cebzcg", "flfgrz", "qvfertneq")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Family:
    name: str
    weight: float
    says: str
    raw: bool
    pattern: re.Pattern[str]


class Rules:
    """The families of ``rules.yaml``."""

    def __init__(self, source: Mapping[str, Any]) -> None:
        words: dict[str, str] = source["words"]
        self._families = tuple(
            _Family(
                name,
                float(family["weight"]),
                family["says"],
                bool(family.get("raw", False)),
                re.compile("|".join(_worded(one, words) for one in family["patterns"])),
            )
            for name, family in source["families"].items()
        )
        self._of_a_shop = re.compile(
            "|".join(_worded(one, words) for one in source["about_a_shop"])
        )

    @classmethod
    @cache
    def load(cls) -> "Rules":
        """The rules as they are shipped, read once."""
        return cls(packaged_yaml(__package__, "rules.yaml"))

    @property
    def names(self) -> tuple[str, ...]:
        """The families, in their order."""
        return tuple(family.name for family in self._families)

    def met(self, text: str) -> frozenset[str]:
        """The families that ``text`` belongs to, also where it is spread out, disguised or packed."""
        return self._met_in_disguise(text) | self._packed(text)

    def weight(self, met: Iterable[str]) -> float:
        """What the families weigh together; from 1 on a text is suspicious by rules alone."""
        found = frozenset(met)
        return sum(family.weight for family in self._families if family.name in found)

    def reasons(self, met: Iterable[str]) -> tuple[str, ...]:
        """In words what each of the families does."""
        found = frozenset(met)
        return tuple(f"It {family.says}." for family in self._families if family.name in found)

    def _packed(self, text: str) -> frozenset[str]:
        """What base64 in the text says: one level deep, since a model rarely reads a second."""
        inner = filter(None, map(_unpacked, _PACKED.findall(text)[:_MOST_PACKED]))
        return frozenset[str]().union(*map(self._met_in_disguise, inner))

    def _met_in_disguise(self, text: str) -> frozenset[str]:
        met = self._met_as_it_stands
        return met(text).union(*map(met, _undisguised(text)))

    def _met_as_it_stands(self, text: str) -> frozenset[str]:
        raw, plain = text.lower(), self._of_a_shop.sub(" ", with_marks(text))
        return frozenset(
            family.name
            for family in self._families
            if family.pattern.search(raw if family.raw else plain)
        )


def matched_form(text: str) -> str:
    """``text`` in small letters without accents, signs as spaces.

    Cyrillic and Greek letters that look like Latin ones are read as those inside words that have a
    Latin letter, and words whose letters stand apart (``i g n o r e``) are put together.
    """
    return " ".join(with_marks(text).replace("|", " ").split())


def with_marks(text: str) -> str:
    """As ``matched_form``, with ``|`` where a sentence ends: what the rules read."""
    apart = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    letters = "".join(one for one in apart if not unicodedata.combining(one))
    latin = letters if letters.isascii() else _LETTERS.sub(_latin, letters)
    marked = _NO_WORD.sub(" ", _SENTENCE_END.sub(" | ", latin))
    spaced = _SPACES.sub(" ", marked).strip(" |")
    return _SPREAD.sub(lambda found: found[0].replace(" ", ""), spaced)


def _undisguised(text: str) -> Iterator[str]:
    """What a text says with digits for letters, read backwards, or with the alphabet turned by half, if
    it looks like that.
    """
    lower = text.lower()
    odd = [word for word in _LEET_WORD.findall(lower) if not word.isalpha() and not word.isdigit()]
    if len(odd) >= _LEAST_LEET:
        yield lower.translate(_LEET)
    if any(word in lower for word in _TURNED):
        yield lower[::-1]
    if any(word in lower for word in _ROTATED):
        yield lower.translate(_ROT_13)


def _latin(found: re.Match[str]) -> str:
    """A word; if it has a Latin letter, the others in it are those that they look like."""
    mixed = any("a" <= one <= "z" for one in found[0])
    return found[0].translate(_LOOKALIKES) if mixed else found[0]


def _worded(pattern: str, words: Mapping[str, str]) -> str:
    """The pattern with its words put in. Braces that count repeats stay."""
    return _WORD.sub(lambda found: words[found[1]], pattern)


def _unpacked(text: str) -> str:
    """Base64 as text; empty if it is none."""
    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        inner = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return inner if inner.isprintable() else ""
