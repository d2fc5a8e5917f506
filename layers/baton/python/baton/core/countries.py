"""Countries by their ISO 3166 codes and by the names that people write.

The table is made by ``tools/country_names.py`` from ISO's list and Unicode CLDR.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BeforeValidator

LONGEST_NAME = 100
"""Characters of a text that may be a country's name."""

_SAINT = re.compile(r"\bst\b\.? ")
_ARTICLE = re.compile(r"^the\b")


def country_code(text: object) -> object:
    """The ISO 3166 alpha-2 code for an alpha-2 or alpha-3 code or a name, as people write them:
    ``AUT``, ``Korea, Republic of``, ``Österreich``, ``UK``.

    Raises ``ValueError`` for a country nobody knows; anything but text is left to the field's type.
    """
    if not isinstance(text, str):
        return text
    found = _countries().get(name_key(text)) if _is_name(text) else None
    if found is None:
        raise ValueError("is neither an ISO 3166 country code nor the name of a country")
    return found


Country = Annotated[str, BeforeValidator(country_code)]
"""A country by its ISO 3166 alpha-2 code, read from a code or a name."""


def name_key(name: str) -> str:
    """What makes a country's name: letters without accents and case, ``st.`` as ``saint``."""
    bare = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    words = _ARTICLE.sub("", _SAINT.sub("saint ", bare.strip()))
    return "".join(letter for letter in words if letter.isalnum())


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and text.strip().isprintable()


@cache
def _countries() -> dict[str, str]:
    text = files(__package__).joinpath("country_names.txt").read_text(encoding="utf-8")
    codes: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            code, long_code, names = line.split("\t")
            codes |= dict.fromkeys((*names.split(), code.lower(), long_code.lower()), code)
    return codes
