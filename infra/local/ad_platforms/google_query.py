"""Google's query language, as much of it as a search for campaigns and their days needs."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_QUERY = re.compile(r"\s*SELECT\s+(.+?)\s+FROM\s+(\w+)(?:\s+WHERE\s+(.+?))?\s*", re.DOTALL)
_TEXT = r"'(?:[^'\\]|\\.)*'"
_CONDITION = re.compile(
    rf"([\w.]+)\s*(!=|=|IN|BETWEEN)\s*({_TEXT}\s+AND\s+{_TEXT}|\([^)]*\)|{_TEXT}|\d+|TRUE|FALSE)"
    r"\s*(?:AND\s+|$)"
)
_ONE_TEXT = re.compile(_TEXT)


class BadQuery(Exception):
    """A query that Google would refuse, with its word for it."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def asked(query: str) -> tuple[list[str], str, list[tuple[str, str, list[str]]]]:
    """The fields, the resource and the conditions of a query. Raises ``BadQuery``."""
    found = _QUERY.fullmatch(query)
    if not found:
        raise BadQuery("UNEXPECTED_INPUT", "Error in query: unexpected input.")
    fields = [field.strip() for field in found[1].split(",")]
    where, at, conditions = found[3] or "", 0, []
    while at < len(where):
        one = _CONDITION.match(where, at)
        if not one:
            raise BadQuery("BAD_VALUE", f"Error in WHERE clause near {where[at : at + 30]!r}.")
        texts = [_plain(text) for text in _ONE_TEXT.findall(one[3])]
        conditions.append((one[1], one[2], texts or [one[3]]))
        at = one.end()
    return fields, found[2], conditions


def selected(
    rows: Iterator[Mapping[str, Any]], query: str, known: frozenset[str]
) -> list[dict[str, Any]]:
    """The rows that fit, with the fields that were asked for, as Google's JSON. ``rows`` are by field;
    ``known`` are the fields there are. Raises ``BadQuery``.
    """
    fields, _, conditions = asked(query)
    for field in (*fields, *(one[0] for one in conditions)):
        if field not in known:
            raise BadQuery("UNRECOGNIZED_FIELD", f"Unrecognized field in the query: '{field}'.")
    found = []
    for row in rows:
        if all(_fits(row.get(field), operator, values) for field, operator, values in conditions):
            made: dict[str, Any] = {}
            for field in fields:
                if row.get(field) is not None:
                    _put(made, field.split("."), row[field])
            found.append(made)
    return found


def _fits(value: Any, operator: str, values: list[str]) -> bool:
    text = str(value)
    match operator:
        case "=":
            return text == values[0]
        case "!=":
            return text != values[0]
        case "IN":
            return text in values
        case _:
            return values[0] <= text <= values[1]


def _put(made: dict[str, Any], path: list[str], value: Any) -> None:
    for name in path[:-1]:
        made = made.setdefault(camel(name), {})
    made[camel(path[-1])] = value


def camel(name: str) -> str:
    """``cost_micros`` as ``costMicros``."""
    first, *others = name.split("_")
    return first + "".join(one.capitalize() for one in others)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])
