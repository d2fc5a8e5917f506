"""Countries by their ISO 3166 codes and by the names that people write.

The table is made by ``tools/country_names.py`` from ISO's list and Unicode CLDR.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Annotated

from pydantic import BeforeValidator

from baton.core.packaged_yaml import packaged_text

LONGEST_NAME = 100
"""Characters of a text that may be a country's name."""

_ISO_3166 = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
_CODES = frozenset(_ISO_3166.split())
"""The alpha-2 codes, so that the table is read only for other texts."""

_SHORTENED = {
    re.compile(pattern): whole
    for pattern, whole in {
        r"\bst\b\.? ": "saint ",
        r"\brep\b\.?": "republic",
        r"\bdem\b\.?": "democratic",
        r"^s\. ?": "south ",
        r"^n\. ?": "north ",
    }.items()
}
"""How words of countries' names are shortened."""

_FORM_OF_STATE = re.compile(
    r"^(?:the )?(?:republic|kingdom) of (?:the )?|^(?:bundes)?republik |^konigreich (?:der )?"
    r"|^(?:republique|royaume) (?:du |de (?:la )?|des |d['\u2019 ])"
    r"|^(?:republica|reino) (?:del? )(?:la )?"
    r"|^(?:repubblica|regno) (?:di |del(?:la)? |d['\u2019 ])"
)
"""Before a country's name, in lower case and without accents."""

_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_SUBDIVISION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")
"""ISO 3166-2."""

_TOLD_TWICE = re.compile(r"[/()|,]|(?<=\b[A-Z]{2})-| - ")
_ARTICLE = re.compile(r"^the\b")
_UMLAUT, _LONGEST_CODE = re.compile("([aou])e"), 5


def country_code(text: object) -> object:
    """The ISO 3166 alpha-2 code for an alpha-2 or alpha-3 code or a name, as people write them:
    ``AUT``, ``Korea, Republic of``, ``Österreich``, ``UK``.

    Raises ``ValueError`` for a country nobody knows; anything but text is left to the field's type.
    """
    if not isinstance(text, str):
        return text
    if text in _CODES:
        return text
    found = _known(text) if _is_name(text) else None
    if found is None:
        raise ValueError("is neither an ISO 3166 country code nor the name of a country")
    return found


Country = Annotated[str, BeforeValidator(country_code)]
"""A country by its ISO 3166 alpha-2 code, read from a code or a name."""


def name_key(name: str) -> str:
    """What makes a country's name: letters without accents and case, its words unshortened."""
    words = _bare(name)
    for shortened, whole in _SHORTENED.items():
        words = shortened.sub(whole, words)
    return "".join(letter for letter in _ARTICLE.sub("", words) if letter.isalnum())


def _bare(name: str) -> str:
    """A name in lower case and without accents."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("&", " and ")).strip()
    return "".join(one for one in letters if not unicodedata.combining(one))


def _known(text: str) -> str | None:
    """The code for a name; for one that is told twice, as ``Deutschland/Germany``, with its code or a
    part of it, as ``United States (USA)`` and ``GB-ENG``, or with the form of its state.
    """
    for form in _forms(text):
        if code := _countries().get(name_key(form)):
            return code
    if flag := _FLAG.fullmatch(text.strip()):
        code = "".join(chr(ord(one) - 0x1F1E6 + ord("A")) for one in flag[0])
        return code if code in _CODES else None
    if (part := _SUBDIVISION.fullmatch(text.strip())) and part[1] in _CODES:
        return part[1]
    told = [one for one in _TOLD_TWICE.split(text) if one.strip()]
    codes = {_countries().get(name_key(one)) for one in told}
    return codes.pop() if len(told) > 1 and len(codes) == 1 else None


def _forms(text: str) -> Iterator[str]:
    """A name as it stands, without the form of its state, as it is spoken where it is turned round, and
    with the umlauts that are written as two letters.
    """
    yield text
    yield _FORM_OF_STATE.sub("", _bare(text))
    first, comma, rest = text.partition(", ")
    if comma:
        yield f"{rest} {first}"
    if len(text) > _LONGEST_CODE:
        yield _UMLAUT.sub(r"\1", text.casefold())


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and text.strip().isprintable()


@cache
def _countries() -> dict[str, str]:
    text = packaged_text(__package__, "country_names.txt")
    codes: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            code, long_code, names = line.split("\t")
            codes |= dict.fromkeys((*names.split(), code.lower(), long_code.lower()), code)
    return codes
