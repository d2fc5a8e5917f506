"""What is wrong with a lead, in words for the person whose file it came in.

Pydantic speaks of strings and patterns; the person has a column with telephone numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_BY_FIELD = {
    "email": "is not a valid e-mail address",
    "campaign_id": "is not the id of a campaign",
    "budget.currency": "is not a currency's ISO 4217 code such as USD",
}
_BY_TYPE = {
    "missing": "is missing",
    "string_too_long": "is longer than {max_length} characters",
    "string_too_short": "is shorter than {min_length} characters",
    "string_unicode": "contains characters that are not text",
    "greater_than_equal": "is less than {ge}",
    "less_than_equal": "is more than {le}",
    "int_parsing": "is not a whole number",
    "int_type": "is not a whole number",
    "float_type": "is not a number",
    "bool_type": "is neither yes nor no",
    "string_type": "is not text",
    "int_from_float": "is not a whole number",
    "float_parsing": "is not a number",
    "finite_number": "is not a finite number",
    "bool_parsing": "is neither yes nor no",
    "too_long": "has more than {max_length} entries",
}
MAX_NAME_SHOWN = 100
_INDIVIDUAL = {"string_pattern_mismatch", "value_error"}


def field_of(location: Sequence[str | int]) -> str:
    """The lead's field an error is about, dotted; empty if it is about the lead as a whole."""
    parts = [str(part) for part in location]
    nested = parts[:1] in (["activity"], ["consent"], ["budget"], ["attributes"])
    return ".".join(parts[: 2 if nested else 1])


def faults_by_field(errors: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """One fault for each field, in words that follow the field's name.

    An attribute may be of several types and fails them all; what it says as text counts.
    """
    faults: dict[str, str] = {}
    for error in errors:
        field = field_of(error["loc"])
        if error["loc"][-1:] == ("[key]",):
            faults[field] = "is no name for an attribute (1 to 80 characters on one line)"
        elif field.startswith("attributes.") and "str" not in str(error["loc"][-1]):
            faults.setdefault(field, "is not a value that an attribute can have")
        else:
            faults[field] = _words(field, error)
    return faults


def sentences(faults: Mapping[str, str]) -> Iterator[str]:
    """The faults, each with its field's name: ``email: is not a valid e-mail address``."""
    for field, text in faults.items():
        yield f"{field[:MAX_NAME_SHOWN]}: {text}" if field else text


def _words(field: str, error: Mapping[str, Any]) -> str:
    kind, given = str(error["type"]), error.get("ctx") or {}
    if kind in _INDIVIDUAL and field in _BY_FIELD:
        return _BY_FIELD[field]
    if kind in _BY_TYPE:
        return _BY_TYPE[kind].format(**given)
    text = str(error["msg"]).removeprefix("Value error, ")
    return text[:1].lower() + text[1:]
