"""Pydantic's schemas made to take the types that their documents say, and no others.

Pydantic by itself takes ``true`` for 1, ``"t"`` for true and 0 for the first of January 1970. Its strict
mode would also refuse a date as text, which is how JSON has them.
"""

from typing import Any

_STRICT = frozenset(("int", "float", "bool"))
_IN_TEXT = frozenset(("date", "datetime", "time", "timedelta"))
_OF_OTHERS = frozenset(("model", "dataclass", "typed-dict"))
"""Schemas that say for themselves what they take."""
_NO_SCHEMAS = frozenset(("metadata", "default", "serialization"))


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
        checked = {"type": "no-info", "function": _no_number}
        return {"type": "function-before", "function": checked, "schema": part}
    return {name: value if name in _NO_SCHEMAS else _exact(value) for name, value in part.items()}


def _no_number(given: object) -> object:
    if isinstance(given, int | float):
        raise ValueError("should be text in ISO 8601, not a number")
    return given
