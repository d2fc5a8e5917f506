"""What a message asks for, so that the answer can name it: wishes, quantities, times, questions. Pure.

Quantities, times and questions are the person's own words. Whoever repeats them must hold them to what
may leave Baton.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from baton.core.packaged_yaml import packaged_yaml
from baton.core.recognition.words import Reading, Words
from baton.leads.reading.whose import spoken_of
from baton.leads.will_notes import refused_in_notes
from baton.leads.will_vocabulary import PHONE

_SHORTEST_QUESTION, _LONGEST_QUESTION = 6, 200
_MOST_QUESTIONS, _MOST_QUANTITIES = 2, 3
_A_FEW_WORDS = 6
"""Fewer words than these, and somebody said hello."""

_READ = 5_000
"""Characters that are looked at."""

_ASKS = frozenset("?\uff1f\u061f")
_SENTENCE = re.compile(r"[^.!?\uff1f\u061f\u3002\n]+[.!?\uff1f\u061f\u3002]?")
_OPENERS = re.compile(r"^[\s,;:\u2013\u2014-]+")
_GREETING = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)|servus"
    r"|gr\u00fc(?:\u00df|ss) gott|gr\u00fcezi|moin|bonjour|bonsoir|salut|hola"
    r"|buen[oa]s?(?: (?:d[i\u00ed]as|tardes|noches))?|buongiorno|buonasera|ciao|salve)"
    r"(?: (?:there|all|team|everyone|zusammen|\u00e0 tous|a todos))?[\s,;:!\u2013]{1,9}(?=\w|\u00bf)",
    re.IGNORECASE,
)
_NUMBER = r"(?:\d{1,3}(?:[.,\u00a0 ]\d{3}){1,4}|\d{1,6})"
_THING = re.compile(
    rf"(?<![\w.,/:-])({_NUMBER}|[^\W\d_]{{2,12}})(?=\s{{1,9}}([^\W\d_][\w-]{{2,24}}))"
)


_FURTHER = re.compile(r"(?:\s{1,9}[^\W\d_][\w-]{2,24}(?![\w-])){0,2}")
"""At most two words that follow at once."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What a message asks for. ``wants`` are keys of ``noted.yaml``, the weightiest first;
    ``quantities`` as ``80 vehicles``, ``times`` as ``in spring`` and ``questions`` are as written.
    """

    wants: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    no_calls: bool = False
    only_states: bool = False
    """Whether it is more than a few words, of which none asks for anything that is known"""

    def __bool__(self) -> bool:
        return bool(self.wants or self.quantities or self.times or self.questions or self.no_calls)


NOTHING = Noted()


@lru_cache(maxsize=64)
def noted_of(message: str | None) -> Noted:
    """What a message asks for; asked for every step of a plan."""
    if not message or not message.strip():
        return NOTHING
    text = message[:_READ]
    reading, words = Reading.of(text), _words()
    found = words.wants.count(reading)
    of_ours = spoken_of(text).text
    no_calls = bool(words.no_calls.count(Reading.of(of_ours)))
    no_calls = no_calls or PHONE in refused_in_notes(_stated(of_ours))
    wants = tuple(
        want
        for want in words.wants.categories
        if found[want] and not (want == "callback" and no_calls)
    )
    questions = tuple(dict.fromkeys(_questions(text)))[:_MOST_QUESTIONS]
    return Noted(
        wants=wants,
        quantities=tuple(dict.fromkeys(_quantities(text, words)))[:_MOST_QUANTITIES],
        times=tuple(dict.fromkeys(_times(text, words)))[:1],
        questions=questions,
        no_calls=no_calls,
        only_states=len(reading.words) >= _A_FEW_WORDS and not (wants or questions),
    )


def _stated(text: str) -> str:
    """A text without its questions."""
    return " ".join(one[0] for one in _SENTENCE.finditer(text) if one[0][-1] not in _ASKS)


def prepare() -> None:
    """Reads the words now: before a snapshot is taken, and not while somebody waits."""
    _words()


@dataclass(frozen=True, slots=True)
class _NotedWords:
    wants: Words
    no_calls: Words
    no_things: frozenset[str]
    number_words: frozenset[str]
    before_times: tuple[tuple[str, ...], ...]
    times: frozenset[str]


@cache
def _words() -> _NotedWords:
    source: dict[str, Any] = packaged_yaml(__package__, "noted.yaml")
    return _NotedWords(
        wants=Words(source["wants"]),
        no_calls=Words({"no_calls": source["no_calls"]}),
        no_things=frozenset(source["no_things"]),
        number_words=frozenset(source["number_words"]),
        before_times=tuple(Reading.of(one).words for one in source["before_times"]),
        times=frozenset(source["times"]),
    )


def _quantities(text: str, words: _NotedWords) -> list[str]:
    """Numbers with what they count, as written."""
    found = []
    for match in _THING.finditer(text):
        number, thing = match[1], Reading.of(match[2]).line
        counts = number[0].isdigit() or Reading.of(number).line in words.number_words
        if counts and thing not in words.no_things and thing not in words.number_words:
            found.append(f"{number} {match[2]}{_rest(text[match.end(2) :], match[2], words)}")
    return found


def _rest(text: str, thing: str, words: _NotedWords) -> str:
    """What else names a thing: ``vans`` after ``refrigerated delivery``, ``Fahrzeuge`` after ``neue``.

    It ends with a plural of English, or with a noun of German.
    """
    if thing.endswith("s") or not thing.islower():
        return ""
    german = thing.endswith(("e", "en", "er"))
    further = ""
    following = _FURTHER.match(text)
    for word in following[0].split() if following else ():
        if Reading.of(word).line in words.no_things:
            return ""
        further += f" {word}"
        if word.endswith("s") or (german and word.istitle()):
            return further
    return ""


def _times(text: str, words: _NotedWords) -> list[str]:
    """``in spring``, ``bis Ende März``: as written."""
    spoken = [(one[0], Reading.of(one[0]).line) for one in re.finditer(r"[\w'\u2019]+", text)]
    found = []
    for place, (_, folded) in enumerate(spoken):
        if folded not in words.times:
            continue
        start = place
        while start and spoken[start - 1][1] in _openers(words):
            start -= 1
        opened = tuple(folded for _, folded in spoken[start:place])
        if any(_has(opened, phrase) for phrase in words.before_times):
            year = spoken[place + 1][0] if place + 1 < len(spoken) else ""
            upto = place + 2 if re.fullmatch(r"20\d\d", year) else place + 1
            found.append(" ".join(one for one, _ in spoken[start:upto]))
    return found


@cache
def _openers(words: _NotedWords) -> frozenset[str]:
    small = {"the", "of", "dem", "der", "den", "de", "du", "le", "la", "el"}
    return frozenset(part for phrase in words.before_times for part in phrase) | small


def _has(spoken: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    many = len(phrase)
    return any(spoken[at : at + many] == phrase for at in range(len(spoken) - many + 1))


def _questions(text: str) -> list[str]:
    """Sentences that ask, as written but for a greeting, if they are short enough to be repeated."""
    sentences = (" ".join(one[0].split()) for one in _SENTENCE.finditer(text))
    asked = (_without_greeting(_OPENERS.sub("", one)) for one in sentences if one[-1:] in _ASKS)
    return [one for one in asked if _SHORTEST_QUESTION <= len(one) <= _LONGEST_QUESTION]


def _without_greeting(sentence: str) -> str:
    asked = _GREETING.sub("", sentence)
    begin = 2 if asked.startswith("\u00bf") else 1
    return asked if asked == sentence else asked[:begin].upper() + asked[begin:]
