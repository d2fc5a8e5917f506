"""What an answer of finance takes over a year of a million transactions, a file a day as compaction
leaves them.

In memory instead of S3: the files' way here is not in it, the engine and everything after are.
"""

import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from baton.gtm.figures import FigureName
from tests.benchmarks.report import Section, at_most
from tests.fakes.platform.container import FakePlatform
from tests.unit.gtm.finance.company import COSTS, FinanceHarness, ads

TRANSACTIONS = 1_000_000
DAYS = 365
LAST = date(2026, 3, 31)
ASKED = (
    (FigureName.REVENUE,),
    (FigureName.CAC,),
    (FigureName.LTV,),
    (FigureName.REVENUE_FORECAST,),
    (FigureName.ANOMALIES,),
    (FigureName.REVENUE, FigureName.CAC, FigureName.LTV, FigureName.PAYBACK, FigureName.ROAS),
)
MOST_SECONDS, MOST_MEGABYTES = 1.0, 500
_STATUS, _PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")

_MADE = """
SELECT 'f' || i AS fact_id,
  (TIMESTAMP '{last} 12:00' - INTERVAL (i % {days}) DAY)::TIMESTAMP AS happened_at,
  0::BIGINT AS version, 'c' || {customer} AS customer_id,
  (500 + hash(i * 7) % 20000)::BIGINT AS amount,
  CASE WHEN i % 5 = 0 THEN 'USD' ELSE 'EUR' END AS currency,
  (200 + hash(i * 7) % 5000)::BIGINT AS cost, 'AT' AS country,
  ['google', 'meta', 'email', 'direct'][(1 + hash(i * 3) % 4)::BIGINT] AS channel, 'o' || i AS order_id,
  'p' || (i % 500) AS product_id, 1.0::DOUBLE AS quantity, CAST(happened_at AS DATE) AS day
FROM range({transactions}) AS r(i)
"""


def run() -> Section:
    """Asks for single figures and for several; the first answer warms up and is not measured."""
    section = Section(
        "Finance: an answer over a year of a million transactions",
        note="Without bringing the files from S3, which are in memory; holidays are known already.",
    )
    harness = FinanceHarness([*COSTS, *ads()])
    fill(harness.platform, TRANSACTIONS, DAYS, LAST, "(hash(i) % 60000)")
    harness.ask(FigureName.REVENUE, FigureName.ANOMALIES)
    _PEAK.write_text("5")  # forgets what making the transactions took
    for names in ASKED:
        cpu, clock = time.process_time(), time.perf_counter()
        harness.ask(*names)
        told, taken = ", ".join(names), time.perf_counter() - clock
        section.figures.append(at_most(told, taken, "s", MOST_SECONDS))
        section.add(f"CPU of all threads: {told}", time.process_time() - cpu, "s")
    most = int(_STATUS.read_text().split("VmHWM:")[1].split()[0]) / 1_024
    section.figures.append(at_most("memory of the process", most, "MB", MOST_MEGABYTES))
    return section


def fill(platform: FakePlatform, transactions: int, days: int, last: date, customer: str) -> None:
    """Puts transactions where facts are kept, a file a day; ``customer`` says whose the i-th is."""
    made = _MADE.format(transactions=transactions, days=days, last=last, customer=customer)
    with TemporaryDirectory() as folder:
        into = (
            "(FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day), WRITE_PARTITION_COLUMNS false)"
        )
        duckdb.connect().execute(f"COPY ({made}) TO '{folder}/made' {into}")
        for file in Path(folder).glob("made/*/*.parquet"):
            key = f"facts/transaction/{file.parent.name}/0.parquet"
            platform.files.kept[key] = file.read_bytes()
