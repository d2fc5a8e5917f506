"""Facts asked by DuckDB within the function: the days' files are brought here, and read by columns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from baton.aws.files import Files
from baton.facts.bringing import bring_days
from baton.facts.kind import FactKind
from baton.facts.parquet import engine, workshop
from baton.facts.partitions import Days
from baton.facts.query import (
    MAX_ROWS,
    MAX_STREAMED,
    SECONDS,
    FactRows,
    Parameter,
    Value,
    asked,
    refused,
    too_many_rows,
    too_slow,
    value_of,
)
from baton.facts.tables import latest, listed, source, table

if TYPE_CHECKING:
    import duckdb

_PIECE_ROWS = 10_000
_AS_THEY_ARE = frozenset({"BIGINT", "HUGEINT", "INTEGER", "DOUBLE", "VARCHAR", "DATE", "BOOLEAN"})
"""Types of columns whose cells come as the port has them."""


class DuckDbFacts:
    """See ``Facts``."""

    def __init__(
        self,
        files: Files,
        kinds: Callable[[], Mapping[str, FactKind]],
        *,
        seconds: float = SECONDS,
    ) -> None:
        self._files = files
        self._kinds = kinds
        self._seconds = seconds

    def query(self, sql: str, parameters: Sequence[Parameter] = (), *, days: Days) -> FactRows:
        """See ``Facts``."""
        with self._asked(sql, parameters, days) as done:
            columns = tuple(str(one[0]) for one in done.description or ())
            return FactRows(columns, tuple(_rows(done, MAX_ROWS)))

    def stream(
        self, sql: str, parameters: Sequence[Parameter] = (), *, days: Days
    ) -> Iterator[tuple[Value, ...]]:
        """See ``Facts``."""
        with self._asked(sql, parameters, days) as done:
            yield from _rows(done, MAX_STREAMED)

    @contextmanager
    def _asked(
        self, sql: str, parameters: Sequence[Parameter], days: Days
    ) -> Iterator["duckdb.DuckDBPyConnection"]:
        """The engine with a query's answer, as long as its rows are taken."""
        kinds = self._kinds()
        checked = asked(sql, parameters, kinds)
        given = [naive(one) if isinstance(one, datetime) else one for one in parameters]
        with workshop() as folder:
            tables = {name: self._table(kinds[name], days, folder) for name in checked.kinds}
            with engine(folder) as connection:
                for name, text in tables.items():
                    connection.execute(f'CREATE VIEW "{name}" AS {text}')
                with _told(self._seconds), _interrupted_after(self._seconds, connection):
                    yield connection.execute(checked.sql, given)

    def _table(self, kind: FactKind, days: Days, folder: Path) -> str:
        """What the query sees of a kind. Within one file each fact is once already."""
        brought = bring_days(self._files, kind.name, days, folder / kind.name).values()
        single = [paths[0] for paths in brought if len(paths) == 1]
        several = [path for paths in brought if len(paths) > 1 for path in paths]
        parts = [source(kind, listed(single) if single else None)]
        if several:
            parts.append(latest(kind, source(kind, listed(several))))
        return table(kind, " UNION ALL ".join(f"({part})" for part in parts))


def naive(moment: datetime) -> datetime:
    """A moment in UTC without its zone, as tables have them."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _rows(done: "duckdb.DuckDBPyConnection", most: int) -> Iterator[tuple[Value, ...]]:
    """Rows of an answer, piece by piece. Raises ``InvalidInput`` for more than there may be."""
    count, plain = 0, _AS_THEY_ARE.issuperset(str(one[1]) for one in done.description or ())
    while rows := done.fetchmany(_PIECE_ROWS):
        count += len(rows)
        if count > most:
            raise too_many_rows(most)
        yield from rows if plain else (tuple(map(value_of, row)) for row in rows)


@contextmanager
def _told(seconds: float) -> Iterator[None]:
    """The engine's errors as those of the port."""
    import duckdb

    try:
        yield
    except duckdb.InterruptException as error:
        raise too_slow(seconds) from error
    except duckdb.OutOfMemoryException as error:
        raise refused("sql", "needs more memory than there is; ask for fewer days") from error
    except duckdb.Error as error:
        raise refused("sql", f"was not understood: {str(error).splitlines()[0]}") from error


@contextmanager
def _interrupted_after(seconds: float, connection: "duckdb.DuckDBPyConnection") -> Iterator[None]:
    timer = Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
