"""Texts with placeholders, and what is filled into them. Pure.

A text is written for those of whom its placeholders are known. Nothing goes out with one that is not
filled, and nothing that is filled in is looked through for placeholders again.
"""

import re
from collections.abc import Mapping
from datetime import date

_PLACE = re.compile(r"\{([a-z][a-z_]*)\}")
_BRACES = re.compile(r"[{}]")


class NotKnown(Exception):
    """A placeholder has nothing to be filled with."""


def placeholders_in(text: str) -> frozenset[str]:
    """The names of its placeholders."""
    return frozenset(_PLACE.findall(text))


def filled(text: str, values: Mapping[str, str | None]) -> str:
    """The text with its placeholders filled. Raises ``NotKnown``."""

    def value(found: re.Match[str]) -> str:
        given = values.get(found[1])
        if not given or not given.strip():
            raise NotKnown(found[1])
        return given

    return _PLACE.sub(value, text)


def without_braces(text: str) -> str:
    """Somebody's words, made so that no placeholder can stand in them."""
    return _BRACES.sub("", text)


def date_text(day: date, language: str) -> str:
    """A day as people of a language write it in figures; in English with the month's name, since
    its countries write figures in different orders.
    """
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    mark = "." if language == "de" else "/"
    return f"{day.day:02}{mark}{day.month:02}{mark}{day.year}"


_MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
