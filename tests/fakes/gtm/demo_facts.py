"""The demo's company as facts, asked by the engine that functions have: one file a kind, read once."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from baton.facts.duckdb_facts import naive
from baton.facts.fact import Fact
from baton.facts.parquet import engine, fact_writer
from baton.facts.partitions import Days
from baton.facts.query import FactRows, Parameter, Value, asked, value_of
from baton.facts.registered_kinds import fact_kinds
from baton.facts.tables import listed, source, table
from functions.platform.facts.fact_mapping import FactMapping, RowReader
from infra.local.company.world import Company, files


def facts_of(company: Company) -> dict[str, list[Fact]]:
    """What its files say, by kind. Raises ``ValueError`` for a row that would be rejected."""
    read_at = datetime.combine(company.calendar.last, time(6), UTC) + timedelta(days=1)
    found: dict[str, list[Fact]] = {}
    for key, text in files(company).items():
        kind = fact_kinds()[key.split("/")[1]]
        reader = RowReader(kind, FactMapping.canonical(kind), read_at)
        found[kind.name] = [reader.fact(row) for row in csv.DictReader(io.StringIO(text))]
    return found


class DemoFacts:
    """See ``baton.facts.query.Facts``."""

    def __init__(self, company: Company, folder: Path) -> None:
        self._folder = folder
        self._paths: dict[str, Path] = {}
        for name, facts in facts_of(company).items():
            with fact_writer(fact_kinds()[name], folder) as write:
                self._paths[name] = write(facts).rename(folder / f"{name}.parquet")

    def query(self, sql: str, parameters: Sequence[Parameter] = (), *, days: Days) -> FactRows:
        """See ``Facts``."""
        checked = asked(sql, parameters, fact_kinds())
        with engine(self._folder) as connection:
            for name in checked.kinds:
                path, kind = self._paths.get(name), fact_kinds()[name]
                kept = table(kind, source(kind, listed([path]) if path else None))
                within = f"day BETWEEN DATE '{days.first}' AND DATE '{days.last}'"
                connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM ({kept}) WHERE {within}')  # noqa: S608 (ours)
            given = [naive(one) if isinstance(one, datetime) else one for one in parameters]
            done = connection.execute(checked.sql, given)
            columns = tuple(str(one[0]) for one in done.description or ())
            return FactRows(columns, tuple(tuple(map(value_of, row)) for row in done.fetchall()))

    def stream(
        self, sql: str, parameters: Sequence[Parameter] = (), *, days: Days
    ) -> Iterator[tuple[Value, ...]]:
        """See ``Facts``."""
        yield from self.query(sql, parameters, days=days).rows
