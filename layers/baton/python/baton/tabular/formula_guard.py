"""Text that a spreadsheet shows instead of computing it (OWASP, CSV injection), and back again.

An apostrophe goes before whatever could begin a formula: at a cell's start, and behind what a
spreadsheet set to another separator splits cells at, or breaks lines at. What nobody sees, as a byte
order mark, hides none. Taking one off again gives the text as it was. The console's page has the same
guard (``csv.js``).
"""

import re

_STARTS = r"=+\-@\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
_SPLITS = r";|\t-\r\x1c-\x1e\x85\u2028\u2029"
_SPACES = (
    r"[ \x00-\x08\x0e-\x1b\x1f\x7f\xa0\xad\u034f\u061c\u1680\u180e\u2000-\u200f\u202a-\u202f"
    r"\u205f-\u206f\u3000\ufe00-\ufe0f\ufeff]*"
)
"""And what nobody sees; none at which cells are split, so that every character is looked at once."""
_TO_GUARD = re.compile(rf"(^|[{_SPLITS}])({_SPACES})('*[{_STARTS}])")
_GUARDED = re.compile(rf"(^|[{_SPLITS}])({_SPACES})'('*[{_STARTS}])")
_PLAIN_NUMBER = re.compile(r"[+\-]?[0-9][0-9 ().,\-/]*")


def guarded(text: str) -> str:
    """``text`` without anything that a spreadsheet would compute. Numbers and phone numbers stay."""
    return text if _PLAIN_NUMBER.fullmatch(text) else _TO_GUARD.sub(r"\1\2'\3", text)


def unguarded(text: str) -> str:
    """What ``guarded`` was given."""
    return _GUARDED.sub(r"\1\2\3", text)
