"""Facts as Parquet files on this machine's disk, by DuckDB."""

# ruff: noqa: S608 (names are of registered kinds, values are parameters)

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from baton.facts.fact import Fact
from baton.facts.kind import STANDARD, ColumnType, FactKind
from baton.facts.literals import without_zone
from baton.facts.query import Value, value_of
from baton.facts.tables import columns_listed, latest, listed, quoted, source

if TYPE_CHECKING:
    import duckdb

MEMORY = "512MB"
_PIECE_BYTES = 1_000_000
_AS_PARQUET = "(FORMAT parquet, COMPRESSION zstd)"


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder for files that are gone afterwards."""
    with TemporaryDirectory(prefix="facts-") as folder:
        yield Path(folder)


@contextmanager
def engine(folder: Path) -> Iterator["duckdb.DuckDBPyConnection"]:
    """DuckDB with nothing in it, which reads and writes files of ``folder`` alone, fetches nothing from
    anywhere, and divides whole numbers as Athena does.
    """
    import duckdb

    spill = f"{folder}/spill"
    connection = duckdb.connect(
        config={
            "allow_community_extensions": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY,
            "threads": "2",
        }
    )
    try:
        connection.execute("SET integer_division = true")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"SET temp_directory = {quoted(spill)}")
        connection.execute(f"SET allowed_directories = [{quoted(f'{folder}/')}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


@contextmanager
def fact_writer(kind: FactKind, folder: Path) -> Iterator[Callable[[Iterable[Fact]], Path]]:
    """Writes facts of a kind into a file of ``folder``, again and again: starting the engine takes ten
    times as long as a day's facts. Each time the file that was there before is gone.

    Facts go through a file of JSON lines, which DuckDB reads faster than it takes rows one by one.
    """
    path, lines = folder / "facts.parquet", folder / "facts.jsonl"
    types = ", ".join(f"{quoted(one.name)}: {quoted(one.type.value)}" for one in kind.columns)
    read = f"read_json({quoted(lines)}, format = 'newline_delimited', columns = {{{types}}})"
    sql = f"SELECT {columns_listed(kind)} FROM {read} ORDER BY fact_id"

    with engine(folder) as connection:

        def write(facts: Iterable[Fact]) -> Path:
            with lines.open("w", encoding="ascii") as out:
                for fact in facts:
                    out.write(json.dumps(_told(kind, fact)) + "\n")
            _copy(connection, sql, path)
            return path

        yield write


def merge(kind: FactKind, paths: Sequence[Path], path: Path) -> int:
    """Writes the facts of some files into one, each once, by its greatest version. Gives how many."""
    with engine(path.parent) as connection:
        sql = latest(kind, source(kind, listed(paths)))
        return _copy(connection, f"SELECT * FROM ({sql}) AS merged ORDER BY fact_id", path)


def without(kind: FactKind, path: Path, subjects: Collection[str], rest: Path) -> int:
    """Writes the facts of a file but those of a subject into another. Gives how many were left out;
    where there are none, nothing is written.
    """
    with engine(path.parent) as connection:
        kept, theirs = source(kind, listed([path])), _of(kind, subjects)
        asked = f"SELECT count(*) FROM ({kept}) AS kept WHERE {theirs}"
        (gone,) = connection.execute(asked, list(subjects)).fetchall()[0]
        if gone:
            left = f"SELECT * FROM ({kept}) AS kept WHERE ({theirs}) IS NOT TRUE"
            _copy(connection, left, rest, list(subjects))
    return int(gone)


def rows_of(
    kind: FactKind, paths: Sequence[Path], subjects: Collection[str]
) -> list[dict[str, Value]]:
    """A subject's facts in some files, by column."""
    if not paths:
        return []
    with engine(paths[0].parent) as connection:
        sql = latest(kind, source(kind, listed(paths)))
        asked = f"SELECT * FROM ({sql}) AS kept WHERE {_of(kind, subjects)} ORDER BY fact_id"
        found = connection.execute(asked, list(subjects)).fetchall()
    names = [column.name for column in kind.columns]
    return [dict(zip(names, map(value_of, row), strict=True)) for row in found]


def pieces(path: Path) -> Iterator[bytes]:
    """A file's bytes in pieces of a megabyte."""
    with path.open("rb") as opened:
        while piece := opened.read(_PIECE_BYTES):
            yield piece


def _copy(
    connection: "duckdb.DuckDBPyConnection", sql: str, path: Path, parameters: Sequence[str] = ()
) -> int:
    copied = connection.execute(f"COPY ({sql}) TO {quoted(path)} {_AS_PARQUET}", list(parameters))
    return int(copied.fetchall()[0][0])


def _of(kind: FactKind, subjects: Collection[str]) -> str:
    """The condition that a fact is of one of ``subjects``, as parameters."""
    return f'"{kind.subject}" IN ({", ".join("?" * len(subjects)) or "NULL"})'


def _told(kind: FactKind, fact: Fact) -> dict[str, Any]:
    """A fact's columns as JSON, its moments in UTC without a zone."""
    row = kind.read(fact)
    told = {
        **row.to_json(),
        "fact_id": fact.fact_id,
        "happened_at": without_zone(fact.at),
        "version": fact.version,
    }
    for column in kind.columns[len(STANDARD) :]:
        if column.type is ColumnType.MOMENT and column.name in told:
            told[column.name] = without_zone(getattr(row, column.name))
    return told
