"""How well customers are foretold, on published customers and a real shop's orders; and what an answer
costs over a year of a million transactions.

The data (``../shared/data``) are not part of the repository. The shop's customers are known up to a day,
and held to what they did in the days after: AUC of who buys nothing, by the model and by the days since
the last purchase alone.
"""

import csv
import gzip
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from baton.facts.fact import Fact
from baton.gtm.fact_kinds import TRANSACTION, Transaction
from baton.gtm.insights import Analysis
from functions.gtm.insights.bgnbd import History, fit
from tests.benchmarks.finance_answers import fill
from tests.benchmarks.report import Figure, Section, at_least, at_most
from tests.unit.gtm.insights.company import LAST, Desk

DATA = Path(__file__).parents[3] / "shared" / "data"
CDNOW, ORDERS = DATA / "customers_cdnow.csv", DATA / "retail_orders.csv.gz"
PUBLISHED = {"r": 0.2426, "alpha": 4.4135, "a": 0.7929, "b": 2.4258}
LOG_LIKELIHOOD = -9582.43
HORIZONS = (30, 60, 90)
TRANSACTIONS, DAYS = 1_000_000, 365
WHOSE = "CAST(floor(150000 * pow(hash(i) / 18446744073709551616.0, 2.5)) AS BIGINT)"
MOST_SECONDS = 20.0
"""What the workflow gives the function."""


def run() -> Iterator[Section]:
    """The published customers, the shop, and the million."""
    yield _published()
    yield _held_out()
    yield _million()


def _published() -> Section:
    section = Section("Insights: BG/NBD on 2,357 published customers")
    if not CDNOW.exists():
        section.note = f"Skipped: ../shared/data/{CDNOW.name} is not there."
        return section
    with CDNOW.open(encoding="utf-8", newline="") as file:
        known = Counter(
            History(int(float(row["frequency"])), float(row["recency"]), float(row["T"]))
            for row in csv.DictReader(file)
        )
    began = time.process_time()
    found = fit(known)
    spent = time.process_time() - began
    for name, value in PUBLISHED.items():
        off = abs(getattr(found.model, name) - value)
        section.figures.append(at_most(f"{name} off {value}", off, "", 0.001))
    off = abs(found.log_likelihood - LOG_LIKELIHOOD)
    section.figures.append(at_most(f"log-likelihood off {LOG_LIKELIHOOD}", off, "", 0.01))
    section.figures.append(at_most("CPU", spent, "s", 1))
    return section


def _held_out() -> Section:
    section = Section(
        "Insights: who buys nothing, of a shop's customers, held to the days after",
        note="The target is the AUC of the days since the last purchase alone.",
    )
    if not ORDERS.exists():
        section.note = f"Skipped: ../shared/data/{ORDERS.name} is not there."
        return section
    desk = Desk(_orders())
    for days in HORIZONS:
        answer = desk.ask(Analysis.CHURN, period="2011-06", horizon_days=days, currency="GBP")
        if answer.churn is None or answer.churn.check is None:
            continue
        check = answer.churn.check
        told = f"{days} days: AUC"
        section.figures.append(at_least(told, check.auc, "", round(check.auc_of_recency, 4)))
        section.add(f"{days} days: expected to buy nothing", 100 * check.expected, "%")
        section.add(f"{days} days: bought nothing", 100 * check.happened, "%")
    return section


def _orders() -> Iterator[Fact]:
    """The shop's invoices with a customer."""
    found: dict[str, tuple[datetime, str, int]] = {}
    with gzip.open(ORDERS, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row["customer_id"]:
                continue
            at = datetime.fromisoformat(row["invoice_date"]).replace(tzinfo=UTC)
            pence = round(Decimal(row["quantity"]) * Decimal(row["unit_price"]) * 100)
            begun, customer, total = found.get(row["invoice"], (at, row["customer_id"], 0))
            found[row["invoice"]] = (begun, customer, total + pence)
    for number, (at, customer, pence) in enumerate(found.values()):
        told = Transaction(customer_id=customer, amount=pence, currency="GBP")
        yield TRANSACTION.fact(told, at=at, fact_id=str(number))


def _million() -> Section:
    section = Section(
        "Insights: an answer over 1,000,000 transactions of a year, 146,518 customers",
        note="CPU of all threads, without bringing the files from S3; segments kept in memory.",
    )
    desk = Desk([])
    fill(desk.platform, TRANSACTIONS, DAYS, LAST, WHOSE)
    desk.ask(Analysis.COHORTS)
    for asked in (*((one,) for one in Analysis), tuple(Analysis)):
        section.figures.append(_cost(desk, asked))
    return section


def _cost(desk: Desk, asked: tuple[Analysis, ...]) -> Figure:
    began = time.process_time()
    desk.ask(*asked, period=f"{LAST - timedelta(days=DAYS - 1)}/{LAST}")
    return at_most(", ".join(asked), time.process_time() - began, "s", MOST_SECONDS)
