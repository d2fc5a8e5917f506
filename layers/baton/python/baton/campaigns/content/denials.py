"""What of a sentence is denied. Pure.

"Not" denies its clause, from the last "and" before it on; "no" and "without" deny the next few words.
"Impossible" denies as "not" does, and both together do not; nor does "not" with "without". "Not only"
denies nothing.
"""

import re
from collections.abc import Sequence

from baton.campaigns.content.claim_words import claim_words, stem
from baton.campaigns.content.text import WORD, Words

_BREAK = re.compile(r"[,;:()\u2013\u2014\n.!?]")
_NEXT = 3
"""Words that say something, after a "no"."""


def denied_words(text: str, language: str) -> list[Words]:
    """The words of ``text`` that it denies, in their order, without those that deny them."""
    return [word for clause in _clauses(text) for word in _denied_in(clause, language) if word.text]


def denied_stems(text: str, language: str) -> frozenset[str]:
    """The stems of the words that ``text`` denies."""
    return frozenset(stem(one.text) for one in denied_words(text, language))


def is_denied(word: Words, denied: Sequence[Words]) -> bool:
    """Whether a word, or words, is denied: by its sentence, or by itself (``gebührenfrei``,
    ``offline``), and not by both.
    """
    known, said = claim_words().denying, word.text.casefold()
    ends = tuple(known["free"])
    alone = said in known["apart"] or (len(said) > max(map(len, ends)) and said.endswith(ends))
    around = any(one.begin < word.end and word.begin < one.end for one in denied)
    return alone != around


def deny(word: str, language: str) -> bool:
    """Whether a word denies others."""
    known = claim_words().denying
    said = _even(word)
    few = known["next"] | known["without"]
    return said in few or _of_clause(said, language) or said in known["reversed"]


def _clauses(text: str) -> list[list[Words]]:
    ends, found, begin = [one.start() for one in _BREAK.finditer(text)], [], 0
    words = [Words(one[0], one.start()) for one in WORD.finditer(text)]
    but = claim_words().denying["but"]
    ends += [one.begin for one in words if _even(one.text) in but]
    for end in (*sorted(ends), len(text)):
        found.append([one for one in words if begin <= one.begin < end])
        begin = end
    return [one for one in found if one]


def _denied_in(clause: Sequence[Words], language: str) -> list[Words]:
    known, said = claim_words().denying, [_even(one.text) for one in clause]
    after = [*said[1:], ""]
    of_clause = [
        at
        for at, word in enumerate(said)
        if _of_clause(word, language) and after[at] not in known["only"]
    ]
    turned = [at for at, word in enumerate(said) if word in known["reversed"]]
    found: set[int] = set()
    if bool(of_clause) != bool(turned):
        first = min(of_clause or turned)
        begin = max((at + 1 for at in range(first) if said[at] in known["and"]), default=0)
        found.update(range(begin, len(clause)))
    for at, word in enumerate(said):
        if word in known["next"]:
            found.update(_following(said, at))
        elif word in known["without"]:
            found ^= set(_following(said, at))
    return [clause[at] for at in sorted(found) if not deny(clause[at].text, language)]


def _following(said: Sequence[str], at: int) -> list[int]:
    """The places of the few words that a ``no`` denies."""
    words = claim_words()
    found: list[int] = []
    for place in range(at + 1, len(said)):
        if said[place] in words.denying["joined"]:
            continue
        if said[place] in words.stops or len(found) == _NEXT:
            break
        found.append(place)
    return found


def _of_clause(said: str, language: str) -> bool:
    words = claim_words()
    return (
        said in words.denying["clause"]
        or said.endswith("n't")
        or said in words.clause_in.get(language, ())
    )


def _even(word: str) -> str:
    return word.casefold().replace("\u2019", "'")
