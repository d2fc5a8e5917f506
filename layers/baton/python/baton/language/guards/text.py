"""Text from outside made fit to be shown to a model: cleaned and cut to length.

Whatever a stranger typed is data. A model sees it without the characters that people do not see and
models do read, between marks that ``prompts.enclosed`` sets.
"""

import re
import unicodedata

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_HIDDEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0000-\U000e0fff"
    "\ufdd0-\ufdef]"
)
"""Blank letters, variation selectors and tags: no category tells them, and they carry messages."""

_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n(?: ?\n)+ ?")
_MOST_MARKS = 4
"""Combining marks on one letter; no script that is written needs more."""

_CUT = " […]"


def cleaned(text: str, most: int) -> str:
    """``text`` in NFKC without anything invisible, at most ``most`` characters long (at least 16).

    Control, format, private and surrogate characters go, direction marks and joiners among them;
    lines stay lines. NFKC turns letters that only look different (full width, mathematical) into
    those that are read. What is cut off is marked. Cleaning what is clean changes nothing.
    """
    if most < len(_CUT) * 4:
        raise ValueError("a text is cut to 16 characters or more")
    # NFKC makes at most 18 characters of one; the first cut bounds the work on a long text.
    lines = unicodedata.normalize("NFKC", text[: most * 4].replace("\r", "\n").replace("\t", " "))
    seen = _HIDDEN.sub("", "".join(_visible(lines)))
    tidy = _EMPTY_LINES.sub("\n\n", _SPACES.sub(" ", unicodedata.normalize("NFKC", seen))).strip()
    if len(tidy) <= most and len(text) <= most * 4:
        return tidy
    return tidy[: most - len(_CUT)].rstrip() + _CUT


def _visible(text: str) -> list[str]:
    """The characters that are seen, with at most four marks on each."""
    kept: list[str] = []
    marks = 0
    for one in text:
        category = unicodedata.category(one)
        if one != "\n" and category in _HIDDEN_CATEGORIES:
            continue
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks <= _MOST_MARKS:
            kept.append(one)
    return kept
