"""What is personal is replaced before a model reads it, and put back into what it wrote.

A replaced value is a placeholder such as ``[email-1]``: the same value has the same one, so a model
can still write about it. Names are known only where the caller tells them; addresses, phone numbers,
accounts and cards are found by their form.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import partial


class Personal(StrEnum):
    """Kinds of personal values; the name stands in the placeholder."""

    NAME = "name"
    COMPANY = "company"
    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account"
    CARD = "card"
    ADDRESS = "address"
    """of a machine or place: an IP address, a postal address that the caller tells"""
    ID = "id"


_FORMS: tuple[tuple[Personal, re.Pattern[str]], ...] = (
    (
        Personal.EMAIL,
        re.compile(r"[^\s<>@,;:\"'()\[\]{}]{1,64}@(?:[^\W_][\w-]{0,62}\.){1,8}[^\W\d_]{2,24}"),
    ),
    (
        Personal.ACCOUNT,
        re.compile(r"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?\b"),
    ),
    (Personal.CARD, re.compile(r"(?<![\w.])\d(?:[ -]?\d){12,18}(?![\w])")),
    (Personal.ADDRESS, re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")),
    (Personal.PHONE, re.compile(r"(?<![\w.:/-])\+?\(?\d(?:[ ()./-]{0,3}\d){6,14}(?![\w])")),
)
"""The first that fits counts: a card's number is not taken for a phone's."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_PLACEHOLDER = re.compile(r"\[(?:name|company|email|phone|account|card|address|id)-\d{1,4}\]")


def personal_values(text: str) -> list[tuple[Personal, str]]:
    """What in ``text`` has the form of an address, number or account. Dates are none."""
    found: list[tuple[Personal, str]] = []
    for kind, form in _FORMS:
        values = [value for value in form.findall(text) if not _DATE.fullmatch(value.strip())]
        found += [(kind, value) for value in values]
        text = form.sub(" ", text)
    return found


_MOST_SHORT = 3
"""Known values this short are replaced only where they stand as written, capitals included."""


class UnknownPlaceholder(ValueError):
    """An answer names a placeholder that nobody gave: a person that the model made up or was told of."""


class Masking:
    """Replaces personal values in one task's texts, all with the same placeholders."""

    def __init__(
        self,
        known: Iterable[tuple[Personal, str]] = (),
        allowed: Iterable[Personal] = (),
    ) -> None:
        """``known`` are values that no form tells, as names. ``allowed`` are the kinds that this
        purpose shows to a model as they are.
        """
        self._allowed = frozenset(allowed)
        given = [(kind, value.strip()) for kind, value in known if value.strip()]
        self._known = sorted(
            (one for one in given if one[0] not in self._allowed),
            key=lambda one: -len(one[1]),  # a name's parts after the whole
        )
        self._placeholders: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._counts: dict[Personal, int] = {}

    @property
    def values(self) -> Mapping[str, str]:
        """What each placeholder stands for."""
        return dict(self._values)

    def masked(self, text: str) -> str:
        """``text`` with placeholders. What looked like one already loses its brackets."""
        result = _PLACEHOLDER.sub(lambda found: found[0][1:-1], text)
        for kind, form in _FORMS:  # first: a name may be part of an address
            if kind not in self._allowed:
                result = form.sub(partial(self._found, kind), result)
        for kind, value in self._known:
            result = self._replaced(kind, value, result)
        return result

    def _replaced(self, kind: Personal, value: str, text: str) -> str:
        flags = re.IGNORECASE if len(value) > _MOST_SHORT else re.NOFLAG
        pattern = re.compile(rf"(?<![\w\[]){re.escape(value)}(?!\w|-\d+\])", flags)
        return pattern.sub(lambda _: self._placeholder(kind, value), text)

    def unmasked(self, text: str) -> str:
        """``text`` with every value back in its place. Raises ``UnknownPlaceholder``."""
        unknown = {one for one in _PLACEHOLDER.findall(text) if one not in self._values}
        if unknown:
            raise UnknownPlaceholder(f"nothing is known of {', '.join(sorted(unknown))}")
        return _PLACEHOLDER.sub(lambda found: self._values[found[0]], text)

    def _found(self, kind: Personal, found: re.Match[str]) -> str:
        """A placeholder for what has the form, unless it is a date."""
        value = found[0]
        if kind is Personal.PHONE and _DATE.fullmatch(value.strip()):
            return value
        return self._placeholder(kind, value)

    def _placeholder(self, kind: Personal, value: str) -> str:
        key = f"{kind.value}:{value.casefold()}"
        if key not in self._placeholders:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            placeholder = f"[{kind.value}-{self._counts[kind]}]"
            self._placeholders[key] = placeholder
            self._values[placeholder] = value
        return self._placeholders[key]
