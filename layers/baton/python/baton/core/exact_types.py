"""Pydantic's schemas made to take the types that their documents say, and no others.

Pydantic by itself takes ``true`` for 1, ``"t"`` for true and both 0 and ``"0"`` for the first of January
1970. Its strict mode would also refuse a date as text, which is how JSON has them, and takes ``"0"``.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

_STRICT = frozenset(("int", "float", "bool"))
_IN_TEXT = frozenset(("date", "datetime", "time", "timedelta"))
_OF_OTHERS = frozenset(("model", "dataclass", "typed-dict"))
"""Schemas that say for themselves what they take."""
_NUMBER = re.compile(r"\s*[-+]?[0-9.]+\s*")
"""What pydantic reads as seconds since 1970, ``20260301`` too."""
_NO_SCHEMAS = frozenset(("metadata", "default", "serialization"))


class Written(NamedTuple):
    """How a value is written where everything is text, and what to say of one that is not."""

    pattern: re.Pattern[str]
    words: str


WRITTEN: Mapping[type, Written] = {
    bool: Written(re.compile("true|false"), "should be true or false"),
    int: Written(re.compile("-?[0-9]+"), "should be a whole number in digits"),
    date: Written(re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"), "should be a day, as 2026-03-01"),
    datetime: Written(
        re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}.*"), "should be a moment, as 2026-03-01T09:30:00Z"
    ),
}
"""By type. Pydantic alone takes ``1_0`` for 10, ``t`` for true and ``0`` for a day of 1970."""


def exact(schema: Any) -> Any:
    """A model's core schema, within its own validators, in which numbers, truths and moments are nothing
    else.
    """
    if "schema" not in schema:
        return schema
    within = _exact if schema["type"] == "model" else exact
    return {**schema, "schema": within(schema["schema"])}


def _exact(part: Any) -> Any:
    if isinstance(part, list | tuple):
        return type(part)(map(_exact, part))
    if not isinstance(part, dict):
        return part
    kind = part.get("type")
    if not isinstance(kind, str):  # fields by their names
        return {name: _exact(field) for name, field in part.items()}
    return _of_kind(kind, part)


def _of_kind(kind: str, part: dict[str, Any]) -> Any:
    if kind in _OF_OTHERS:
        return part
    if kind in _STRICT:
        return {**part, "strict": True}
    if kind in _IN_TEXT:
        function = _no_moment if kind == "date" else _no_number
        checked = {"type": "no-info", "function": function}
        return {"type": "function-before", "function": checked, "schema": part}
    return {name: value if name in _NO_SCHEMAS else _exact(value) for name, value in part.items()}


def _no_number(given: object) -> object:
    if isinstance(given, int | float) or (isinstance(given, str) and _NUMBER.fullmatch(given)):
        raise ValueError("should be text in ISO 8601, not a number")
    return given


def _no_moment(given: object) -> object:
    """A day, of which pydantic alone takes midnight for one."""
    _no_number(given)
    if isinstance(given, str) and not WRITTEN[date].pattern.fullmatch(given):
        raise ValueError(WRITTEN[date].words)
    return given
