"""What ordering by the chosen forecasts costs, on half a year of a real shop's orders.

The orders (``../shared/data/retail_orders.csv.gz``) are not part of the repository. Methods are chosen
per SKU by what is known on ``SPLIT``; from there on stock is simulated with each (``replenishment``):
reviewed weekly, a week of lead time, what is not there is lost. As one can serve more by holding more,
methods are compared where they serve alike: the service asked for is set so that 95 % of the demand's
value is served over all SKUs. Cost is that of stock, a quarter of its value a year, and of orders.
"""

import csv
import gzip
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from baton.commerce.inventory.demand import kind_of
from baton.commerce.inventory.forecast_methods import WEEK, YEAR, Method, baselines, candidates
from baton.commerce.inventory.forecasting import chosen, costs_of_kinds, judged, outcomes
from baton.commerce.inventory.replenishment import Policy
from tests.benchmarks.report import Figure, Section, at_least, at_most

ORDERS = Path(__file__).parents[3] / "shared" / "data" / "retail_orders.csv.gz"
SPLIT = date(2011, 5, 1)
POLICY = Policy(lead=7, review=7, fill=0.95)
LEAST_DEMANDS = 10
"""Days with demand before the split, for enough history."""
HELD_A_YEAR = 0.25
AN_ORDER = 0.5
_STEPS = 9
_RIVALS = ("seasonal naive", "moving average")


@dataclass(frozen=True, slots=True)
class Article:
    """A SKU: pieces by day since its first sale, the day of the split therein, its price in GBP."""

    values: tuple[float, ...]
    split: int
    price: float


@dataclass(frozen=True, slots=True)
class Result:
    """Over all SKUs after the split: cost in GBP a day, the value held, and the share served."""

    cost: float
    held: float
    fill: float


def run() -> Section:
    """Chooses, simulates and compares."""
    section = Section("Inventory: stock of a real shop by its forecasts, 95 % served", note=_NOTE)
    if not ORDERS.exists():
        section.note = "Skipped: ../shared/data/retail_orders.csv.gz is not there."
        return section
    known = articles()
    began = time.process_time()
    choice = choices(known)
    spent = time.process_time() - began
    section.figures.append(Figure("SKUs with enough history", len(known), ""))
    section.figures += compared(known, choice)
    section.figures.append(at_most("CPU of a choice", spent / len(known) * 1000, "ms", 100))
    return section


_NOTE = "Methods chosen up to 2011-05-01, simulated until 2011-06-30; a week of lead time and of review."


def compared(known: Mapping[str, Article], choice: Mapping[str, str]) -> list[Figure]:
    """What the chosen methods cost beside the rivals, all serving 95 %."""
    ours = serving(known, choice)
    rivals = {name: serving(known, dict.fromkeys(known, name)) for name in _RIVALS}
    least = min(one.cost for one in rivals.values())
    found = [
        at_most("cost a day, chosen", ours.cost, "GBP", round(least, 2)),
        at_least("share served", ours.fill * 100, "%", 94.9),
        Figure("value in stock, chosen", ours.held, "GBP"),
    ]
    for name, one in rivals.items():
        found.append(Figure(f"cost a day, {name}", one.cost, "GBP"))
        found.append(Figure(f"share served, {name}", one.fill * 100, "%"))
    for name, count in Counter(choice.values()).most_common(3):
        found.append(Figure(f"SKUs by {name}", count, ""))
    return found


def articles(step: int = 1) -> Mapping[str, Article]:
    """Every ``step``-th SKU of those with enough history before the split."""
    sold, prices, days = _sold()
    found: dict[str, Article] = {}
    for sku in sorted(sold):
        first = min(sold[sku])
        values = tuple(float(sold[sku].get(day, 0)) for day in range(first, days))
        split = SPLIT.toordinal() - first
        if sum(value > 0 for value in values[: max(split, 0)]) >= LEAST_DEMANDS:
            found[sku] = Article(values, split, prices[sku])
    return dict(list(found.items())[::step])


def _sold() -> tuple[Mapping[str, Mapping[int, int]], Mapping[str, float], int]:
    """Pieces by SKU and day, prices, and the day after the last. A cancellation takes the sale of the
    same pieces to the same customer on the same day back; codes that are no articles (postage, fees)
    do not begin with five digits.
    """
    rows, back = list[tuple[tuple[str, str, int], int, float]](), Counter[tuple[object, ...]]()
    with gzip.open(ORDERS, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            price, pieces = float(row["unit_price"]), int(row["quantity"])
            if price <= 0 or not row["stock_code"][:5].isdigit():
                continue
            day = date.fromisoformat(row["invoice_date"][:10]).toordinal()
            key = row["stock_code"], row["customer_id"], day
            if row["invoice"].startswith("C"):
                back[(*key, -pieces)] += 1
            elif pieces > 0:
                rows.append((key, pieces, price))
    sold, prices = defaultdict[str, Counter[int]](Counter), dict[str, float]()
    for key, pieces, price in rows:
        if back[(*key, pieces)]:
            back[(*key, pieces)] -= 1
        else:
            sold[key[0]][key[2]] += pieces
            prices[key[0]] = price
    return sold, prices, 1 + max(max(days) for days in sold.values())


def choices(known: Mapping[str, Article]) -> Mapping[str, str]:
    """The method of each SKU, by what is known on the split."""
    before = {sku: one.values[: one.split] for sku, one in known.items()}
    kinds = {sku: kind_of(values) for sku, values in before.items()}
    own = {sku: judged(values, POLICY) for sku, values in before.items()}
    of_kinds = costs_of_kinds((kinds[sku], own[sku]) for sku in known)
    return {sku: chosen(own[sku], of_kinds.get(kinds[sku])) for sku in known}


def serving(known: Mapping[str, Article], choice: Mapping[str, str], share: float = 0.95) -> Result:
    """What it comes to if the service asked for is such that ``share`` is served."""
    low, high = 0.3, 6.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        at = simulated(known, choice, 1 - 10**-middle)
        low, high = (middle, high) if at.fill < share else (low, middle)
    return simulated(known, choice, 1 - 10**-high)


def simulated(known: Mapping[str, Article], choice: Mapping[str, str], fill: float) -> Result:
    """What ordering by the methods comes to after the split."""
    every = {one.name: one for one in (*baselines(), *candidates((WEEK, YEAR)))}
    held = lost = asked = 0.0
    orders = days = 0
    for sku, one in known.items():
        days = len(one.values) - one.split
        policy = Policy(POLICY.lead, POLICY.review, fill)
        outcome = _outcome(one, every[choice[sku]], policy)
        held += outcome[0] * one.price
        lost += outcome[1] * one.price
        asked += outcome[2] * one.price
        orders += int(outcome[3])
    cost = held / days * HELD_A_YEAR / 365 + orders / days * AN_ORDER
    return Result(cost, held / days, 1 - lost / asked)


def _outcome(article: Article, method: Method, policy: Policy) -> Sequence[float]:
    (one,) = outcomes(article.values, policy, [method], article.split).values()
    return one.held, one.lost, one.asked, one.orders
