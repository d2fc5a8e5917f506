"""The phone numbers of a record that nobody mapped. Pure."""

import re
from collections.abc import Mapping

from baton.core.countries import country_code
from baton.core.phone import phone_number

_OF_NUMBERS = re.compile(
    r"phone|telef|tel\b|mobil|handy|cell|m[oó]vil|portable|whatsapp|sms", re.IGNORECASE
)
_OF_COUNTRIES = re.compile(r"^(?:country|land|staat|pays|pa[ií]s)", re.IGNORECASE)


def numbers_in(cells: Mapping[str, object]) -> tuple[str, ...]:
    """The numbers, in E.164 form, in the columns that hold such by their name."""
    country = _country_in(cells)
    found = []
    for column, cell in cells.items():
        if (
            isinstance(cell, str | int)
            and not isinstance(cell, bool)
            and _OF_NUMBERS.search(column)
        ):
            try:
                found.append(phone_number(str(cell), country).number)
            except ValueError:
                continue
    return tuple(dict.fromkeys(found))


def _country_in(cells: Mapping[str, object]) -> str | None:
    for column, cell in cells.items():
        if isinstance(cell, str) and _OF_COUNTRIES.search(column):
            try:
                return str(country_code(cell))
            except ValueError:
                continue
    return None
