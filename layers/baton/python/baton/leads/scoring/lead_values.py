"""A lead as flat values by feature, read in one way in training and in triage.

A history file's column and a lead's field or attribute are the same feature if their names have the
same letters and digits: the column ``Lead Origin`` is the attribute ``lead_origin``.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from baton.leads.files.numbers import Decimal, number_in_text
from baton.leads.lead import NewLead
from baton.tabular.cells import Cell, as_text, column_key

Values = Mapping[str, Cell]
"""Cells by ``feature_key``; a feature that is not there is missing."""

NO_ANSWER: Final = frozenset({"", "-", "na", "n/a", "#n/a", "nan", "null"})
"""Texts that programs write where there is no value, case-folded."""

PERSONAL: Final = frozenset(
    {
        "address", "email", "emailaddress", "externalid", "firstname", "fullname", "lastname",
        "message", "mobile", "name", "phone", "phonenumber", "street", "surname", "telephone",
    }
)  # fmt: skip
"""Features of which only counts whether they are given: what they say names a person."""

MAX_CATEGORY = 60
"""Characters by which categories are told apart."""

_ATTRIBUTES = "attributes."
_SIMPLE_FIELDS = (
    "company_size", "job_title", "industry", "country", "city", "timezone", "source", "campaign_id",
    "interest", "company", "external_id", "email", "phone", "first_name", "last_name", "message",
)  # fmt: skip
_FIELDS = tuple((name, column_key(name)) for name in _SIMPLE_FIELDS)
_GROUPS = tuple(
    (group, tuple((name, column_key(f"{group}.{name}")) for name in names))
    for group, names in (
        ("activity", ("visits", "seconds_on_site", "pages_per_visit")),
        ("consent", ("email", "phone", "sms")),
        ("budget", ("amount", "currency")),
    )
)


@lru_cache(maxsize=4096)
def feature_key(name: str) -> str:
    """What makes a feature's name: the letters and digits of a column, field or attribute."""
    return column_key(name.removeprefix(_ATTRIBUTES))


def values_of(lead: NewLead) -> dict[str, Cell]:
    """Everything a lead tells, flat, by ``feature_key``. Moments are left out."""
    values: dict[str, Cell] = {}
    for name, value in lead.attributes.items():
        if value is not None:
            values[feature_key(name)] = value
    for field, key in _FIELDS:
        value = getattr(lead, field)
        if value is not None:
            values[key] = value
    for group, names in _GROUPS:
        inner = getattr(lead, group)
        for name, key in names if inner is not None else ():
            value = getattr(inner, name)
            if value is not None:
                values[key] = value
    return values


def number_in(cell: Cell, decimal: Decimal = ".") -> float | None:
    """The number in a cell (``number_in_text``); ``None`` for none, also for infinities and for whole
    numbers that are too large for one, which JSON allows.
    """
    try:
        number = number_in_text(cell, decimal) if isinstance(cell, str) else cell
        return float(number) if number is not None and math.isfinite(number) else None
    except OverflowError:
        return None


def category_in(cell: Cell) -> str | None:
    """The category in a cell, whatever its case and spaces; ``None`` for no answer."""
    text = " ".join(as_text(cell).casefold().split())[:MAX_CATEGORY]
    return None if text in NO_ANSWER else text
