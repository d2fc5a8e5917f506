"""Text that a spreadsheet shows instead of computing it (OWASP, CSV injection), and back again.

An apostrophe goes before whatever could begin a formula: at a cell's start, and behind what a
spreadsheet set to another separator splits cells at. Taking one off again gives the text as it was.
"""

import re

_STARTS = r"=+\-@\uff1d\uff0b\uff0d\uff20"
_SPLITS = r";\t\r\n|"
_SPACES = r"[^\S\t\r\n]*"
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
