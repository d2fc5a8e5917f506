"""Text that a spreadsheet shows instead of computing it (OWASP, CSV injection), and back again.

An apostrophe goes before whatever could begin a formula: at a cell's start, and behind what a
spreadsheet set to another separator splits cells at, or breaks lines at. What nobody sees, as a byte
order mark, hides none. Taking one off again gives the text as it was.
"""

import re

_STARTS = r"=+\-@\uff1d\uff0b\uff0d\uff20"
_BREAKS = r"\t-\r\x1c-\x1e\x85\u2028\u2029"
_SPLITS = rf";|{_BREAKS}"
_UNSEEN = r"\x00-\x08\x0e-\x1b\x7f\xad\u200b-\u200f\u2060\ufeff"
"""None of which is a space, so that each character matches in one way."""
_SPACES = rf"(?:[^\S{_BREAKS}]|[{_UNSEEN}])*"
"""Without those at which cells are split, so that every character is looked at once."""
_TO_GUARD = re.compile(rf"(^|[{_SPLITS}])({_SPACES})('*[{_STARTS}])")
_GUARDED = re.compile(rf"(^|[{_SPLITS}])({_SPACES})'('*[{_STARTS}])")
_PLAIN_NUMBER = re.compile(r"[+\-]?[0-9][0-9 ().,\-/]*")


def guarded(text: str) -> str:
    """``text`` without anything that a spreadsheet would compute. Numbers and phone numbers stay."""
    return text if _PLAIN_NUMBER.fullmatch(text) else _TO_GUARD.sub(r"\1\2'\3", text)


def unguarded(text: str) -> str:
    """What ``guarded`` was given."""
    return _GUARDED.sub(r"\1\2\3", text)
