"""The words by which claims are known, from ``claims.yaml``; and what they are compared by. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from baton.campaigns.content.plain_words import words_pattern
from baton.campaigns.content.shipped import shipped
from baton.campaigns.content.text import WORD
from baton.core.text import folded

STEM = 5
"""Letters of a word that are compared: enough to tell words apart, few enough for their endings."""


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """The file, made ready."""

    superlatives: re.Pattern[str]
    comparisons: re.Pattern[str]
    proofs: re.Pattern[str]
    not_claims: re.Pattern[str]
    negations: re.Pattern[str]
    terms: Mapping[str, re.Pattern[str]]
    asking: re.Pattern[str]
    told: re.Pattern[str]
    denying: Mapping[str, frozenset[str]]
    clause_in: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    multiples: Mapping[str, int]
    currencies: Mapping[str, str]
    shares: frozenset[str]
    periods: Mapping[str, Mapping[str, str]]
    stops: frozenset[str]
    stops_of: Mapping[str, frozenset[str]]
    german_bare: frozenset[str]
    not_names: frozenset[str]


@cache
def claim_words() -> ClaimWords:
    """The words, read once."""
    source = shipped("claims.yaml")
    stops = {name: frozenset(text.split()) for name, text in source["languages"].items()}
    return ClaimWords(
        superlatives=words_pattern(tuple(source["superlatives"])),
        comparisons=words_pattern(tuple(source["comparisons"])),
        proofs=words_pattern(tuple(source["proofs"])),
        not_claims=words_pattern(tuple(source["not_claims"])),
        negations=words_pattern(tuple(source["negations"])),
        terms={name: words_pattern(tuple(words)) for name, words in source["terms"].items()},
        asking=words_pattern(tuple(source["asking"])),
        told=words_pattern(tuple(source["told"])),
        denying={
            name: frozenset(words)
            for name, words in source["denying"].items()
            if name != "clause_in"
        },
        clause_in={
            language: frozenset(words) for language, words in source["denying"]["clause_in"].items()
        },
        numbers=source["numbers"],
        multiples=source["multiples"],
        currencies=source["currencies"],
        shares=frozenset(source["shares"]),
        periods={
            language: {one: name for name, text in periods.items() for one in text.split()}
            for language, periods in source["periods"].items()
        },
        stops=frozenset().union(*stops.values()),
        stops_of=stops,
        german_bare=frozenset(source["german_bare"]),
        not_names=frozenset(source["not_names"].split()),
    )


_ELIDED = re.compile(r"^(?:[ldjmtscn]|qu|un|all|dell|nell|dall|sull|nessun)['\u2019](?=\w\w)")


@lru_cache(maxsize=4_096)
def stem(word: str) -> str:
    """What is compared of a word: small letters without accents, its beginning, no plural, no article
    that stands before it with an apostrophe.
    """
    plain = _ELIDED.sub("", folded(word))
    return plain[:STEM] if len(plain) > STEM else plain.removesuffix("s")


def content_stems(text: str) -> list[str]:
    """The stems of the words of ``text`` that say something, in their order."""
    words = claim_words()
    return [
        stem(word)
        for word in WORD.findall(text)
        if word.casefold() not in words.stops and word.casefold() not in words.numbers
    ]


def periods_in(text: str, language: str) -> frozenset[str]:
    """The periods of time that ``text`` names in its language, as ``hour`` and ``week``."""
    known = claim_words().periods.get(language, {})
    said = (word.casefold() for word in WORD.findall(text))
    return frozenset(known[word] for word in said if word in known)


def denies(text: str) -> bool:
    """Whether ``text`` says that something is not so."""
    return claim_words().negations.search(text.replace("\u2019", "'")) is not None


def language_of(text: str) -> str | None:
    """The language (of those with words here) whose small words ``text`` has most; ``None`` if few."""
    found = [word.casefold() for word in WORD.findall(text)]
    counts = {
        name: sum(word in stops for word in found) for name, stops in claim_words().stops_of.items()
    }
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= max(2, len(found) // 12) else None
