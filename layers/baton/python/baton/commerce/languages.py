"""The languages that buyers are written to. Pure."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from baton.commerce.places import CountryCode

LanguageTag = Annotated[
    str,
    Field(
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$",
        max_length=35,
        description="BCP 47, as de or de-AT; what is not shipped falls back to English",
    ),
]
ENGLISH = "en"
_BY_COUNTRY = {"AT": "de", "DE": "de", "LI": "de"}


def language_in(country: CountryCode) -> str:
    """The language that is written in a country, where it is one that is shipped; else English."""
    return _BY_COUNTRY.get(country, ENGLISH)


def best_of(wanted: str, shipped: Iterable[str]) -> str:
    """The shipped language for a tag: itself, or its first part; else English."""
    known = set(shipped)
    return next((one for one in (wanted, wanted.partition("-")[0]) if one in known), ENGLISH)
