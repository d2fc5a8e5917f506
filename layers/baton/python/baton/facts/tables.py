"""The tables that queries see, as SQL that means the same in DuckDB and in Athena. Pure."""

# ruff: noqa: S608 (names are of registered kinds)

from collections.abc import Iterable
from pathlib import Path

from baton.facts.kind import DAY, FactKind


def quoted(text: object) -> str:
    """A text as SQL."""
    return "'" + str(text).replace("'", "''") + "'"


def columns_listed(kind: FactKind) -> str:
    """The columns of a kind as they are listed, without the day."""
    return ", ".join(f'"{column.name}"' for column in kind.columns)


def listed(paths: Iterable[Path]) -> str:
    """DuckDB's reader of some Parquet files, which may lack columns that came later."""
    return f"read_parquet([{', '.join(map(quoted, paths))}], union_by_name = true)"


def source(kind: FactKind, reader: str | None) -> str:
    """What a reader gives, with all columns of the kind in their types; nothing without one."""
    typed = ", ".join(f'CAST(NULL AS {one.type.value}) AS "{one.name}"' for one in kind.columns)
    nothing = f"SELECT {typed} WHERE false"
    if reader is None:
        return nothing
    both = f"SELECT * FROM ({nothing}) AS typed UNION ALL BY NAME SELECT * FROM {reader}"
    return f"SELECT {columns_listed(kind)} FROM ({both}) AS found"


def latest(kind: FactKind, facts: str) -> str:
    """Of facts that were written more than once each one, by its greatest version. Copies are the
    same but for faults of who published them; the order over all columns has every reader choose alike.
    """
    order = ", ".join(
        f'"{column.name}" {"DESC" if column.name == "version" else "ASC"} NULLS LAST'
        for column in sorted(kind.columns, key=lambda column: column.name != "version")
    )
    names = columns_listed(kind)
    by = 'PARTITION BY CAST("happened_at" AS DATE), "fact_id"'
    ranked = f'SELECT {names}, ROW_NUMBER() OVER ({by} ORDER BY {order}) AS "_rank"'
    return f'SELECT {names} FROM ({ranked} FROM ({facts}) AS written) AS ranked WHERE "_rank" = 1'


def table(kind: FactKind, facts: str) -> str:
    """What queries see of a kind: its facts with their day."""
    day = f'CAST("happened_at" AS DATE) AS "{DAY}"'
    return f"SELECT {columns_listed(kind)}, {day} FROM ({facts}) AS kept"
