"""Phone numbers in E.164 form, by libphonenumber's metadata (requirement A14).

``phonenumbers`` is imported at the first number: 12 ms of CPU that a caller without one need not pay.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, StringConstraints, ValidationInfo, WithJsonSchema

E164 = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{5,14}$")]
"""A phone number as ITU-T E.164 writes it: plus, country code, number; at most 15 digits."""

MOST_CHARACTERS = 60
"""Of a number as people write it, with its extension."""

_SPREADSHEET = re.compile(r"(?<=\d{6})[.,]0{1,3}$")
"""What programs for tables append to a number that they took for an amount."""

_REMARK = re.compile(r"[(\[][^\W\d][^()\[\]\d]{0,30}[)\]]$|^[(\[][^\W\d][^()\[\]\d]{0,30}[)\]]")
"""What somebody wrote beside a number: ``(mobile)``."""

_WITH_LETTERS = 1
"""The calling code whose numbers are told as letters, as ``1-800-FLOWERS``: elsewhere they are words."""

_LETTER_AMONG_DIGITS = re.compile(r"(?<=\d)[OoIl](?![^\W\d_])|(?<![^\W\d_])[OoIl](?=\d)")
"""A letter that somebody wrote for a nought or a one."""

_CUT = ("\u2026", "...")
_EXTENSION = re.compile(
    r"\s{0,9}\b(?:durchwahl|dw|klappe|kl|nebenstelle|nst|app(?:arat)?|poste|anexo|interno?|extensi[oó]n"
    r"|toestel|wewn|wew|w(?=\.)|ramal|anknytning|linka|mell[eé]k|(?:内線|内线|分机)(?=\s{0,9}\d))(?:\b|(?=\d))[.:]?\s{0,9}(?=\d{1,7}$)",
    re.IGNORECASE,
)
"""Words for an extension that libphonenumber does not know."""

_BEHIND = re.compile(r"(?<=\d)\s{1,9}[^\W\d][^\d+]{0,30}$")
"""Words behind a number that belong to none: ``0664 1234567 abends``."""

_OLD_MEXICAN = re.compile(r"^(?:\+|00)\s?52[\s.-]{0,3}1[\s.-]{0,3}(?=(?:\d[\s.()-]{0,3}){10}$)")
"""What mobile numbers of Mexico were dialled with from abroad until 2019, and messengers still write."""

_SPACE = re.compile(r"\s")
"""Of any width: French is written with narrow ones."""


def _of_country(given: object, info: ValidationInfo) -> object:
    if not isinstance(given, str):
        return given
    return phone_number(given, info.data.get("country")).number


PhoneOfCountry = Annotated[
    E164,
    BeforeValidator(_of_country),
    WithJsonSchema({"type": "string", "maxLength": MOST_CHARACTERS}),
]
"""A number as people of the country write it that the field ``country`` before it names, if any."""


class PhoneNumber(NamedTuple):
    """A number in E.164 form; ``extension`` are the digits of the one behind it, empty for none."""

    number: str
    extension: str = ""


def phone_number(text: str, country: str | None = None) -> PhoneNumber:
    """A number as people of ``country`` (ISO 3166 alpha-2) write it, as ``0664 1234567``,
    ``0043 664 …``, ``+44 (0)20 …``, ``tel:+1-202-555-0123;ext=5``. Without a country it must be
    international.

    Raises ``ValueError`` in words that follow a field's name.
    """
    given = _SPACE.sub(" ", text.strip())
    given = _SPREADSHEET.sub("", given.removeprefix("tel:").removeprefix("TEL:"))
    if len(given) > MOST_CHARACTERS:
        raise ValueError(f"is longer than {MOST_CHARACTERS} characters, which no phone number is")
    if given.endswith(_CUT):
        raise ValueError("is a phone number of which the end is missing")
    given = _REMARK.sub("", given.strip()).strip()
    given = _OLD_MEXICAN.sub("+52", _EXTENSION.sub(" ext. ", given))
    if _LETTER_AMONG_DIGITS.search(given):
        raise ValueError("has a letter among the digits of its phone number")
    found = _read(given, country) or _read(_BEHIND.sub("", given), country)
    if found is None:
        hint = f"in {country}" if country else "without a country: write it as +43 664 1234567"
        raise ValueError(f"is not a phone number {hint}")
    return found


def _read(text: str, country: str | None) -> PhoneNumber | None:
    readings = [_parsed(text, country), _parsed(_as_dialled(text), None)]
    if country and _has_code_of(country, text):
        readings.append(_parsed(f"+{text}", None))
    return _surest({one for one in readings if one})


def _has_code_of(country: str, text: str) -> bool:
    """Whether a number begins with its country's calling code, as one that lost its plus does."""
    import phonenumbers

    return text.startswith(str(phonenumbers.country_code_for_region(country)))


def _surest(readings: Collection[PhoneNumber]) -> PhoneNumber | None:
    """The only reading; of two, as of ``0043 664 1234567`` in Japan, the one that is in use.

    Raises ``ValueError`` in words that follow a field's name if that is not sure.
    """
    if len(readings) > 1:
        readings = [one for one in readings if _is_in_use(one.number)]
        if len(readings) != 1:
            raise ValueError("may be two phone numbers: write it as +43 664 1234567")
    return next(iter(readings), None)


def _is_in_use(number: str) -> bool:
    import phonenumbers

    return phonenumbers.is_valid_number(phonenumbers.parse(number))


def _as_dialled(text: str) -> str:
    """A number dialled with the international prefix that most countries have."""
    return f"+{text[2:]}" if text.startswith("00") else text


@lru_cache(maxsize=1_024)
def _parsed(text: str, country: str | None) -> PhoneNumber | None:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(parsed)
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE or not parsed.national_number:
        return None
    digits = phonenumbers.normalize_digits_only(text)
    if len(str(parsed.national_number)) > len(digits) and parsed.country_code != _WITH_LETTERS:
        return None
    form = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return PhoneNumber(form, parsed.extension or "")
