"""What the index of products promises, in memory and in OpenSearch."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from baton.aws.clients import Clients
from baton.commerce.catalogue import Product, SellingState
from baton.commerce.searching import product_documents
from baton.commerce.searching.feeding import IndexFeeding
from baton.commerce.searching.price_bands import terms_between
from baton.commerce.searching.product_documents import document_of
from baton.commerce.searching.product_index import OpenSearchProducts
from baton.commerce.searching.queries import ProductQuery
from baton.commerce.searching.terms import asked
from baton.search.opensearch import Cluster
from tests.contract.opensearch import SERVERS, search_server
from tests.fakes.platform.container import FakePlatform
from tests.unit.commerce.pricing.given import product
from tests.unit.commerce.searching.shop import ANSWERS, SHOP, selling

OUT = frozenset({"SHIRT"})


class World:
    """An index of products over a catalogue in memory."""

    def __init__(self, url: str | None) -> None:
        self.platform: Any = FakePlatform()
        self.clock = self.platform.clock
        self._url = url
        if url is None:
            self.index: Any = self.platform.product_index
        else:
            self.cluster = Cluster(url, Clients())
            alias = f"test-{uuid4().hex}"
            self.index = OpenSearchProducts(self.cluster, self.clock, lambda _: None, alias)

    @property
    def feeding(self) -> IndexFeeding:
        return IndexFeeding(
            self.index, self.platform.catalogue, self.platform.purchasing_repository
        )

    def keep(self, *products: Product, out: frozenset[str] = frozenset()) -> tuple[str, ...]:
        documents = [document_of(one, out) for one in products]
        seen = self.index.seen([one.product_id for one in documents])
        kept: tuple[str, ...] = self.index.keep(documents, seen)
        return kept

    def found(self, words: str = "", *, size: int = 10, **wanted: Any) -> list[str]:
        asks = ProductQuery(now=self.clock(), words=asked(words), **wanted)
        return [hit.product_id for hit in self.index.find(asks, None, size)]

    def ages(self, patch: pytest.MonkeyPatch) -> None:
        """The index is of an earlier version of the code from now on."""
        patch.setattr(product_documents, "SCHEMA", product_documents.SCHEMA + 1)
        self.index.is_old = True

    def loses_index(self) -> None:
        if self._url is None:
            self.index.kept.clear()
            return
        for name in self.index._index.names():
            self.cluster.client.indices.delete(index=name, params={"request_timeout": 60})


@pytest.fixture(params=["fake", *SERVERS])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    if request.param == "fake":
        yield World(None)
        return
    with search_server(request.param, tmp_path) as url:
        made = World(url)
        yield made
        made.loses_index()


def test_before_the_first_product_nothing_is_seen_or_found(world: World) -> None:
    assert world.index.seen(["shirt"]) == {}
    assert world.found() == []
    assert world.found("shirt") == []
    assert world.feeding.renew(10)


def test_a_product_is_found_at_once_and_as_it_was_kept_last(world: World) -> None:
    assert world.keep(product(title="Linen shirt")) == ()
    assert world.found("linen") == ["shirt"]
    assert world.keep(product(title="Silk shirt", version=2)) == ()
    assert world.found("linen") == []
    assert world.found("silk") == ["shirt"]


def test_a_write_over_something_else_than_was_seen_changes_nothing(world: World) -> None:
    before = world.index.seen(["shirt"])
    world.keep(product(title="Linen shirt"))
    late = document_of(product(title="Old shirt"), frozenset())
    assert world.index.keep([late], before) == ("shirt",)
    seen = world.index.seen(["shirt"])
    world.keep(product(title="Silk shirt", version=2))
    assert world.index.keep([late], seen) == ("shirt",)
    assert world.found("old") == []
    assert world.found("silk") == ["shirt"]


def test_of_a_batch_those_that_are_overtaken_are_named_and_the_others_kept(world: World) -> None:
    world.keep(product())
    both = [document_of(product(sku), frozenset()) for sku in ("SHIRT", "BOOK")]
    assert world.index.keep(both, {}) == ("shirt",)
    assert sorted(world.found()) == ["book", "shirt"]


def test_what_is_not_sold_now_is_not_found(world: World) -> None:
    now, hour = world.clock(), timedelta(hours=1)
    world.keep(
        product("NOW", sold_from=now, sold_until=now + hour),
        product("LATER", sold_from=now + hour),
        product("OVER", sold_until=now),
        product("ENDED", state=SellingState.ENDED),
        product("DRAFT", state=SellingState.DRAFT),
        product("NONE", variant={"state": SellingState.ENDED}),
    )
    assert world.found() == ["now"]
    assert len(world.index.seen(["ended", "draft", "none"])) == 3


def test_filters_hold(world: World) -> None:
    world.keep(
        product("SHIRT", 2_000, categories=("clothes/shirts",), brand="Own  Brand"),
        product("SHOES", 9_000, categories=("clothes/shoes",), brand="ACME"),
        product("BOOK", 1_100, categories=("books",)),
        out=OUT,
    )
    assert world.found(category="clothes") == ["shirt", "shoes"]
    assert world.found(category="clothes/shoes") == ["shoes"]
    assert world.found(category="cloth") == []
    assert world.found(brand="own brand") == ["shirt"]
    assert world.found(prices=tuple(terms_between("EUR", 1_500, 10_000))) == ["shirt", "shoes"]
    assert world.found(prices=tuple(terms_between("CHF", 0, 10**15))) == []
    assert world.found(in_stock=True) == ["book", "shoes"]
    assert world.found("shoes", category="books") == []


def test_pages_follow_each_other_without_a_gap(world: World) -> None:
    world.keep(*(product(f"SKU{number}", title="Shirt") for number in range(9)))
    world.keep(product("BLUE", title="Blue shirt"))
    for words in ("", "blue shirt jacket"):
        asks = ProductQuery(now=world.clock(), words=asked(words))
        found, after = list[str](), None
        while hits := world.index.find(asks, after, 4):
            found += [hit.product_id for hit in hits]
            after = hits[-1].place
        assert len(found) == (10 if not words else 1)
        assert len(set(found)) == len(found)


def test_pages_of_what_scores_alike_follow_each_other_by_id(world: World) -> None:
    world.keep(*(product(f"SKU{number}", title="Shirt") for number in range(9)))
    asks = ProductQuery(now=world.clock(), words=("shirt",))
    first = world.index.find(asks, None, 4)
    second = world.index.find(asks, first[-1].place, 9)
    assert [hit.product_id for hit in (*first, *second)] == [f"sku{one}" for one in range(9)]


def test_signs_and_long_questions_are_data(world: World) -> None:
    world.keep(product(title="Shirt"))
    for words in ('"}}]', "a AND (", "*:*", "shirt " * 33, "\u30a2" * 200, "x" * 200):
        world.found(words, loose=True)
    assert world.found("shirt") == ["shirt"]


def test_an_index_of_another_version_is_built_anew_while_it_is_searched(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    selling(world.platform, *SHOP)
    world.feeding.follow([one.product_id for one in SHOP])
    everything = world.found(size=100)
    assert len(everything) == len(SHOP)
    world.ages(monkeypatch)
    world.feeding.renew(1)
    again = [hit.product_id for hit in world.index.find(ProductQuery(now=world.clock()), None, 100)]
    assert list(dict.fromkeys(again)) == everything
    world.clock.advance(timedelta(hours=2).total_seconds())
    assert world.feeding.renew(1_000)
    assert world.found(size=100) == everything


def test_an_index_that_was_lost_is_made_again_from_the_catalogue(world: World) -> None:
    selling(world.platform, *SHOP)
    assert world.feeding.renew(1_000)
    world.loses_index()
    assert world.found(size=100) == []
    assert world.feeding.renew(1_000)
    assert len(world.found(size=100)) == len(SHOP)


@pytest.mark.parametrize(("words", "expected"), ANSWERS.items())
def test_of_thirty_products_the_ones_that_are_meant_come_first(
    world: World, words: str, expected: set[str]
) -> None:
    world.keep(*SHOP)
    found = world.found(words) or world.found(words, loose=True)
    assert set(found[: len(expected)]) == expected


def test_taken_loosely_half_of_the_words_will_do(world: World) -> None:
    world.keep(*SHOP)
    assert world.found("the pan") == []
    assert "pan" in world.found("the pan", loose=True)
