"""Phone numbers with letters for digits, as on a phone's keys (ITU-T E.161): ``1-800-FLOWERS``."""

import re

from baton.core.recognition.number_words import AROUND, Said, said_before, unit_after

_VANITY = re.compile(
    r"(?<![\w.])(?:(?:\+?1|001)[ .\-]?\(?8\d\d\)?|\(8\d\d\)|8\d\d(?=-)|0[789]00"
    r"|\+\d\d[ .\-]?(?:\(0\))?[789]00|1[38]00)[ .\-/]?"
    r"((?=[\w \-]{0,10}[A-Z]{3})[A-Z\d]{1,11}(?:[ \-][A-Z\d]{1,11}){0,2}|(?<=-)[A-Za-z]{7,11})(?![\w])"
)
"""The codes of numbers that cost the caller nothing, or that anybody has anywhere."""

_LETTERS = range(7, 12)
"""How many letters are dialled or written; more than seven are not dialled."""

_CODE_OR_TIME = re.compile(
    r"(?:\b(?:err(?:or)?s?|errno|codes?|status|exit|state|fault|failure|exception|warn(?:ing)?|alert|alarm"
    r"|event|return(?:ed|s)?|rc|https?|response|reason|result|level|step|port|at|by|from|until|till?|since|before"
    r"|after|um|ab|bis|gegen|seit|zum?|[\w-]{0,24}(?:fehler|code|meldung)|st[oö]rung|erreurs?|vers|d[eè]s"
    r"|c[oó]digo|desde|hasta|codice|errore|dalle|alle|estado|stato|[eé]tat)|ошибка|код)"
    r"[ \u00a0]?[:=#,(\[\"'-]{0,2}[ \u00a0]?\Z",
    re.IGNORECASE,
)
"""Before four digits that are a code or a time of day: ``error 0800 TIMEOUT``, ``at 0900 MEETING``."""

_BARE = re.compile(r"\d{4}[ \u00a0]")
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
    if said is not None or found[0][:2] in _NEEDS_A_WORD:
        return said is Said.PHONE
    before = max(0, found.start() - AROUND)
    bare = _BARE.match(found[0]) is not None
    return not (bare and _CODE_OR_TIME.search(text, before, found.start()))
