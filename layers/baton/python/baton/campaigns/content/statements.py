"""Whether a plain sentence says what one of the company's own does. Pure.

A sentence about a term (a fee, cancelling, a guarantee, what is included, delivery …) needs one that is
about the same term, denies it as much and says most of the rest. Any other sentence must not deny what a
sentence of nearly the same words says, nor say what that one denies.
"""

from dataclasses import dataclass

from baton.campaigns.content.claim_words import claim_words, content_stems, stem
from baton.campaigns.content.denials import denied_words, deny, is_denied
from baton.campaigns.content.text import WORD, Words

COVERED = 0.6
"""The share of a claiming sentence's words that its source's sentence has."""

_LEAST = 2
"""Words that two sentences share before one can contradict the other."""


_OF_KINDS = frozenset({"fee"})
"""Terms that a company has several kinds of, each of which it may have or not."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a term, and whether its sentence denies it."""

    about: str
    word: Words
    denied: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as it is compared; ``asks`` if it states nothing."""

    stems: frozenset[str]
    denied: frozenset[str]
    terms: tuple[Term, ...]
    asks: bool


def statement(text: str, language: str) -> Statement:
    """What ``text``, one sentence, says."""
    denied, words = denied_words(text, language), claim_words()
    terms = tuple(
        Term(about, word, is_denied(word, denied))
        for about, pattern in words.terms.items()
        for one in pattern.finditer(text)
        for word in (Words(one[0], one.start()),)
    )
    denying = {stem(one) for one in WORD.findall(text) if deny(one, language)}
    begun, ended = text.lstrip("\u00bf "), text.rstrip("\"'\u201d\u00bb) ")
    asks = ended.endswith("?") and not words.told.match(begun)
    states = bool(denied) or any(one.denied for one in terms)
    return Statement(
        stems=frozenset(content_stems(text)) - denying,
        denied=frozenset(stem(one.text) for one in denied),
        terms=terms,
        asks=not states and (asks or words.asking.match(text) is not None),
    )


def covered(claimed: frozenset[str], said: frozenset[str]) -> bool:
    """Whether a source's sentence says most of what a claim's does beside its figure or word. A claim
    that says nothing beside could be about anything, and nothing supports it.
    """
    return bool(claimed) and len(claimed & said) >= COVERED * len(claimed)


def is_stated(term: Term, said: Statement) -> bool:
    """Whether a sentence states a term: it asks nothing, and says more of it than its name."""
    return not said.asks and (term.denied or bool(_beside(term, said)))


def supports(told: Statement, term: Term, said: Statement) -> bool:
    """Whether ``told`` says of a term what ``said`` does. What denies a term of everything ("no fees")
    is not said by what denies one kind of it ("no setup fee").
    """
    if not any(one.about == term.about and one.denied == term.denied for one in told.terms):
        return False
    if beside := _beside(term, said):
        return covered(beside, told.stems)
    one_kind = term.about in _OF_KINDS and told.denied & _beside(term, told)
    return not (term.denied and one_kind)


def agrees(told: Statement, said: Statement) -> bool:
    """Whether ``told`` says most of ``said``, and denies as much of it."""
    return covered(said.stems, told.stems) and not _turned(told, said)


def contradicts(told: Statement, said: Statement) -> bool:
    """Whether the two say nearly the same, but one denies what the other does not."""
    shared = len(told.stems & said.stems)
    fewer = min(len(told.stems), len(said.stems))
    near = shared >= _LEAST and shared >= COVERED * fewer
    return near and not said.asks and not told.asks and _turned(told, said)


def _turned(told: Statement, said: Statement) -> bool:
    """Whether only one of them denies what they share, or each something else of it."""
    shared = told.stems & said.stems
    return bool((told.denied | said.denied) & shared) and not told.denied & said.denied & shared


def _beside(term: Term, said: Statement) -> frozenset[str]:
    """What a sentence says beside a term's own words."""
    own = (one.word.text for one in said.terms if one.about == term.about)
    return said.stems - {stem(word) for text in own for word in text.split()}
