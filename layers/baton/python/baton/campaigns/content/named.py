"""Who and what a text names, with the places. Pure.

In languages that write nouns small, a capital inside a sentence tells a name. German writes every noun
so: there a name is told by its form (a title, a legal form, capitals inside), as a known given name, or
where a noun would have an article.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from baton.campaigns.content.claim_words import claim_words
from baton.campaigns.content.text import WORD, Words
from baton.core.recognition.given_names import given_names
from baton.core.text import folded
from baton.language.guards.names import compiled

_SMALL = re.compile(r"[a-zß-öø-ÿ]")
_OPENS = re.compile(
    r"(?:^|[.!?:\u2026\n(\"\u201c\u201e\u00ab\u00bf\u00a1\u2022]|\s[-\u2013*])\s{0,3}[\"\u201c\u201e'(]?$"
)
_LEAST = 2


def names_in(text: str, language: str) -> Iterator[Words]:
    """The words of ``text`` that have the form of a name, whether anybody knows them or not."""
    patterns = compiled()
    begun = {at for one in _formal(text) for at in one}
    for word in WORD.finditer(text):
        said = word[0]
        if said.casefold() in claim_words().stops or len(said) < _LEAST:
            continue
        plain = folded(said)
        known = (patterns.nobody, patterns.always_large, claim_words().not_names)
        if any(plain in one for one in known):
            continue
        large = said[0].isupper()
        opens = _OPENS.search(text, max(0, word.start() - 6), word.start()) is not None
        formal = word.start() in begun and large
        inside = _is_large_inside(said)
        bare = large and not opens and (language != "de" or _stands_bare(text, word.start()))
        if formal or inside or bare or (large and plain in given_names()):
            yield Words(said, word.start())


def _formal(text: str) -> Iterator[range]:
    """Where titles and legal forms say that there are names. Before a legal form, a sentence's first
    word may be any: ``Ask Huber KG``.
    """
    patterns = compiled()
    for pattern in (patterns.title, patterns.company):
        for found in pattern.finditer(text):
            begin, named = found.start("names"), found["names"]
            first = named.find(" ") + 1
            opens = _OPENS.search(text, max(0, begin - 6), begin) is not None
            skips = first if pattern is patterns.company and opens else 0
            yield range(begin + skips, found.end("names"))


def _stands_bare(text: str, at: int) -> bool:
    before = WORD.findall(text[max(0, at - 24) : at])
    return bool(before) and before[-1].casefold() in claim_words().german_bare


@lru_cache(maxsize=256)
def known_words(text: str) -> frozenset[str]:
    """The words of what the company said itself, as names are compared with."""
    return frozenset(
        part for word in WORD.findall(text) for part in (folded(word), *folded(word).split("-"))
    )


def _is_large_inside(word: str) -> bool:
    """Whether a word has a capital after its first letter, as ``iPhone`` and ``HubSpot``."""
    return word.isalpha() and any(not _SMALL.match(letter) for letter in word[1:])
