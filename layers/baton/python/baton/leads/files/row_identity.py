"""Who a row of a file is about. Pure.

A row is a person's if a whole cell is one of their e-mail addresses, if the column of external ids
holds one of theirs, or if it has one of their phone numbers beside their last name. A number alone is
not enough: colleagues share one, and a row that was another person's would be lost to them.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from baton.leads.lead import NewLead
from baton.privacy.subject import external_key, keys_in

_PHONE = re.compile(r"\+?[0-9 ().\-/]{6,30}")
_NOT_DIGITS = re.compile(r"\D")
_FEWEST_DIGITS = 7

Cells = Mapping[str, str]
"""A row's cells by column."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a person is recognised by. ``phones`` are digits without leading zeros, ``names`` last
    names in lower case.
    """

    keys: frozenset[str]
    phones: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, keys: Iterable[str], details: Iterable[NewLead]) -> "Identity":
        """The identity behind keys and what leads tell."""
        told = list(details)
        phones = {digits for one in told if one.phone and (digits := digits_of(one.phone))}
        names = {one.last_name.casefold() for one in told if one.last_name}
        return cls(frozenset(keys), frozenset(phones), frozenset(names))

    def is_of(self, cells: Cells, external: Collection[str]) -> bool:
        """Whether a row is the person's; ``external`` are the columns that hold external ids."""
        values = [cell for cell in cells.values() if cell]
        if any(key in self.keys for cell in values if "@" in cell for key in keys_in(cell)):
            return True
        ids = (cells.get(name, "").strip() for name in external)
        if any(external_key(one) in self.keys for one in ids if one):  # an empty cell is nobody's
            return True
        return self._by_phone(values)

    def _by_phone(self, values: Iterable[str]) -> bool:
        if not (self.phones and self.names):
            return False
        texts = [value.strip() for value in values]
        numbers = [digits for text in texts if (digits := digits_of(text))]
        if not any(is_same(one, other) for one in numbers for other in self.phones):
            return False
        return any(name in text.casefold() for text in texts for name in self.names)


def is_same(one: str, other: str) -> bool:
    """Whether two numbers are one, with or without its country's prefix."""
    return one.endswith(other) or other.endswith(one)


def digits_of(text: str) -> str:
    """A phone number's digits, without the zeros and plus it begins with; empty if it is none."""
    if not _PHONE.fullmatch(text.strip()):
        return ""
    digits = _NOT_DIGITS.sub("", text).lstrip("0")
    return digits if len(digits) >= _FEWEST_DIGITS else ""
