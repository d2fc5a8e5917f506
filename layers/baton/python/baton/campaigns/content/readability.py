"""Reading ease: Flesch's formula and familiar words for English, and Flesch's counterparts for German,
French and Spanish. Pure.

Sources
- English: the mean of two. R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32
  (1948): 206.835 - 1.015 W - 84.6 S, with W words a sentence and S syllables a word. And, since a short
  word can be a strange one, the share U of a text's different words that are not among the most frequent
  of English, as E. Dale and J. Chall count unfamiliar words ("A formula for predicting readability",
  Educational Research Bulletin 27, 1948), on Flesch's scale: 113 - 284 U. On that line it has the mean
  and the spread of Flesch's ease over the excerpts that ``tests/benchmarks/reading_ease.py`` reads; how
  easy people found them did not go into it. Names are nobody's difficulty and not counted.
- German: T. Amstad, "Wie verständlich sind unsere Zeitungen?" (1978): 180 - W - 58.5 S.
- French: L. Kandel and A. Moles, "Application de l'indice de Flesch à la langue française" (1958):
  207 - 1.015 W - 73.6 S.
- Spanish: J. Fernández Huerta, "Medidas sencillas de lecturabilidad" (1959): 206.84 - 60 S - 1.02 W, in
  words a sentence (G. Law, 2011, on the misprint that counts sentences); F. Szigriszt Pazos,
  "Sistemas predictivos de legibilidad" (1993): 206.835 - 62.3 S - W.
All give 0 (hard) to 100 (easy); very short words in very short sentences lie above, as Flesch's own do.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from baton.campaigns.content.text import sentences, words
from baton.core.packaged_yaml import packaged_text
from baton.core.text import folded
from baton.core.wording import counted

LEAST_WORDS = 100
"""Flesch measured samples of 100 words: a shorter text has no reading ease that says anything."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a text consists of."""

    sentences: int
    words: int
    syllables: int

    @property
    def sentence_length(self) -> float:
        """Words a sentence; 0 without any."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def word_length(self) -> float:
        """Syllables a word; 0 without any."""
        return self.syllables / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Formula:
    """``base - by_sentence W - by_word S``, by its author's name."""

    name: str
    base: float
    by_sentence: float
    by_word: float

    def ease(self, sentence_length: float, word_length: float) -> float:
        """The ease of W words a sentence and S syllables a word."""
        return self.base - self.by_sentence * sentence_length - self.by_word * word_length


FLESCH = Formula("Flesch", 206.835, 1.015, 84.6)
AMSTAD = Formula("Amstad", 180.0, 1.0, 58.5)
KANDEL_MOLES = Formula("Kandel-Moles", 207.0, 1.015, 73.6)
FERNANDEZ_HUERTA = Formula("Fernández Huerta", 206.84, 1.02, 60.0)
SZIGRISZT = Formula("Szigriszt Pazos", 206.835, 1.0, 62.3)

FORMULAS: Mapping[str, Formula] = {
    "en": FLESCH,
    "de": AMSTAD,
    "fr": KANDEL_MOLES,
    "es": SZIGRISZT,
}
"""The formula of each language (ISO 639-1) that has one here."""


@dataclass(frozen=True, slots=True)
class Readability:
    """How easily a text reads; ``ease`` is ``None`` if that is not judged, and ``reason`` says why."""

    counts: Counts
    ease: float | None
    formula: str | None
    reason: str


def readability(text: str, language: str) -> Readability:
    """The reading ease of ``text``, in a language (ISO 639-1)."""
    counts = counts_of(text, language)
    formula = FORMULAS.get(language)
    if formula is None:
        why = f"there is no reading formula for the language {language} here"
        return Readability(counts, None, None, why)
    if counts.words < LEAST_WORDS:
        why = (
            f"the text has {counted(counts.words, 'word')}, and a reading ease needs {LEAST_WORDS}"
        )
        return Readability(counts, None, formula.name, why)
    ease = formula.ease(counts.sentence_length, counts.word_length)
    name = formula.name
    why = (
        f"{counts.sentence_length:.1f} words a sentence, {counts.word_length:.2f} syllables a word"
    )
    if language == "en":
        rare = unfamiliar(text)
        ease = english_ease(ease, rare)
        name = ENGLISH
        why += f", {rare:.0%} of the different words less common"
    return Readability(counts, round(ease, 1), name, f"{name}: {why}")


ENGLISH = "Flesch and familiar words"


def english_ease(flesch: float, unfamiliar: float) -> float:
    """The ease of an English text by Flesch's ease and the share of unfamiliar words, 0 to 1."""
    return (flesch + 113 - 284 * unfamiliar) / 2


def unfamiliar(text: str) -> float:
    """The share, 0 to 1, of the different words of an English text that are not among the most frequent;
    0 without any.
    """
    said = set(_different(text))
    return len(said - _familiar()) / len(said) if said else 0.0


def _different(text: str) -> Iterator[str]:
    """Words in small letters, each part of ``state-of-the-art`` by itself; none that is written as a
    name, with a capital inside a sentence.
    """
    for sentence in sentences(text):
        for place, word in enumerate(words(sentence.text)):
            if place and word.text[0].isupper():
                continue
            parts = re.split(r"['\u2019].*|-", folded(word.text))
            yield from (one for one in parts if len(one) > 1)


@cache
def _familiar() -> frozenset[str]:
    lines = packaged_text(__package__, "familiar_words.txt")
    return frozenset(one for one in lines.splitlines() if not one.startswith("#"))


def counts_of(text: str, language: str) -> Counts:
    """Sentences, words and syllables of ``text``."""
    pieces = sentences(text)
    found = [word.text for one in pieces for word in words(one.text)]
    return Counts(len(pieces), len(found), sum(syllables(one, language) for one in found))


def syllables(word: str, language: str) -> int:
    """The syllables of a word, one at least; in a language without rules, its groups of vowels."""
    count = _COUNTERS.get(language, _by_vowels)
    return sum(max(1, count(part)) for part in re.split(r"['\u2019-]", word) if len(part) > 1) or 1


_VOWELS = re.compile(r"[aeiouyáàâãäåæéèêëíìîïóòôõöøœúùûüýÿ]+")


def _by_vowels(word: str) -> int:
    return len(_VOWELS.findall(word.casefold()))


_EN_GROUPS = re.compile(r"[aeiouy]+")
_EN_SILENT = re.compile(
    r"(?<=[^aeiouyl])es?$|(?<=[aeiouyr]l)es?$|(?<=[^aeiouytdl])ed$|(?<=[aeiouyrl]l)ed$"
    r"|(?<=[^aeiouy])e(?=(?:ly|less|ness|ments?|ful|fully)$)|(?<=^som)e(?=[bdhtw])"
    r"|(?<=^hom)e(?=[bpt])|(?<=^lif)e(?=[bst])"
)
"""An e that nobody says: at the end, before an ending, inside a compound."""
_EN_ES = re.compile(r"(?:[sxz]|[cs]h|[cg])es$")
_EN_ION = re.compile(r"(?<=[cgstx])i(?=on|an|a|ous|en)")
"""An i that only softens the letter before it, as in ``nation`` and ``special``."""
_EN_APART = re.compile(
    r"i(?:a(?!n$|ns$|ge)|um|us$|ent|ence|et)|(?<!ll)(?<!n)io(?!u)|(?<!q)(?<!g)u(?:al|ar|at|ax|el(?!$)|ity|ous)"
    r"|eo(?!u|n$|ple)|crea(?!t?u|m|s|k)|idea|area|theat|react|[aeou]ing|[^aeiou]yi|[ao]y[aeiou]|ism$|[^aeiou]ier$|iest$|ysm"
)
"""Vowels side by side that are said one by one."""


def _english(word: str) -> int:
    plain = folded(word)
    silent = 0 if _EN_ES.search(plain) else len(_EN_SILENT.findall(plain))
    softened = _EN_ION.sub("", plain).replace("ation", "axon")
    science = plain.startswith("scien")
    return len(_EN_GROUPS.findall(plain)) - silent + len(_EN_APART.findall(softened)) + science


_DE_GROUPS = re.compile(r"e(?=um)|aa|ai|au|äu|ay|ee|ei|eu|ey|ie|oo|ou|[aeiouyäöü]|é|è|à")


def _german(word: str) -> int:
    return len(_DE_GROUPS.findall(word.casefold()))


_FR_GROUPS = re.compile(
    r"eau|oeu|œu|aie|oui|oue|oie|ail|eil|euil|ouil|uei|ueu|i(?:eu|el|on|en|er|é|è|a|o)|oi|ou|au|ai|ei|eu"
    r"|(?<=[qg])u[aeiouéèêà]|(?<=g)e[aoâ]n?|u[iî]|[aeiouyàâäéèêëîïôöùûüœæ]"
)
_FR_SILENT = re.compile(
    r"(?<=[^aeiouyàâéèêëîïôùûg])(?:e|es|ent)$|(?<=[aeiouyéêîûàâ])(?:e|es)$|(?<=g)es?$|(?<=[gq])ues?$"
)
_FR_ENT = re.compile(
    r"(?:m|ld|sc|i|tr?|dr|gl)ent$"
    r"|^(?:cent|vent|dent|lent|gent|argent|souvent|comment)$"
)


def _french(word: str) -> int:
    plain = word.casefold()
    said = plain if _FR_ENT.search(plain) else _FR_SILENT.sub("", plain) or plain
    return len(_FR_GROUPS.findall(said))


_ES_U = re.compile(r"(?<=[qg])u(?=[eiéí])")
_ES_Y = re.compile(r"(?<=[aeoáéó])y$")
_ES_GROUPS = re.compile(
    r"[iuüy]?[aeoáéó][iuy]?(?![aeoáéó])|ü[ií]|[iu][iuy](?!í|ú)|[iu]?[aeoáéó]|[íúïü]|[iuy](?=$|[^aeoáéóíú])|[iu]"
)


def _spanish(word: str) -> int:
    plain = _ES_Y.sub("i", _ES_U.sub("", word.casefold()))
    plain = re.sub(r"y(?=[aeiouáéíóú])", "ll", plain)
    return len(_ES_GROUPS.findall(plain))


_COUNTERS: Mapping[str, Callable[[str], int]] = {
    "en": _english,
    "de": _german,
    "fr": _french,
    "es": _spanish,
}
