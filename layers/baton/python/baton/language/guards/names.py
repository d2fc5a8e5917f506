"""Whether a text names a person or company that nobody told of.

No form tells a name from another word, but what stands around it does: a greeting before it, a title, a
company's legal form after it; common given names are known (``core.recognition``). In languages that
write nouns small, a writer who was given words is held to those of them that have a capital.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from baton.core.recognition.given_names import given_names
from baton.core.text import folded
from baton.language.guards.vocabulary import one_of, words

_LARGE = r"[^\W\d_a-zß-öø-ÿ]"
"""A capital, or a letter that no pattern can tell from one: what is found is asked again."""

_NAME = rf"{_LARGE}[\w'\u2019-]{{1,30}}"
_FIRM = rf"{_LARGE}[\w&'\u2019.+-]{{0,30}}"
_PARTICLES = r"(?: (?:von|van|de|der|da|di|del|la|le|du|zu|el|al|bin)){0,2}"
_WORD = re.compile(r"[^\W\d_]+")
_CAPITAL = re.compile(rf"(?<![\w'\u2019@./-]){_LARGE}[^\W\d_]{{2,40}}")
_SENTENCE_BEGINS = re.compile(
    r"(?:^|[.!?\u00bf\u00a1:\u2026\u2022\n\u201c\u201e\"(]|[-\u2013*] )\s{0,3}$"
)
_GERMAN_WORDS = 4
"""So many of German's small words make a text German."""


@dataclass(frozen=True, slots=True)
class _Patterns:
    greeting: re.Pattern[str]
    title: re.Pattern[str]
    company: re.Pattern[str]
    initial: re.Pattern[str]
    no_surnames: frozenset[str]
    nobody: frozenset[str]
    always_large: frozenset[str]
    german: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a text may name: the words of the ``names`` of the reader and of the company. ``words`` are
    all that a model was given to write with; of a person, who knows more than Baton, ``None``.
    """

    names: frozenset[str] = frozenset()
    words: frozenset[str] | None = None

    @classmethod
    def of(cls, *names: str | None, words: str | None = None) -> "Known":
        """From names as they are written, and the text that a model was given."""
        given = frozenset(_plain_words(words)) if words is not None else None
        return cls(frozenset(_plain_words(" ".join(filter(None, names)))), given)


def names_a_stranger(text: str, known: Known) -> bool:
    """Whether somebody is named whom neither the reader's data nor the company's names have."""
    return any(word not in known.names for word in _named(text)) or _beyond(text, known)


@cache
def compiled() -> _Patterns:
    """The patterns, made of the words."""
    source = words()
    return _Patterns(
        greeting=re.compile(
            rf"^\W{{0,3}}{one_of(source['greetings'])}[ \u00a0](?P<names>[^,;:!?\n]{{1,60}})",
            re.IGNORECASE | re.MULTILINE,
        ),
        title=re.compile(
            rf"\b{one_of(source['titles'])}\.? (?:(?:Dr|Mag|Prof|Ing|Dipl)\.?(?:-Ing\.)? ){{0,3}}"
            rf"(?P<names>{_NAME}{_PARTICLES}(?: {_NAME}){{0,2}})"
        ),
        company=re.compile(
            rf"(?P<names>{_FIRM}(?: (?:&|und|and|et|of|y|{_FIRM})){{0,4}}),? "
            rf"{one_of(source['legal_forms'])}(?!\w)"
        ),
        initial=re.compile(
            rf"(?:\b{one_of(source['before_initials'])} (?:[A-Z]\. ?){{1,2}}"
            r"|(?:^|[^\W\d_]{2}[.!?,;:] |\b(?:and|or|und|oder|et|ou|y|o|e) )[J-UWYZ]\. )"
            rf"(?P<names>{_NAME})(?!\.)",
            re.MULTILINE,
        ),
        no_surnames=frozenset(source["no_surnames"].split()),
        nobody=frozenset(source["greeted_by_no_name"].split()),
        always_large=frozenset(source["always_with_a_capital"].split()),
        german=frozenset(source["german"].split()),
    )


def _named(text: str) -> Iterator[str]:
    """The words of what has the form of a name, in small letters."""
    patterns = compiled()
    for greeting in patterns.greeting.finditer(text):
        yield from (word for word in _greeted(greeting["names"]) if word not in patterns.nobody)
    for found in (*patterns.title.finditer(text), *patterns.company.finditer(text)):
        named = _WORD.findall(found["names"])
        if (
            len(named) > 1
            and found.re is patterns.company
            and _begins_sentence(text, found.start())
        ):
            named = named[1:]  # ``Ask Huber KG``
        large = (folded(word) for word in named if word[0].isupper())
        yield from (word for word in large if word not in patterns.nobody)
    for found in patterns.initial.finditer(text):
        surname = folded(_WORD.findall(found["names"])[0])
        if found["names"][0].isupper() and surname not in patterns.no_surnames:
            yield surname
    for word in _WORD.findall(text):
        if word[0].isupper() and folded(word) in given_names():
            yield folded(word)


def _greeted(names: str) -> Iterator[str]:
    """The words of a greeting up to one that begins a sentence: ``Hello Anna thank you``."""
    for word in _WORD.findall(names):
        plain = folded(word)
        if word[0].islower() and plain not in compiled().nobody and plain not in given_names():
            return
        yield plain


def _beyond(text: str, known: Known) -> bool:
    """Whether a word inside a sentence has a capital that the writer was not given."""
    if (
        known.words is None
        or len(compiled().german & set(text.casefold().split())) >= _GERMAN_WORDS
    ):
        return False
    allowed = known.words | known.names | compiled().always_large
    return any(
        found[0][0].isupper()
        and not found[0].isupper()
        and folded(found[0]) not in allowed
        and not _begins_sentence(text, found.start())
        for found in _CAPITAL.finditer(text)
    )


def _begins_sentence(text: str, at: int) -> bool:
    """Whether a word there has its capital for being the first."""
    return _SENTENCE_BEGINS.search(text, max(0, at - 6), at) is not None


def _plain_words(text: str) -> Iterator[str]:
    yield from map(folded, _WORD.findall(text))
