"""Amounts and days in a buyer's language, and the words of papers and mails. Pure."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from baton.commerce.languages import best_of
from baton.core.amounts import minor_digits
from baton.core.packaged_yaml import packaged_yaml
from baton.pages import words

_TURNED = str.maketrans(",.", ".,")
_CONTINENTAL = frozenset({"de"})


def amount(minor_units: int, currency: str, language: str) -> str:
    """An amount without its currency, with as many decimals as that has: ``1,250.00``, ``1.250,00``."""
    digits = minor_digits(currency)
    whole, part = divmod(abs(minor_units), 10**digits)
    sign = "-" if minor_units < 0 else ""
    text = f"{sign}{whole:,}" + (f".{part:0{digits}}" if digits else "")
    return text.translate(_TURNED) if language in _CONTINENTAL else text


def money(minor_units: int, currency: str, language: str) -> str:
    """An amount with its currency: ``EUR 1,250.00``, ``1.250,00 EUR``."""
    text = amount(minor_units, currency, language)
    return f"{text} {currency}" if language in _CONTINENTAL else f"{currency} {text}"


def day(of: date, language: str) -> str:
    """A day: ``2 Mar 2026``, ``02.03.2026``."""
    return f"{of:%d.%m.%Y}" if language in _CONTINENTAL else words.day(of)


def words_in(name: str, wanted: str) -> tuple[str, Mapping[str, Any]]:
    """The words of the table ``name`` in the best language for a tag, and which that is."""
    table = _table(name)
    language = best_of(wanted, table)
    return language, table[language]


@cache
def _table(name: str) -> Mapping[str, Mapping[str, Any]]:

    found: Mapping[str, Mapping[str, Any]] = packaged_yaml(__package__, f"{name}.yaml")
    return found
