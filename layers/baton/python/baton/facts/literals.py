"""Values as SQL: for the engine that takes no parameters beside a query. Pure."""

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime

from baton.facts.query import Parameter, refused


def without_zone(moment: datetime) -> str:
    """A moment in UTC as ISO 8601 without its zone, which tables of facts have none of."""
    naive = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return naive.isoformat(sep=" ", timespec="microseconds")


def literal(value: Parameter) -> str:
    """A value as both engines write it. Raises ``InvalidInput`` for what no table holds."""
    if value is None or isinstance(value, bool):
        return {None: "NULL", True: "TRUE", False: "FALSE"}[value]
    if isinstance(value, int):
        return str(value) if value >= 0 else f"({value})"
    if isinstance(value, float):
        if not math.isfinite(value):
            raise refused("parameters", "has a number that is not finite")
        return f"CAST({value!r} AS DOUBLE)"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{without_zone(value)}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if "\0" in value:
        raise refused("parameters", "has a text with a character that is none")
    return "'" + value.replace("'", "''") + "'"


def filled(sql: str, places: Sequence[int], parameters: Sequence[Parameter]) -> str:
    """A query with its values in place of its question marks, which stand at ``places``."""
    parts, at = [], 0
    for place, value in zip(places, parameters, strict=True):
        parts += [sql[at:place], f" {literal(value)} "]
        at = place + 1
    return "".join((*parts, sql[at:]))
