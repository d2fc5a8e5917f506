"""Text from outside: what may stand in a field."""

import re
import string
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

_ENDS_OF_PLANES = "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}-{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(15)
)
_NO_TEXT = "\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff" + _ENDS_OF_PLANES
_NOT_IN_A_LINE = re.compile(f"[\x00-\x1f{_NO_TEXT}]")
_NOT_IN_PROSE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f{_NO_TEXT}]")

_UNSEEN = re.compile("[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Soft hyphens, spaces without width, byte order marks and what turns the direction of all that follows:
in no word, and pasted into many. Joiners, of which emoji and Persian are made, are not among them."""
_BREAKS = re.compile("[\u2028\u2029]")
"""Ends of lines and paragraphs as word processors write them; no mail's subject may have one."""
_AROUND = (
    "\u200c\u200d\u200e\u200f"
    + string.whitespace
    + (
        "\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
        "\u205f\u3000"
    )
)

_WORD = re.compile(r"\w+")
_LETTERS_AND_DIGITS = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """``text`` in small letters without accents, for comparing; its length may differ."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


def folded_words(text: str) -> list[str]:
    """The words of a text in lower case without accents."""
    return _LETTERS_AND_DIGITS.findall(folded(text))


def seen(text: str) -> str:
    """``text`` without characters that nobody sees, and without spaces of any width around it."""
    if text.isascii():  # as nearly all is, a million cells of a file too
        return text.strip(string.whitespace)
    return _UNSEEN.sub("", text).strip(_AROUND)


def plain_text(text: str) -> str:
    """One line of ``text`` in Unicode NFC; control, private and surrogate characters are refused.

    Emoji, right-to-left and combining scripts pass: people have such names. So do characters that
    this Python's Unicode tables do not know yet.
    """
    return _checked(_BREAKS.sub(" ", text), _NOT_IN_A_LINE)


Label = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(plain_text)]
"""A name of something, or an id of somebody else's, in one line."""


def prose(text: str) -> str:
    """Text that may run over several lines; otherwise as ``plain_text``."""
    return _checked(text, _NOT_IN_PROSE)


def readable(text: str) -> str:
    """``text`` as ``prose`` takes it, without the characters that it refuses: what comes by mail is read
    as far as it can be.
    """
    return unicodedata.normalize("NFC", _NOT_IN_PROSE.sub("", text))


def _checked(text: str, forbidden: re.Pattern[str]) -> str:
    if found := forbidden.search(text):
        raise ValueError(f"contains the character U+{ord(found[0]):04X}, which is not text")
    return unicodedata.normalize("NFC", text)


def words_of(text: str) -> set[str]:
    """The words of a text, without regard to case."""
    return set(_WORD.findall(text.casefold()))
