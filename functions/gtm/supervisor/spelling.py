"""Words by which figures and units are named, as they were meant: "revnue by monht". Pure.

Only words are looked at with which nobody asks, and that are no names but those of months. Short words
are like each other: in them a letter may be left out, doubled or in the wrong place, but not be another.
"""

import re
from collections.abc import Iterable

from baton.core.recognition.slips import SlipIndex
from functions.gtm.supervisor.calendar_days import MONTH_NUMBERS

_UNITS = (
    *("week", "weeks", "month", "months", "monthly", "quarter", "quarters", "quarterly", "year"),
    *("yearly", "daily", "weekly", "country", "countries", "channel", "channels", "product"),
    *("products", "category", "categories", "currency", "last", "this", "yesterday", "average"),
    *("the", "what", "how", "much", "many", "were"),
)
_WORD = re.compile(r"[^\W\d_]+")
_LEAST, _SHORT, _LONG, _LONGEST = 3, 5, 7, 20
"""Letters: of the shortest words, in which only two may have changed places; of short and long ones."""


class Spelling:
    """``known`` are words that people ask with, which nobody meant otherwise; ``named`` those by which
    figures are named.
    """

    def __init__(self, named: Iterable[str], known: Iterable[str]) -> None:
        every = {*named, *_UNITS, *MONTH_NUMBERS}
        targets = sorted(one for one in every if _LEAST <= len(one) <= _LONGEST)
        self._known = frozenset((*known, *every))
        self._index = SlipIndex(targets)
        self._cut = {one[:-1]: one for one in targets if len(one) >= _LONG and one[-1] != "s"}

    def as_meant(self, text: str) -> str:
        """``text`` with its words as they were meant."""
        begin = len(text) - len(text.lstrip())
        return _WORD.sub(lambda found: self._meant(found[0], first=found.start() == begin), text)

    def _meant(self, word: str, *, first: bool) -> str:
        small = word.lower()
        is_name = word != small and not first
        if not _LEAST <= len(small) <= _LONGEST or small in self._known:
            return word
        alike = (one for one in self._index.meant_by(small) if _may_be(small, one))
        cut = self._cut.get(small, word)
        return min((one for one in alike if one in MONTH_NUMBERS or not is_name), default=cut)


def _may_be(word: str, meant: str) -> bool:
    swapped = sorted(word) == sorted(meant)
    if len(meant) < _SHORT:
        return swapped
    return swapped or len(meant) >= _LONG or len(word) < len(meant) or _is_doubled(word, meant)


def _is_doubled(word: str, meant: str) -> bool:
    return len(word) > len(meant) and any(
        word[at] == word[at - 1] and word[:at] + word[at + 1 :] == meant
        for at in range(1, len(word))
    )
