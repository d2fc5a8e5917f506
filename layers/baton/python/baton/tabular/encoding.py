"""Which encoding a file that is no UTF-8 has, told from its own letters, or not at all. Pure.

Letters that are wrong look like letters, so what is not clear is refused. An encoding fits if the words
that it makes could stand in one of the languages that are written with it; the one that fits best wins,
unless another fits as well and makes other words. ``charset-normalizer`` was tried on lists of names and
places (decision 0106): they are too short for the statistics of running text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_ALPHABETS = {
    "cp1252": (
        "äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü", "ãáâàçéêíõóôúü", "àèéìíîòóùú", "ëïéèöüáóç", "æøåéöä",
        "áðéíóúýþæö", "àçèéíïòóúü", "äöõüšž",
    ),
    "cp1250": (
        "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž", "äöüß", "çë",
    ),
    "iso8859_2": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áéíóöőúüű"),
    "cp1251": (_CYRILLIC, "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
               "абвгдђежзијклљмнњопрстћуфхцчџшѓѕќ"),
    "cp1253": ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ",),
    "cp1254": ("çğ\u0131öşüâîûi̇",),
    "cp1255": ("אבגדהוזחטיךכלםמןנסעףפץצקרשת",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž"),
    "iso8859_15": ("äöüß", "àâæçéèêëîïôœùûüÿ", "äöõšž"),
}  # fmt: skip
"""Letters beyond ASCII of the languages that a code page is for, by language."""

_COMMON = {
    "cp932": ((0x81, 0x98), (0xA6, 0xDF)),
    "euc_jp": ((0xA1, 0xA5), (0xB0, 0xCF)),
    "gb18030": ((0xA1, 0xA3), (0xB0, 0xD7)),
    "cp949": ((0xA1, 0xA3), (0xB0, 0xC8)),
    "big5": ((0xA1, 0xC6),),
}
"""First bytes of the characters that texts mostly have: signs, kana, hangul, the first level of Han."""

_FEWEST_WIDE, _OWN, _UNSURE = 4, (0x81, 0x98), 0.5
"""Letters by which an encoding is told whose bytes are all letters of other code pages, too; bytes that
are none there, of which Shift-JIS has some; what a text without them says for an encoding."""

_WITHIN_LATIN = re.compile(r"[A-Za-z][^\x00-\x7f]+[A-Za-z]")
"""A wide sign inside a Latin word is a letter of another code page."""

_FEWEST_COMMON = 0.9
_PUNCTUATION = frozenset("“”‘’„‚«»‹›–—…•·€£§°ºª©®™¿¡´`\u00a0№")  # noqa: RUF001
_RARE = frozenset("ĺŕďťňïëÿýðþîûõļķģņ")
"""Letters of which a text has few in any language."""
_VOWELS = "aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿąęóăâîěůőűāēīūėįų\u0131"
_NEVER = re.compile(rf"ń[{_VOWELS}]|ñ(?![aeiouáéíóú])")
"""Polish writes ``ni`` before a vowel, and Spanish has its letter nowhere else."""
_UNLIKELY = re.compile(rf"[^\W\d_{_VOWELS}]{{4}}|[{_VOWELS}]{{3}}|^[^{_VOWELS}]{{3,}}$")
"""Four consonants or three vowels in a row, or no vowel at all."""
_ONE_LETTER_WORDS = frozenset("àéíóäöåæøáűőżąęїєіавикосуяАВИКОСУЯÀÉÁÓαοηήО")
_ACCENTED = frozenset("άέήίόύώ")
"""One of which every Greek word of several syllables has."""
_WORD = re.compile(r"[^\W\d_]+")
_RAREST_MISFIT = 50
"""At most one word in so many may be none of the encoding's languages: names come from everywhere."""


@dataclass(frozen=True, slots=True)
class _Fit:
    encoding: str
    text: str
    words: float
    languages: int

    def beats(self, other: "_Fit") -> bool:
        """Whether it is clearly likelier: by a word at least and a fifth of all, or as many words need
        far fewer languages.
        """
        margin = self.words - other.words
        fewer = self.languages < other.languages and self.languages * 3 <= other.languages
        return margin >= max(1.0, self.words / 5) or (margin >= 0 and fewer)


def encodings_of(lines: Iterable[bytes]) -> tuple[str, ...]:
    """The encodings that fit lines with bytes beyond ASCII best: one if it is clear, several if they
    make other letters of them, none if nothing fits, or what does by half a word.
    """
    sample = b"\n".join(lines)
    fits = [*_single_byte(sample), *_double_byte(sample)]
    left = [fit for fit in fits if not any(other.beats(fit) for other in fits)]
    texts = {fit.text: fit.encoding for fit in reversed(left)}
    if len(texts) == 1 and left[0].languages and left[0].words < 1:
        return ()
    return tuple(reversed(texts.values()))


def _single_byte(sample: bytes) -> Iterator[_Fit]:
    for encoding, alphabets in _ALPHABETS.items():
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        words = [word for word in _WORD.findall(text) if not word.isascii()]
        known = [_languages(word, alphabets) for word in words]
        misfits = known.count(frozenset()) + _signs_amiss(text)
        if misfits * _RAREST_MISFIT <= len(words):
            likely = sum(map(_likelihood, words)) - misfits
            yield _Fit(encoding, text, likely, _fewest(known))


def _double_byte(sample: bytes) -> Iterator[_Fit]:
    for encoding, common in _COMMON.items():
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        wide = [letter for letter in text if not letter.isascii()]
        firsts = [letter.encode(encoding)[0] for letter in wide]
        usual = sum(any(low <= first <= high for low, high in common) for first in firsts)
        mixed = any(any(map(str.isascii, word)) and not word.isascii()
                    for word in _WORD.findall(text))  # fmt: skip
        mixed = mixed or _WITHIN_LATIN.search(text) is not None
        if usual >= _FEWEST_COMMON * len(wide) and not mixed:
            words = sum(not word.isascii() for word in _WORD.findall(text))
            own = any(_OWN[0] <= first <= _OWN[1] for first in firsts)
            enough = own if encoding == "cp932" else len(wide) >= _FEWEST_WIDE
            yield _Fit(encoding, text, words if enough else _UNSURE, 1)


def _languages(word: str, alphabets: Iterable[str]) -> frozenset[int]:
    """The languages (by their places) that could have the word."""
    if any(one.islower() and two.isupper() and not two.isascii()
           for one, two in pairwise(word)):  # fmt: skip
        return frozenset()
    if len(word) == 1 and word not in _ONE_LETTER_WORDS:
        return frozenset()
    if "\u0370" <= word[0] < "\u0400" and not word.isupper() and not _ACCENTED & set(word.lower()):
        return frozenset()
    beyond = {letter for letter in word.lower() if not letter.isascii()}
    return frozenset(
        place
        for place, alphabet in enumerate(alphabets)
        if beyond <= set(alphabet)
        and (alphabet[0] < "\u0370" or len(beyond) == len(set(word.lower())))
    )


def _likelihood(word: str) -> float:
    """How much a word of an alphabet speaks for it: 1, or less if its letters stand strangely."""
    small = word.lower()
    if small[-1] >= "\u0370":
        return 0.5 if word.isupper() else 1.0
    if _NEVER.search(small):
        return 0.0
    return 0.5 if _RARE & set(small) or _UNLIKELY.search(small) else 1.0


def _fewest(known: Iterable[frozenset[int]]) -> int:
    """How many languages are needed for all words, taking the commonest first."""
    left, count = [one for one in known if one], 0
    while left:
        commonest = max({place for one in left for place in one},
                        key=lambda place: sum(place in one for one in left))  # fmt: skip
        left, count = [one for one in left if commonest not in one], count + 1
    return count


def _signs_amiss(text: str) -> int:
    """Signs beyond ASCII that no text has there: all but punctuation, and any inside a word."""
    return sum(
        not letter.isascii()
        and not letter.isalpha()
        and (letter not in _PUNCTUATION or _inside_a_word(text, at))
        for at, letter in enumerate(text)
    )


def _inside_a_word(text: str, at: int) -> bool:
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    if text[at] == "€" and any(letter.isalpha() for letter in around):
        return True
    if text[at] in "‚„" and text[at - 1 : at].isalpha():  # noqa: RUF001
        return True
    return text[at] not in "’‘´·" and len(around) > 1 and around.isalpha()  # noqa: RUF001
