"""The index says what catalogue and inventory say, whatever tells of it, in any order and twice."""

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from baton.commerce.catalogue import SellingState
from baton.commerce.inventory.stocking import StockState, StockWatch
from baton.commerce.searching.feeding import IndexFeeding
from baton.commerce.searching.product_index import NoProductIndex, ProductIndex, Seen
from baton.commerce.searching.queries import ProductQuery
from baton.core.errors import Conflict, Unavailable
from functions.commerce.product_index.agent import ProductIndexer
from functions.commerce.product_index.models import IndexResult, IndexTask
from tests.fakes.platform.container import FakePlatform
from tests.unit.commerce.pricing.given import NOW, product
from tests.unit.commerce.searching.shop import SHOP, selling

EVENTS = Path(__file__).parents[4] / "events" / "commerce"
SHIRT = product(title="Linen shirt")


@pytest.fixture
def platform() -> Any:
    made = FakePlatform()
    selling(made, SHIRT)
    return made


def feeding(platform: Any, index: Any = None) -> IndexFeeding:
    catalogue, purchasing = platform.catalogue, platform.purchasing_repository
    return IndexFeeding(index or platform.product_index, catalogue, purchasing)


def watched(platform: Any, state: StockState, sku: str = "SHIRT") -> None:
    before = platform.purchasing_repository.watches(frozenset({sku})).get(sku)
    with platform.transactions.begin() as within:
        new = (
            before.next_version(state=state)
            if before
            else StockWatch(sku=sku, state=state, due_at=NOW)
        )
        platform.purchasing_repository.put_watch(new, within)


def found(platform: Any, words: str = "", **wanted: Any) -> list[str]:
    asks = ProductQuery(now=platform.clock(), words=tuple(words.split()), **wanted)
    return [hit.product_id for hit in platform.product_index.find(asks, None, 100)]


def events(platform: Any) -> dict[str, Callable[[], object]]:
    """What happened to the shirt, and who is told of it afterwards."""
    selling(platform, SHIRT.model_copy(update={"title": "Silk shirt"}))
    watched(platform, StockState.OUT)
    follow = feeding(platform).follow
    return {
        "product": lambda: follow(["shirt"]),
        "changed": lambda: follow(["shirt"]),
        "out": lambda: follow([], ["SHIRT"]),
        "nobody's": lambda: follow(["none"], ["NONE"]),
    }


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_every_order_of_events_ends_alike(platform: Any, order: Sequence[int]) -> None:
    acts = list(events(platform).values())
    for place in (*order, *order):
        acts[place]()
    assert found(platform, "silk") == ["shirt"]
    assert found(platform, "linen") == []
    assert found(platform, in_stock=True) == []
    watched(platform, StockState.OK)
    acts[2]()
    assert found(platform, in_stock=True) == ["shirt"]


def test_the_same_again_writes_nothing(platform: Any) -> None:
    assert feeding(platform).follow(["shirt"]) == 1
    assert feeding(platform).follow(["shirt", "shirt"], ["SHIRT"]) == 0


def test_of_several_skus_one_that_is_there_is_enough(platform: Any) -> None:
    red, blue = (SHIRT.variants[0].model_copy(update={"sku": one}) for one in ("SHIRT", "BLUE"))
    selling(platform, SHIRT.model_copy(update={"variants": (red, blue)}))
    watched(platform, StockState.OUT)
    feeding(platform).follow(["shirt"])
    assert found(platform, in_stock=True) == ["shirt"]
    watched(platform, StockState.OUT, "BLUE")
    feeding(platform).follow([], ["BLUE"])
    assert found(platform, in_stock=True) == []


class Overtaken:
    """An index in which somebody else writes between what is seen and what is kept: before the tables
    are read, or after."""

    is_there = True

    def __init__(
        self,
        inner: ProductIndex,
        act: Callable[[], object],
        times: int = 1,
        *,
        before_reading: bool = False,
    ) -> None:
        self._inner = inner
        self._act = act
        self._left = times
        self._before_reading = before_reading

    def seen(self, product_ids: Sequence[str]) -> Mapping[str, Seen]:
        seen = self._inner.seen(product_ids)
        self._disturb(now=self._before_reading)
        return seen

    def keep(self, documents: Sequence[Any], seen: Mapping[str, Seen]) -> tuple[str, ...]:
        self._disturb(now=not self._before_reading)
        return self._inner.keep(documents, seen)

    def _disturb(self, *, now: bool) -> None:
        if now and self._left:
            self._left -= 1
            self._act()


def changed(platform: Any, **fields: Any) -> Callable[[], object]:
    def act() -> None:
        selling(platform, SHIRT.model_copy(update=fields))
        feeding(platform).follow(["shirt"])

    return act


@pytest.mark.parametrize("is_known", [False, True])
def test_who_is_overtaken_writes_nothing_old(platform: Any, is_known: bool) -> None:
    if is_known:
        feeding(platform).follow(["shirt"])
        selling(platform, SHIRT.model_copy(update={"title": "Cotton shirt"}))
    later = changed(platform, title="Silk shirt")
    feeding(platform, Overtaken(platform.product_index, later)).follow(["shirt"])
    assert found(platform, "silk") == ["shirt"]
    assert found(platform, "linen") == found(platform, "cotton") == []


@pytest.mark.parametrize("is_known", [False, True])
def test_what_ended_meanwhile_stays_ended(platform: Any, is_known: bool) -> None:
    if is_known:
        feeding(platform).follow(["shirt"])
        selling(platform, SHIRT.model_copy(update={"title": "Cotton shirt"}))
    later = changed(platform, state=SellingState.ENDED)
    feeding(platform, Overtaken(platform.product_index, later)).follow(["shirt"])
    assert found(platform) == []


def test_who_is_overtaken_all_the_time_says_so(platform: Any) -> None:
    numbers = iter(range(100))

    def act() -> None:
        changed(platform, title=f"Shirt {next(numbers)}")()

    index = Overtaken(platform.product_index, act, 100, before_reading=True)
    with pytest.raises(Conflict):
        feeding(platform, index).follow(["shirt"])


def test_a_night_puts_in_what_is_lacking_and_goes_on_where_it_stopped(platform: Any) -> None:
    many = [product(f"SKU{number}") for number in range(250)]
    selling(platform, *SHOP, *many)
    runs = 1
    while not ProductIndexer(feeding(platform)).perform(IndexTask(most=100)).is_current:
        runs += 1
    assert runs == 3
    assert len(platform.product_index.kept) == len(SHOP) + len(many) + 1


def test_without_opensearch_nothing_is_kept_and_nothing_read(platform: Any) -> None:
    before = len(platform.faults.calls)
    assert feeding(platform, NoProductIndex()).follow(["shirt"], ["SHIRT"]) == 0
    assert feeding(platform, NoProductIndex()).renew(1)
    assert len(platform.faults.calls) == before


def told(platform: Any, event: str, **payload: Any) -> IndexResult:
    """What the agent does at the sample of an event, with this payload."""
    sample = json.loads((EVENTS / f"{event}.json").read_text(encoding="utf-8"))
    task = IndexTask.model_validate({**sample["detail"]["payload"], **payload})
    return ProductIndexer(feeding(platform)).perform(task)


def test_the_agent_hears_of_products_and_of_stock(platform: Any) -> None:
    assert told(platform, "commerce_product_changed", product_id="shirt").changed == 1
    watched(platform, StockState.OUT)
    assert told(platform, "commerce_stock_changed", product_id=None, sku="SHIRT").changed == 1
    assert found(platform, in_stock=True) == []


def test_an_event_that_fails_does_the_same_when_it_comes_again(platform: Any) -> None:
    platform.faults.fail("product_index.keep", times=1)
    with pytest.raises(Unavailable):
        told(platform, "commerce_product_changed", product_id="shirt")
    assert told(platform, "commerce_product_changed", product_id="shirt").changed == 1
    assert found(platform) == ["shirt"]
