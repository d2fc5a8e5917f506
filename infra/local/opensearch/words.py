"""Words of texts and what they are worth: the standard analyser, and BM25 as Lucene computes it."""

import math
import re
from array import array
from collections import Counter

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.75
_LONGEST_TOKEN = 255
_EXACT_LENGTHS = 24
_LENGTH_BITS = 4

_ALONE = r"\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff"
"""Each a word by itself, as UAX 29 has it."""

_RUN = rf"(?:[^\W{_ALONE}]|[\u0300-\u036f])+"
_WORD = re.compile(
    rf"[{_ALONE}]|{_RUN}"
    rf"(?:(?:(?<=[^\W\d_])['\u2019.:\u00b7](?=[^\W\d_{_ALONE}])|(?<=\d)[.,;'](?=\d)){_RUN})*"
)


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, after UAX 29 (as far as European languages need it)."""
    found: list[str] = []
    for word in _WORD.findall(text):
        low = word.lower()
        found += [low[i : i + _LONGEST_TOKEN] for i in range(0, len(low), _LONGEST_TOKEN)]
    return found


def stored_length(length: int) -> int:
    """A text's length as Lucene keeps it, in one byte: exact to 24, then with four binary digits.

    Source: Lucene, ``SmallFloat.intToByte4``.
    """
    if length < _EXACT_LENGTHS:
        return length
    rest = length - _EXACT_LENGTHS
    shift = max(0, rest.bit_length() - _LENGTH_BITS)
    return _EXACT_LENGTHS + ((rest >> shift) << shift)


class WordIndex:
    """Which text has which word how often. Texts are known by numbers that only grow."""

    def __init__(self) -> None:
        self._texts: dict[str, array[int]] = {}
        self._counts: dict[str, array[int]] = {}
        self._live: Counter[str] = Counter()
        self._lengths: array[int] = array("I")
        self._total = 0
        self._number = 0

    def add(self, slot: int, text: str) -> None:
        """Adds a text under a number higher than all before."""
        words = tokens(text)
        for word, count in Counter(words).items():
            self._texts.setdefault(word, array("I")).append(slot)
            self._counts.setdefault(word, array("I")).append(count)
            self._live[word] += 1
        while len(self._lengths) <= slot:
            self._lengths.append(0)
        self._lengths[slot] = stored_length(len(words))
        self._total += len(words)
        self._number += 1

    def remove(self, text: str) -> None:
        """Takes a text out of the statistics; its number is left out by whoever asks."""
        words = tokens(text)
        self._live.subtract(set(words))
        self._total -= len(words)
        self._number -= 1

    def scores(self, query: str, size: int) -> NDArray[np.float32]:
        """What each of the first ``size`` texts scores; 0 without a word in common.

        ``idf * 2.2 * tf / (tf + k1 * (1 - b + b * length / average))``, summed over the query's
        words, with ``idf = ln(1 + (N - n + 0.5) / (n + 0.5))``. Source: Lucene, ``BM25Similarity``;
        the factor k1 + 1 is that of ``LegacyBM25Similarity``, which OpenSearch 2 uses.
        """
        scores = np.zeros(size, np.float32)
        average = self._total / self._number if self._number else 1.0
        for word, times in Counter(tokens(query)).items():
            number = self._live[word]
            if number <= 0:
                continue
            slots = np.array(self._texts[word], np.int64)
            frequency = np.array(self._counts[word], np.float32)
            lengths = np.array(self._lengths, np.float32)[slots]
            idf = math.log(1 + (self._number - number + 0.5) / (number + 0.5))
            norm = K1 * (1 - B + B * lengths / np.float32(average))
            scores[slots] += times * (K1 + 1) * idf * frequency / (frequency + norm)
        return scores
