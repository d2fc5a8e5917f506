"""What the catalogue promises, in memory and in DynamoDB."""

import pytest

from baton.commerce.catalogue import Product
from baton.commerce.container import Commerce
from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.runtime.platform import Platform
from tests.unit.commerce.pricing.given import product


def keep(platform: Platform, new: Product, before: Product | None = None) -> None:
    with platform.transactions.begin() as unit:
        platform.area(Commerce).catalogue.put(new, before, unit)


def variants(one: Product, *skus: str) -> Product:
    made = [one.variants[0].model_copy(update={"sku": sku}) for sku in skus]
    return one.model_copy(update={"variants": tuple(made)})


def test_a_product_is_found_by_its_id_and_by_each_of_its_skus(platform: Platform) -> None:
    shirt = variants(product(), "RED", "BLUE")
    keep(platform, shirt)
    catalogue = platform.area(Commerce).catalogue
    assert catalogue.get("shirt") == shirt
    assert catalogue.of_skus(frozenset({"RED", "BLUE", "NONE"})) == {"RED": shirt, "BLUE": shirt}
    assert catalogue.of_skus(frozenset()) == {}
    assert catalogue.of_ids(frozenset({"shirt", "none"})) == {"shirt": shirt}
    assert catalogue.of_ids(frozenset()) == {}
    with pytest.raises(NotFound):
        catalogue.get("none")


def test_a_product_is_changed_from_the_version_that_was_read(platform: Platform) -> None:
    shirt = product()
    keep(platform, shirt)
    second = shirt.next_version(platform.clock(), title="Better")
    keep(platform, second, shirt)
    with pytest.raises(StaleVersion):
        keep(platform, second, shirt)
    with pytest.raises(StaleVersion):
        keep(platform, shirt)
    assert platform.area(Commerce).catalogue.get("shirt").title == "Better"


def test_a_sku_belongs_to_one_product_until_that_lets_it_go(platform: Platform) -> None:
    shirt, book = variants(product(), "A", "B"), variants(product("BOOK"), "B")
    catalogue = platform.area(Commerce).catalogue

    def owners() -> dict[str, str]:
        return {sku: one.product_id for sku, one in catalogue.of_skus(frozenset("AB")).items()}

    keep(platform, shirt)
    with pytest.raises(AlreadyExists, match="The SKU B"):
        keep(platform, book)
    assert owners() == {"A": "shirt", "B": "shirt"}
    keep(platform, variants(shirt, "A").next_version(platform.clock()), shirt)
    assert owners() == {"A": "shirt"}
    keep(platform, book)
    assert owners() == {"A": "shirt", "B": "book"}


def test_products_are_listed_page_by_page(platform: Platform) -> None:
    for number in range(7):
        keep(platform, product(f"SKU{number}"))
    found, cursor = [], None
    while True:
        page = platform.area(Commerce).catalogue.page(cursor=cursor, limit=3)
        found += [one.product_id for one in page.items]
        if (cursor := page.cursor) is None:
            break
    assert sorted(found) == [f"sku{number}" for number in range(7)]
    assert len(found) == 7
