"""How demand for three brands of orange juice answers to their prices, as the price agent learns it.

The sales (``../shared/data/price_orange_juice.csv.gz``) are not part of the repository. Known of them
are -2.7, -3.3 and -3.4, with advertised weeks and others thrown together.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from baton.commerce.pricing.elasticity import Sale, elasticity
from tests.benchmarks.report import Figure, Section, at_most

SALES = Path(__file__).parents[3] / "shared" / "data" / "price_orange_juice.csv.gz"
KNOWN = {"tropicana": -2.7, "minute.maid": -3.3, "dominicks": -3.4}
NEAR = 0.05


def orange_juice() -> Mapping[str, list[Sale]]:
    """The sales by brand."""
    by_brand: dict[str, list[Sale]] = defaultdict(list)
    with gzip.open(SALES, "rt") as lines:
        for row in csv.DictReader(lines):
            sale = Sale(float(row["sales"]), float(row["price"]), row["feat"] == "1")
            by_brand[row["brand"]].append(sale)
    return by_brand


def run() -> Section:
    """Learns them, pooled and with the promotion told apart."""
    section = Section("Pricing: elasticities of orange juice by brand")
    if SALES.exists():
        section.figures += _learned()
        section.note = "Regular and promoted are within weeks without and with an advertisement."
    else:
        section.note = "Skipped: ../shared/data/price_orange_juice.csv.gz is not there."
    return section


def _learned() -> Iterator[Figure]:
    for brand, sales in orange_juice().items():
        found, known = elasticity(sales), KNOWN[brand]
        yield Figure(f"{brand}, pooled", found.pooled, "")
        yield at_most(f"{brand}, pooled, off {known}", abs(found.pooled - known), "", NEAR)
        yield Figure(f"{brand}, regular", found.regular, "")
        yield Figure(f"{brand}, regular, standard error", found.regular_error, "")
        if found.promoted is not None and found.lift is not None:
            yield Figure(f"{brand}, promoted", found.promoted, "")
            yield Figure(f"{brand}, a promotion's own lift", found.lift, "times")
