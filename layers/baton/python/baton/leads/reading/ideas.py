"""The signs in a message by which ``whole_message`` weighs it: ideas, what follows what, phrases, how
words begin, and what is asked for. Pure.

Words stand for ideas (``ideas.yaml``): "warte", "attends" and "aspetto" for waiting. Ideas, and pairs
that follow each other in a sentence, say the same in five languages, so that few examples teach much.
Of other words counts how they begin, if several examples have them. Who neither asks nor wishes for
anything that is known is less likely a customer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from baton.core.packaged_yaml import packaged_yaml
from baton.core.recognition.words import Reading
from baton.leads.reading.noted import noted_of
from baton.leads.reading.spelling import spelled

_READ = 5_000
"""Characters that are looked at."""

_NUMBER = "number"
_BEGINNING = 2
"""Letters by which words that stand for all that begin so are looked up."""

_FEWEST = 8
_SHARE, _BEGINNINGS, _HALF, _LONG = 3.0, 2.0, 0.5, 200
"""Ideas or words of a short message, so that none of them decides alone; what the ideas weigh together,
what the beginnings of words do, what any other sign does, and the characters of a long message.
"""

_BEGUN = 5
"""Letters of a word's beginning, which its forms have in common."""

_NOT = re.compile(r"n['\u2019]t\b")
_APOSTROPHE = re.compile(r"['\u2019]")
_READ_AS = {"\u20ac": "euro", "$": "dollar", "\u00a3": "pound", "%": "percent"}
_SIGNS = str.maketrans({sign: f" {word} " for sign, word in _READ_AS.items()})
_SENTENCE = re.compile(r"[.!?;:\n]+")


class Said(NamedTuple):
    """A word of a message and the ideas that it stands for, at least one."""

    word: str
    ideas: tuple[str, ...]


def sentences_of(message: str) -> list[list[Said]]:
    """The words of each sentence that stand for something, in their order."""
    return [_saying(words) for words in _words_of(message)]


def as_written(word: str, message: str) -> str:
    """A word that was read, as the message has it: ``$`` for ``dollar``."""
    sign = next((one for one, read in _READ_AS.items() if read == word), None)
    return sign if sign and sign in message else word


def _words_of(message: str) -> list[tuple[str, ...]]:
    """The words of each sentence."""
    text = _APOSTROPHE.sub(" ", _NOT.sub(" not", message[:_READ])).translate(_SIGNS)
    return [spelled(Reading.of(one)).words for one in _SENTENCE.split(text)]


def _saying(words: Iterable[str]) -> list[Said]:
    read = (Said(word, _ideas_of(word)) for word in words)
    return [said for said in read if said.ideas]


def signs_of(message: str, phrases: Iterable[str]) -> dict[str, float]:
    """The signs of a message and what each counts before it is weighed. ``phrases`` are the groups of
    ``kinds.yaml`` of which it has any.
    """
    sentences = _words_of(message)
    ideas = {sign for sign, _ in signs_with_words(map(_saying, sentences))}
    begun = {f"{word[:_BEGUN]}*" for words in sentences for word in words}
    signs = dict.fromkeys(sorted(ideas), _SHARE / max(_FEWEST, len(ideas)) ** 0.5)
    signs.update(dict.fromkeys(sorted(begun), _BEGINNINGS / max(_FEWEST, len(begun)) ** 0.5))
    signs.update((f"#{name}", _HALF) for name in (*phrases, *_wishes(message)))
    signs["#length"] = _HALF * min(1.0, len(message) / _LONG)
    if "?" in message:
        signs["#asks"] = _HALF
    if message.rstrip().endswith("?"):
        signs["#ends_asking"] = _HALF
    return signs


def _wishes(message: str) -> Iterator[str]:
    """What is asked for, or that nothing is."""
    noted = noted_of(message)
    yield from (f"wants/{want}" for want in noted.wants)
    if noted.quantities:
        yield "wants/quantity"
    if not (noted.wants or noted.questions):
        yield "wants/nothing"


def signs_with_words(sentences: Iterable[list[Said]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each idea, and each pair that follow each other, with the words that say it."""
    for sentence in sentences:
        for said in sentence:
            for idea in said.ideas:
                yield idea, (said.word,)
        for one, other in pairwise(sentence):
            for first in one.ideas:
                for second in other.ideas:
                    yield f"{first}>{second}", (one.word, other.word)


class _Lexicon(NamedTuple):
    whole: Mapping[str, tuple[str, ...]]
    beginnings: Mapping[str, tuple[tuple[str, str], ...]]


@lru_cache(maxsize=4_096)
def _ideas_of(word: str) -> tuple[str, ...]:
    if word.isdigit():
        return (_NUMBER,)
    known = lexicon()
    begun = (
        idea
        for start, idea in known.beginnings.get(word[:_BEGINNING], ())
        if word.startswith(start)
    )
    return tuple(sorted({*known.whole.get(word, ()), *begun}))


@cache
def lexicon() -> _Lexicon:
    """``ideas.yaml``, by word; read once."""
    source: Mapping[str, list[str]] = packaged_yaml(__package__, "ideas.yaml")
    whole: dict[str, tuple[str, ...]] = {}
    beginnings: dict[str, tuple[tuple[str, str], ...]] = {}
    for idea, words in source.items():
        for word in words:
            if word.endswith("*"):
                key = word[:_BEGINNING]
                beginnings[key] = (*beginnings.get(key, ()), (word[:-1], idea))
            else:
                whole[word] = (*whole.get(word, ()), idea)
    return _Lexicon(whole, beginnings)
