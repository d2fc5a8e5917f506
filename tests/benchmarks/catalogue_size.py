"""A catalogue of 100,000 products: taken in, read, and recommended from, with the ports in memory."""

import json
import time
from collections.abc import Iterator
from random import Random
from typing import Any, cast

from baton.commerce.catalogue_service import CatalogueService, ProductContent
from baton.commerce.recommending.model import Learned
from baton.commerce.recommending.model_files import FOLDER, shards_for
from baton.core.clock import new_id
from baton.persistence.shards import shard_of
from tests.benchmarks.report import Figure, Section, at_most
from tests.scale.shop import product
from tests.unit.commerce.recommendation.shop import WEIGHTS
from tests.unit.commerce.recommendation.shop import Shop as ShopInMemory

PRODUCTS, REQUESTS = 100_000, 40
MOST_MILLISECONDS = 50.0


def run() -> Section:
    """Takes it in, reads from it, and recommends."""
    section = Section(
        f"A catalogue of {PRODUCTS:,} products",
        note="CPU of our code; the ports are in memory. Recommendations with 3 in the basket and 5 "
        "views; neighbours are read from their files the first time.",
    )
    shop = ShopInMemory([product(0)])
    section.add("products taken in", PRODUCTS / _taken_in(shop), "a second")
    section.figures += _read(shop)
    section.figures += _recommended(shop)
    return section


def _taken_in(shop: ShopInMemory) -> float:
    service = CatalogueService.of("commerce_api", cast("Any", shop.platform))
    fields = set(ProductContent.model_fields)
    given = [product(number) for number in range(1, PRODUCTS)]
    began = time.process_time()
    for one in given:
        content = ProductContent.model_validate(one.model_dump(include=fields))
        service.put(one.product_id, content, service.find(one.product_id), "bench")
    spent = time.process_time() - began
    shop.platform.outbox.entries.clear()
    for one in given:
        shop.stocked(one.variants[0].sku, 10)
    return spent


def _read(shop: ShopInMemory) -> Iterator[Figure]:
    draw, spent = Random(3), []
    for _ in range(1_000):
        name = f"p-{draw.randrange(1, PRODUCTS):04}"
        began = time.process_time_ns()
        shop.platform.catalogue.get(name).model_dump_json()
        spent.append((time.process_time_ns() - began) / 1e6)
    yield from _spread("a product, as JSON", spent)


def _recommended(shop: ShopInMemory) -> Iterator[Figure]:
    draw, shards = Random(11), shards_for(PRODUCTS)
    skus = [f"S-{at:04}" for at in range(PRODUCTS)]
    asked = [draw.sample(skus, 8) for _ in range(REQUESTS)]
    needed = {shard_of(sku, shards) for some in asked for sku in some}
    held: dict[int, dict[str, dict[str, float]]] = {shard: {} for shard in needed}
    for sku in skus:
        if (shard := shard_of(sku, shards)) in needed:
            held[shard][sku] = {one: round(draw.random(), 5) for one in draw.sample(skus, 100)}
    shop.learn(neighbours={}, shards=shards, items=PRODUCTS, mixture=WEIGHTS,
               popular={sku: 1 - at / 1_000 for at, sku in enumerate(skus[:1_000])})  # fmt: skip
    version = cast("Learned", shop.platform.recommendation_models.current()).version
    for shard, content in held.items():
        key = f"{FOLDER}versions/{version}/neighbours/{shard}.json"
        shop.platform.files.kept[key] = json.dumps(content).encode()
    cold: list[float] = []
    warm: list[float] = []
    shop.ask(request_id=new_id(), basket=asked[0][:3], limit=12)
    for spent in (cold, warm):
        for some in asked:
            began = time.process_time()
            shop.ask(request_id=new_id(), basket=some[:3], viewed=some[3:], limit=12)
            spent.append((time.process_time() - began) * 1000)
    yield from _spread("a recommendation, neighbours read anew", cold, MOST_MILLISECONDS)
    yield from _spread("a recommendation", warm, MOST_MILLISECONDS)


def _spread(name: str, spent: list[float], most: float | None = None) -> Iterator[Figure]:
    spent.sort()
    yield Figure(f"{name}, p50", spent[len(spent) // 2], "ms CPU")
    slow = spent[int(len(spent) * 0.95)]
    yield (
        at_most(f"{name}, p95", slow, "ms CPU", most)
        if most
        else Figure(f"{name}, p95", slow, "ms CPU")
    )
