"""Names of columns as words."""

import re

_WORD = re.compile(r"[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-ZÀ-Þ]+(?![a-zß-ÿ])|\d+")


def words_of(name: str) -> str:
    """A column's name as words in lower case: ``LastActivity_Date`` is ``last activity date``."""
    return " ".join(word.lower() for word in _WORD.findall(name))
