"""Facts asked by Amazon Athena, where days outgrow one function. Same queries, same answers."""

# ruff: noqa: S608 (names are of registered kinds, values are quoted)

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from baton.aws.clients import Clients, aws_errors
from baton.core.clock import Sleep
from baton.core.errors import Unavailable
from baton.facts.kind import FactKind
from baton.facts.literals import filled
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
from baton.facts.tables import columns_listed, latest, table

_PAGE_ROWS = 1_000
"""The most that a page of results has."""

_LONGEST_PAUSE = 1.0


class AthenaFacts:
    """See ``Facts``. The tables are those of the Glue database, a partition a day, which Athena finds by
    projection: nothing has to be told of new days.
    """

    def __init__(
        self,
        clients: Clients,
        kinds: Callable[[], Mapping[str, FactKind]],
        sleep: Sleep,
        *,
        database: str,
        workgroup: str,
        seconds: float = SECONDS,
    ) -> None:
        self._client = clients.later("athena")
        self._kinds = kinds
        self._sleep = sleep
        self._database = database
        self._workgroup = workgroup
        self._seconds = seconds

    def query(self, sql: str, parameters: Sequence[Parameter] = (), *, days: Days) -> FactRows:
        """See ``Facts``."""
        rows = self._asked(sql, parameters, days, MAX_ROWS)
        columns = tuple(map(str, next(rows)))
        return FactRows(columns, tuple(rows))

    def stream(
        self, sql: str, parameters: Sequence[Parameter] = (), *, days: Days
    ) -> Iterator[tuple[Value, ...]]:
        """See ``Facts``."""
        rows = self._asked(sql, parameters, days, MAX_STREAMED)
        next(rows)
        yield from rows

    def _asked(
        self, sql: str, parameters: Sequence[Parameter], days: Days, most: int
    ) -> Iterator[tuple[Value, ...]]:
        """The names of the columns, then the rows."""
        kinds = self._kinds()
        checked = asked(sql, parameters, kinds)
        tables = [self._table(kinds[name], days) for name in checked.kinds]
        # Parameters first: where they stand is known of the query as it was asked.
        whole = asked(filled(sql, checked.places, parameters), (), kinds).before(tables)
        with aws_errors("Athena"):
            begun = self._client().start_query_execution(
                QueryString=whole,
                WorkGroup=self._workgroup,
                QueryExecutionContext={"Database": self._database},
            )
        query_id = str(begun["QueryExecutionId"])
        self._wait(query_id)
        return self._rows(query_id, most)

    def _table(self, kind: FactKind, days: Days) -> str:
        """The table of a kind for a query, which hides the raw one of the same name."""
        span = f"\"day\" BETWEEN '{days.first.isoformat()}' AND '{days.last.isoformat()}'"
        raw = f'"{self._database}"."{kind.name}"'
        written = f"SELECT {columns_listed(kind)} FROM {raw} WHERE {span}"
        return f'"{kind.name}" AS ({table(kind, latest(kind, written))})'

    def _wait(self, query_id: str) -> None:
        """Until the query has ended. Raises ``InvalidInput`` if it failed or takes too long."""
        end, pause = time.monotonic() + self._seconds, 0.05
        while time.monotonic() < end:
            with aws_errors("Athena"):
                answer = self._client().get_query_execution(QueryExecutionId=query_id)
            status = answer["QueryExecution"]["Status"]
            if status["State"] == "SUCCEEDED":
                return
            if status["State"] in ("FAILED", "CANCELLED"):
                raise _failed(status)
            self._sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        with aws_errors("Athena"):
            self._client().stop_query_execution(QueryExecutionId=query_id)
        raise too_slow(self._seconds)

    def _rows(self, query_id: str, most: int) -> Iterator[tuple[Value, ...]]:
        columns: tuple[tuple[str, str], ...] = ()
        count = 0
        for page in self._pages(query_id):
            data = page["Rows"]
            if not columns:  # the first page begins with the names of the columns
                told = page["ResultSetMetadata"]["ColumnInfo"]
                columns = tuple((str(one["Name"]), str(one["Type"])) for one in told)
                yield tuple(name for name, _ in columns)
                data = data[1:]
            count += len(data)
            if count > most:
                raise too_many_rows(most)
            yield from (_row(columns, one["Data"]) for one in data)

    def _pages(self, query_id: str) -> Iterator[Mapping[str, Any]]:
        given: dict[str, Any] = {"QueryExecutionId": query_id, "MaxResults": _PAGE_ROWS}
        while True:
            with aws_errors("Athena"):
                answer = self._client().get_query_results(**given)
            yield answer["ResultSet"]
            if not answer.get("NextToken"):
                return
            given["NextToken"] = answer["NextToken"]


def _failed(status: Mapping[str, Any]) -> Exception:
    """The error for a query that ended otherwise: by its own fault, or by one of Athena's."""
    reason = str(status.get("StateChangeReason") or status["State"]).splitlines()[0]
    if status.get("AthenaError", {}).get("Retryable"):
        return Unavailable(f"Athena does not answer ({reason}). Try again later.")
    return refused("sql", f"was not understood: {reason}")


def _row(
    columns: Sequence[tuple[str, str]], cells: Sequence[Mapping[str, str]]
) -> tuple[Value, ...]:
    return tuple(
        _value(kind, cell.get("VarCharValue"))
        for (_, kind), cell in zip(columns, cells, strict=True)
    )


_READ: Mapping[str, Callable[[str], Value]] = {
    **dict.fromkeys(("tinyint", "smallint", "integer", "int", "bigint"), int),
    **dict.fromkeys(("double", "float", "real", "decimal"), float),
    "boolean": lambda text: text == "true",
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
}
"""How each of Athena's types is read; the others are texts."""


def _value(kind: str, text: str | None) -> Value:
    return None if text is None else value_of(_READ.get(kind, str)(text))
