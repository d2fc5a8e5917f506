"""Texts that stand where somebody gave no answer: ``-``, ``N/A``, ``null``, ``{{first_name}}``.

Programs and forms write them into every field, so they count as nothing everywhere (requirement A1).
"""

import re
from enum import StrEnum

LONGEST = 80
"""Characters of a text that may be no answer."""

_MARKS = re.compile(r"[\s\-\u2010-\u2015\u2212_.?*/\\'\"`\u200b-\u200d\u2060\ufeff]*")
_PLACEHOLDER = re.compile(
    r"\{\{[^{}]*\}\}|[$#@]?\{%?[^{}]+\}|%{1,2}[\w .\-]+%{1,2}|\*\|[^|]+\|\*|\[{1,2}[\w .\-]+\]{1,2}"
    r"|<{1,2}[\w .\-]+>{1,2}|#{2}[\w .\-]+#{2}"
)
"""What a template was to replace and did not."""

_WORDS = frozenset(
    {"n/a", "#n/a", "n.a", "n.a.", "n\\a", "n/d", "n.d.", "(n/a)", "#null!", "#value!", "#ref!",
     "(null)", "(none)", "(not set)", "(empty)", "<null>", "undefined", "not set", "not given",
     "not provided", "not specified", "not available", "not applicable", "no answer", "unknown",
     "unspecified", "keine angabe", "keine angaben", "k.a.", "k. a.", "nicht angegeben",
     "unbekannt", "non renseigné", "non précisé", "inconnu", "sin datos", "no especificado",
     "desconocido", "non specificato", "n.n.", "n. n.", "tbd", "t.b.d.", "tba", "no name", "ohne namen",
     "sans nom", "sin nombre", "senza nome", "non indicato"}
)  # fmt: skip
_NAMES_TOO = frozenset(("null", "none", "nil", "nan"))
"""Written by programs; as ``Null`` or ``Nan`` people are called so."""
_NOT_AVAILABLE = "na"
"""Also Namibia, and a family name."""


class Holds(StrEnum):
    """What a field holds, where that gives a word another meaning."""

    NAME = "name"
    COUNTRY = "country"
    OTHER = "other"


def is_no_answer(text: str, holds: Holds = Holds.OTHER) -> bool:
    """Whether a text is none of what was asked for; an empty one is."""
    if len(text) > LONGEST:
        return not text.strip()
    if _MARKS.fullmatch(text):
        return True
    word = text.strip().casefold()
    if word in _WORDS or (word.startswith(tuple("{[%*<$#@")) and _PLACEHOLDER.fullmatch(word)):
        return True
    if word in _NAMES_TOO:
        return not (holds is Holds.NAME and text.strip().istitle())
    return word == _NOT_AVAILABLE and holds is Holds.OTHER
