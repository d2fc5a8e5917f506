"""How near texts are in their wording: words, pairs of words and pieces of words in common. Pure.

It finds what vectors of meaning blur: a name, a number, a word with a slip in it.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from baton.core.text import folded_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CHARACTERS = 500
"""Of a text: longer ones are no questions, and only their beginning is compared."""

_PIECE = 4


def near_in_wording(texts: Sequence[str], question: str) -> tuple["NDArray[Any]", "NDArray[Any]"]:
    """The cosines, 0 to 1, of the texts with each other and with the question. What they share counts
    the more, the rarer it is among the texts (tf-idf: Salton and Buckley, "Term-weighting approaches in
    automatic text retrieval", 1988, with each term counted once).
    """
    import numpy as np

    terms = [_terms(one) for one in (*texts, question)]
    place: dict[str, int] = {}
    columns = np.array([place.setdefault(one, len(place)) for some in terms for one in some], int)
    rows = np.repeat(np.arange(len(terms)), [len(some) for some in terms])
    having = np.bincount(columns[rows < len(texts)], minlength=len(place))
    weights = np.log((len(texts) + 1) / (having + 0.5))[columns]
    length = np.sqrt(np.bincount(rows, weights**2, minlength=len(terms))) + 1e-9
    shared = np.bincount(columns) > 1
    table = np.zeros((len(terms), len(place)), dtype=np.float32)
    table[rows, columns] = weights / length[rows]
    table = table[:, shared]
    return table[:-1] @ table[:-1].T, table[:-1] @ table[-1]


def _terms(text: str) -> set[str]:
    words = folded_words(text[:MOST_CHARACTERS])
    padded = [f" {word} " for word in words]
    pieces = {
        word[start : start + _PIECE] for word in padded for start in range(len(word) - _PIECE + 1)
    }
    return pieces.union(words, map(" ".join, pairwise(words)))
