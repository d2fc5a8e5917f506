"""Phone numbers with letters for digits, as on a phone's keys (ITU-T E.161): ``1-800-FLOWERS``."""

import re

from baton.core.recognition.number_words import Said, said_before, unit_after

_VANITY = re.compile(
    r"(?<![\w.])(?:(?:\+?1|001)[ .\-]?\(?8\d\d\)?|\(8\d\d\)|8\d\d(?=-)|0[789]00"
    r"|\+\d\d[ .\-]?(?:\(0\))?[789]00|1[38]00)[ .\-/]?"
    r"((?=[\w \-]{0,10}[A-Z]{3})[A-Z\d]{1,11}(?:[ \-][A-Z\d]{1,11}){0,2}|(?<=-)[A-Za-z]{7,11})(?![\w])"
)
"""The codes of numbers that cost the caller nothing, or that anybody has anywhere."""

_LETTERS = range(7, 12)
"""How many letters are dialled or written; more than seven are not dialled."""

_NEEDS_A_WORD = frozenset({"13", "18"})
"""How Australian ones begin, which are amounts as well."""


def vanity_numbers_in(text: str) -> tuple[list[tuple[int, int]], str]:
    """Where they stand, and the text, as long as before, without them."""
    found = [one.span() for one in _VANITY.finditer(text) if _is_one(text, one)]
    known = frozenset(found)
    return found, _VANITY.sub(
        lambda one: "\0" * len(one[0]) if one.span() in known else one[0], text
    )


def _is_one(text: str, found: re.Match[str]) -> bool:
    """Whether it has as many letters as are dialled, and no word says that it is something else."""
    letters = re.sub(r"[ \-]", "", found[1])
    if len(letters) not in _LETTERS or unit_after(text, found.start(1)):
        return False
    said = said_before(text, found.start())
    return said is Said.PHONE or (said is None and found[0][:2] not in _NEEDS_A_WORD)
