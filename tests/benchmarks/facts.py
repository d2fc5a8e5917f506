"""What a question to facts costs in the function that asks it, in CPU."""

import time
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from baton.facts.duckdb_facts import DuckDbFacts
from baton.facts.kind import FactKind, FactRow, Unit
from baton.facts.parquet import engine, pieces, workshop
from baton.facts.partitions import PARQUET, Days, key_of
from tests.benchmarks.report import REPEATS, Section, at_most
from tests.fakes.platform.container import FakePlatform

ROWS, SPAN = 500_000, 30
GROUPED_MS = 250.0
FIRST = date(2026, 3, 1)
DAYS = Days(first=FIRST, last=FIRST + timedelta(days=SPAN - 1))


class Sale(FactRow):
    customer_id: str
    amount: Annotated[int, Unit("minor units of currency")]


SALE = FactKind("sale", Sale, means="what was sold", subject="customer_id")


def run() -> Section:
    """Groups half a million facts of a month by customer, files brought, read and answered."""
    platform = FakePlatform()
    for number in range(SPAN):
        _write(platform, FIRST + timedelta(days=number), ROWS // SPAN)
    facts = DuckDbFacts(platform.files, lambda: {"sale": SALE})
    sql = (
        "SELECT customer_id, COUNT(*) AS orders, SUM(amount) AS total FROM sale "
        "GROUP BY customer_id ORDER BY total DESC LIMIT 100"
    )
    facts.query(sql, days=DAYS)
    rounds = []
    for _ in range(REPEATS):
        started = time.process_time()
        assert len(facts.query(sql, days=DAYS).rows) == 100
        rounds.append((time.process_time() - started) * 1e3)
    size = sum(map(len, platform.files.kept.values())) / 1e6
    section = Section(
        "Facts",
        note=f"{ROWS:,} facts of {SPAN} days, {size:.1f} MB of Parquet; the best of {REPEATS} rounds",
    )
    section.figures = [at_most("grouped by 5,000 customers", min(rounds), "ms CPU", GROUPED_MS)]
    return section


def _write(platform: FakePlatform, day: date, rows: int) -> None:
    """A compacted day, made by the engine itself."""
    at = datetime.combine(day, datetime.min.time(), UTC).replace(tzinfo=None)
    with workshop() as folder, engine(folder) as connection:
        path = folder / "day.parquet"
        connection.execute(
            f"COPY (SELECT 's' || i AS fact_id, TIMESTAMP '{at}' AS happened_at, "  # noqa: S608 (ours)
            "CAST(0 AS BIGINT) AS version, 'c' || (i * 7919 % 5000) AS customer_id, "
            f"CAST(i % 10000 AS BIGINT) AS amount FROM range({rows}) AS numbers(i)) "
            f"TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )
        key = key_of("sale", day, "whole")
        platform.files.write(key, pieces(path), content_type=PARQUET)
