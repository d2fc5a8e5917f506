"""How well is recommended what a real shop's customers buy next, beside the known methods; and what an
answer costs.

The orders (``../shared/data/retail_orders.csv.gz``) are not part of the repository. What was bought
before 2011-05-15 is learned from; measured is on what customers from before bought after, of items
from before.
Everything is chosen on the latest fifth of what is learned from.
"""

import time
from datetime import date
from pathlib import Path
from random import Random

from baton.commerce.recommending.learning import compare
from baton.commerce.recommending.purchases import Split, split_at
from baton.core.clock import new_id
from functions.commerce.recommendation_training.command import purchases_in
from functions.commerce.recommendation_training.purchase_file import Columns
from tests.benchmarks.report import Figure, Section, at_least, at_most
from tests.unit.commerce.recommendation.shop import WEIGHTS, Shop, product

ORDERS = Path(__file__).parents[3] / "shared" / "data" / "retail_orders.csv.gz"
TEST_FROM = date(2011, 5, 15)
MOST_MILLISECONDS = 50.0
REQUESTS = 60
CATALOGUE = 400


def retail_split() -> Split:
    """The shop's purchases, cut at the day."""
    columns = Columns("customer_id", "stock_code", "invoice_date", None, "quantity", 1)
    return split_at(purchases_in(ORDERS, columns).purchases, TEST_FROM.toordinal())


def run() -> Section:
    """Compares the methods, and answers requests over a catalogue in memory."""
    section = Section("Recommendation: what customers buy after 2011-05-15")
    if ORDERS.exists():
        section.figures += _qualities(retail_split())
    else:
        section.note = "Quality skipped: ../shared/data/retail_orders.csv.gz is not there."
    section.figures += _answers()
    return section


def _qualities(split: Split) -> list[Figure]:
    began = time.process_time()
    choice, measured = compare(split)
    spent = time.process_time() - began
    shipped = measured["shipped"]
    others = [one for name, one in measured.items() if name != "shipped"]
    figures = [
        Figure("customers", shipped.customers, ""),
        at_least("NDCG@10, shipped", shipped.ndcg, "", max(one.ndcg for one in others)),
        at_least("recall@20, shipped", shipped.recall, "", max(one.recall for one in others)),
    ]
    for name, found in measured.items():
        if name != "shipped":
            words = name.replace("_", " ")
            figures.append(Figure(f"NDCG@10, {words}", found.ndcg, ""))
            figures.append(Figure(f"recall@20, {words}", found.recall, ""))
    figures.append(Figure(f"CPU of learning ({choice.mixture.method})", spent, "s"))
    return figures


def _answers() -> list[Figure]:
    """CPU of answers with 20 in the basket and 20 views; the ports are in memory."""
    draw, skus = Random(11), [f"SKU-{at}" for at in range(CATALOGUE)]
    neighbours = {sku: {one: draw.random() for one in draw.sample(skus, 100)} for sku in skus}
    shop = Shop(
        [product(sku, categories=(f"c{at % 20}",)) for at, sku in enumerate(skus)],
        neighbours=neighbours,
        shards=10,
        items=CATALOGUE,
        mixture=WEIGHTS,
        popular={sku: 1 - at / CATALOGUE for at, sku in enumerate(skus)},
        fresh=tuple(skus[-20:]),
    )
    spent: list[float] = []
    for _ in range(REQUESTS + 1):
        some, request_id = draw.sample(skus, 40), new_id()
        began = time.process_time()
        shop.ask(request_id=request_id, basket=some[:20], viewed=some[20:], limit=12)
        spent.append((time.process_time() - began) * 1000)
    first, *warm = spent
    warm.sort()
    return [
        at_most("CPU of the first answer", first, "ms", MOST_MILLISECONDS * 4),
        at_most("CPU of an answer, median", warm[len(warm) // 2], "ms", MOST_MILLISECONDS),
        at_most("CPU of an answer, p95", warm[int(len(warm) * 0.95)], "ms", MOST_MILLISECONDS),
    ]
