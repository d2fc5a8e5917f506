"""Whether a figure rose or fell is asked, or why. English. Pure."""

import re
from typing import Literal

_WHY = re.compile(
    r"\bwhy\b|\bhow come\b|\bwhat (?:caused|made|drove)\b|\breasons? (?:for|why)\b", re.I
)
_WHETHER = re.compile(
    r"^\W*(?:(?:by )?how (?:much|far|strongly)(?: \w+)? )?"
    r"(?:is|are|was|were|did|does|do|has|have|hasn't|isn't|didn't)\b.*\b(?:up|down|gr[eo]w\w*|ris(?:e|en|"
    r"ing)|rose|fall(?:en|ing)?|fell|drop\w*|(?:in|de)creas\w*|declin\w*|shr[aiu]nk\w*|improv\w*|better|"
    r"worse|higher|lower|cheaper|dearer|faster|slower|doubl\w*|tripl\w*|halv\w*)\b",
    re.I,
)
_MOST_CHANGED = re.compile(
    r"\b(?:gr[eo]w\w*|ris(?:e|en|ing)|rose|f[ae]ll\w*|drop\w*|(?:in|de)creas\w*|declin\w*|improv\w*|chang\w*)\s+"
    r"(?:by\s+)?(?:the\s+)?(?:most|least|fastest|slowest|strongest|quickest)\b"
    r"|\b(?:fastest|slowest|strongest|quickest)[\s-](?:growing|growth|falling)\b"
    r"|\b(?:biggest|largest|highest|greatest|strongest)\s+(?:increase|growth|rise|drop|fall|decline|change|jump)\b",
    re.I,
)
_FELL = re.compile(
    r"\b(?:fall|fell|fallen|falling|drop(?:ped|ping|s)?|declin\w+|decreas\w+|down|sank|shr[aiu]nk\w*|"
    r"worse|lower|less|slump\w*|crash\w*)\b",
    re.I,
)
_ROSE = re.compile(
    r"\b(?:rise|rose|risen|rising|gr[eo]w\w*|increas\w+|up|jump\w*|better|higher|more|climb\w*|soar\w*)\b",
    re.I,
)


def asks_why(text: str) -> bool:
    """Whether ``text`` asks for a reason."""
    return _WHY.search(text) is not None


def asks_whether(text: str) -> bool:
    """Whether ``text`` asks if something rose or fell, or by how much."""
    return _WHETHER.search(text) is not None


def changed_most(text: str) -> Literal["rose", "fell"] | None:
    """Whether ``text`` asks which of several rose the most, or fell."""
    found = _MOST_CHANGED.search(text)
    return None if found is None else "fell" if _FELL.search(found[0]) else "rose"


def premise(text: str) -> Literal["rose", "fell"] | None:
    """What is taken for granted where it is asked why."""
    if not _WHY.search(text):
        return None
    fell, rose = _FELL.search(text), _ROSE.search(text)
    return None if bool(fell) is bool(rose) else "fell" if fell else "rose"
