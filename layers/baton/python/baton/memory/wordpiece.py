"""Texts as WordPiece tokens, as BERT's uncased vocabulary wants them.

Source: google-research/bert, tokenization.py (Devlin et al., 2018). Written here because the
maintained tokenizers bring a Rust library of ten megabytes for what is one page of Python.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

UNKNOWN, START, END = "[UNK]", "[CLS]", "[SEP]"
LONGEST_WORD = 100
"""A longer word, in characters, is one unknown token."""

_IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


class WordPiece:
    """The tokenizer of one vocabulary, whose tokens' numbers are their lines."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._numbers = vocabulary
        self._unknown = vocabulary[UNKNOWN]
        self._start, self._end = vocabulary[START], vocabulary[END]

    @classmethod
    def from_file(cls, path: Path) -> "WordPiece":
        """The vocabulary in a ``vocab.txt``, one token a line."""
        lines = path.read_text(encoding="utf-8").split("\n")
        return cls({line: number for number, line in enumerate(lines) if line})

    def encode(self, text: str, *, most: int) -> list[int]:
        """The tokens' numbers with the marks at both ends, ``most`` at most; the rest is cut off."""
        numbers: list[int] = [self._start]
        for word in words(text):
            numbers += self._pieces(word)
            if len(numbers) >= most:
                break
        return [*numbers[: most - 1], self._end]

    def _pieces(self, word: str) -> list[int]:
        """The longest known beginning, then the longest known continuation, and so on."""
        if (whole := self._numbers.get(word)) is not None:
            return [whole]
        if len(word) > LONGEST_WORD:
            return [self._unknown]
        pieces: list[int] = []
        begin, length = 0, len(word)
        while begin < length:
            prefix = "##" if begin else ""
            for end in range(length, begin, -1):
                if (piece := self._numbers.get(prefix + word[begin:end])) is not None:
                    pieces.append(piece)
                    begin = end
                    break
            else:
                return [self._unknown]
        return pieces


def words(text: str) -> Iterator[str]:
    """The words and single punctuation marks of a text, in lower case and without accents."""
    for chunk in _spaced(text).split():
        plain = chunk.lower() if chunk.isascii() else _without_accents(chunk.lower())
        if plain.isalnum():
            yield plain
        else:
            yield from _split_at_punctuation(plain)


def _spaced(text: str) -> str:
    """Without control characters, and ideographs as words of their own."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_cleaned, text))


def _cleaned(character: str) -> str:
    if character in "\t\n\r":
        return " "
    category = unicodedata.category(character)
    if character in "\0\ufffd" or category[0] == "C":
        return ""
    if category == "Zs":
        return " "
    code = ord(character)
    if any(first <= code <= last for first, last in _IDEOGRAPHS):
        return f" {character} "
    return character


def _without_accents(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(one for one in decomposed if unicodedata.category(one) != "Mn")


def _split_at_punctuation(word: str) -> Iterator[str]:
    begin = 0
    for place, character in enumerate(word):
        if _is_punctuation(character):
            if begin < place:
                yield word[begin:place]
            yield character
            begin = place + 1
    if begin < len(word):
        yield word[begin:]


def _is_punctuation(character: str) -> bool:
    """All of ASCII that is neither letter, digit nor space counts, as ``$`` and ``^``."""
    if character.isascii():
        return not character.isalnum() and not character.isspace()
    return unicodedata.category(character)[0] == "P"
