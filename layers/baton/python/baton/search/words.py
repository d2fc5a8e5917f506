"""Texts as they are searched by their words (BM25)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

MOST_WORDS = 1_000
"""Of a text that is searched by its words. OpenSearch refuses more than 1,024, repeated ones too."""

_PIECE = re.compile(
    # Characters that OpenSearch's standard analyser makes words of their own, without spaces between.
    "[\u2e80-\u2fff\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    "|[^\\s\u2e80-\u2fff\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
_LONGEST_WORD = 255
"""Of a longer one the analyser makes several."""


def matching(field: str, text: str, filters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The query for documents that have words of a text in a field, among those that pass filters."""
    words = {"match": {field: {"query": searched_words(text)}}}
    return {"bool": {"must": [words], "filter": list(filters)}}


def searched_words(text: str) -> str:
    """The words of a text, each once and at most ``MOST_WORDS``, the first ones."""
    left, chosen = MOST_WORDS, []
    for piece in dict.fromkeys(_PIECE.findall(text)):
        number = _most_words(piece)
        if number > left:
            chosen.append(piece[:left])
            break
        chosen.append(piece)
        left -= number
    return " ".join(chosen)


def _most_words(piece: str) -> int:
    """The most words that the analyser may make of a text without spaces: a run of Latin letters and
    digits is one, and of everything else each character may be."""
    runs = _ASCII_WORD.findall(piece)
    inside = sum(map(len, runs))
    return len(piece) - inside + sum(-(-len(run) // _LONGEST_WORD) for run in runs)
