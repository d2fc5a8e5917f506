"""Products are found by words and filters, and what an answer says of them is so at that moment."""

from typing import Any, cast

import pytest

from baton.commerce.catalogue import SellingState
from baton.commerce.inventory.stock import Movement, MovementReason
from baton.commerce.searching.feeding import IndexFeeding
from baton.commerce.searching.product_index import NoProductIndex
from tests.samples.http import Client
from tests.unit.commerce.pricing.given import product
from tests.unit.commerce.searching.shop import SHOP, selling

PATH = "/api/v1/products/search"


@pytest.fixture
def shop(api: Client) -> Client:
    """Thirty products, each with as many pieces as its place; the first has none."""
    platform = cast("Any", api.platform)
    selling(platform, *SHOP)
    for pieces, one in enumerate(SHOP):
        if pieces:
            moved(api, one.variants[0].sku, pieces)
    follow(api)
    return api


def moved(api: Client, sku: str, pieces: int) -> None:
    stock = cast("Any", api.platform).stock
    key = f"m-{sku}-{api.platform.new_id()}"
    stock.move(
        Movement(
            movement_id=key,
            sku=sku,
            location="wien",
            on_hand=pieces,
            reason=MovementReason.RECEIVED if pieces > 0 else MovementReason.DAMAGED,
            by=key,
            at=api.platform.clock(),
        )
    )


def follow(api: Client) -> None:
    platform = cast("Any", api.platform)
    feeding = IndexFeeding(
        platform.product_index, platform.catalogue, platform.purchasing_repository
    )
    feeding.follow(list(platform.catalogue.kept))


def search(api: Client, **given: object) -> Any:
    return api.get(PATH, {name: str(one) for name, one in given.items()})


def ids(answer: Any) -> list[str]:
    assert answer.status == 200, answer.text
    return [one["product_id"] for one in answer.json["items"]]


def test_a_product_is_found_with_its_list_price_and_stock_of_now(shop: Client) -> None:
    answer = search(shop, q="denim shirts", currency="EUR")
    (found,) = answer.json["items"]
    assert (found["product_id"], found["brand"]) == ("denim-shirt", "Tidewater")
    (variant,) = found["variants"]
    assert variant["list_prices"] == [{"amount": 1_100, "currency": "EUR"}]
    assert variant["available"] == 1
    assert not answer.json["is_loose"]
    moved(shop, "DENIM-SHIRT", -1)
    after = search(shop, q="denim shirts").json["items"]
    assert after[0]["variants"][0]["available"] == 0


def test_what_cannot_be_bought_now_is_in_no_answer_whatever_the_index_says(shop: Client) -> None:
    assert "linen-shirt" in ids(search(shop, q="shirt"))
    assert "linen-shirt" not in ids(search(shop, q="shirt", available="true"))
    moved(shop, "DENIM-SHIRT", -1)
    assert "denim-shirt" not in ids(search(shop, q="shirt", available="true"))
    moved(shop, "LINEN-SHIRT", 1)
    assert "linen-shirt" in ids(search(shop, q="shirt", available="true"))
    ended = next(one for one in SHOP if one.product_id == "t-shirt")
    selling(cast("Any", shop.platform), ended.model_copy(update={"state": SellingState.ENDED}))
    assert "t-shirt" not in ids(search(shop, q="shirt"))


def test_filters_hold_for_what_is_so_now(shop: Client) -> None:
    assert ids(search(shop, category="kitchen/knives")) == ["knife", "knives"]
    assert ids(search(shop, brand="edge & co")) == ["knife", "knives"]
    priced = search(shop, currency="EUR", min_price=1_100, max_price=1_200)
    assert ids(priced) == ["denim-shirt", "t-shirt"]
    assert ids(search(shop, q="shirt", currency="CHF")) == []
    moved_away = next(one for one in SHOP if one.product_id == "knife")
    dearer = moved_away.model_copy(update={"categories": ("tools",), "brand": "Other"})
    selling(cast("Any", shop.platform), dearer)
    assert ids(search(shop, category="kitchen/knives")) == ["knives"]
    assert ids(search(shop, brand="edge & co")) == ["knives"]


@pytest.mark.parametrize("given", [{}, {"q": "shirt shoes hiking"}, {"available": "true"}])
def test_pages_follow_each_other_to_the_end_without_a_gap(
    shop: Client, given: dict[str, str]
) -> None:
    whole = ids(search(shop, limit=50, **given))
    found, cursor, pages = list[str](), None, 0
    while cursor or not pages:
        asked = {**given, **({"cursor": cursor} if cursor else {})}
        answer = search(shop, limit=3, **asked)
        found += ids(answer)
        cursor, pages = answer.json.get("next_cursor"), pages + 1
    assert found == whole


def test_pages_go_on_over_many_that_are_sold_out(api: Client) -> None:
    platform = cast("Any", api.platform)
    selling(platform, *(product(f"SKU{number:03}") for number in range(400)))
    moved(api, "SKU399", 1)
    follow(api)
    first = search(api, available="true", limit=10)
    assert ids(first) == []
    second = search(api, available="true", limit=10, cursor=first.json["next_cursor"])
    assert ids(second) == ["sku399"]
    assert "next_cursor" not in second.json


def test_a_typing_error_is_forgiven_where_nothing_is_written_so(shop: Client) -> None:
    answer = search(shop, q="headhpones")
    assert (ids(answer), answer.json["is_loose"]) == (["headphones"], True)
    assert ids(search(shop, q="xylophone")) == []
    assert ids(search(shop, q="***")) == []


def test_a_cursor_is_that_of_its_question_alone(shop: Client) -> None:
    cursor = search(shop, q="shirt", limit=1).json["next_cursor"]
    assert search(shop, q="shirt", limit=1, cursor=cursor).status == 200
    refused = search(shop, q="shoes", limit=1, cursor=cursor)
    assert refused.faults == {"query:cursor": "foreign_cursor"}


@pytest.mark.parametrize(
    "given",
    [
        {"q": "x" * 201},
        {"q": "a\x00b"},
        {"min_price": 1},
        {"min_price": 2, "max_price": 1, "currency": "EUR"},
        {"min_price": -1, "currency": "EUR"},
        {"max_price": "1.5", "currency": "EUR"},
        {"currency": "euro"},
        {"category": "Clothes"},
        {"available": "perhaps"},
        {"limit": 51},
        {"cursor": "x"},
        {"colour": "red"},
    ],
)
def test_bad_input_is_a_problem_that_names_it(shop: Client, given: dict[str, object]) -> None:
    answer = search(shop, **given)
    assert answer.status == 400, answer.text
    assert answer.faults


def test_without_opensearch_it_says_what_to_configure(api: Client) -> None:
    cast("Any", api.platform).product_index.find = NoProductIndex().find
    answer = search(api, q="shirt")
    assert answer.status == 409
    assert "Set episodes.enabled to true" in answer.json["detail"]


def test_while_opensearch_does_not_answer_it_is_503(api: Client) -> None:
    api.platform.faults.fail("product_index.find", times=1)
    assert search(api, q="shirt").status == 503


def test_no_product_has_the_id_of_the_search(api: Client) -> None:
    body = {"title": "Shirt", "variants": [{"sku": "RED", "title": "Red"}]}
    refused = api.send("PUT", PATH, body)
    assert refused.status in (400, 405), refused.text
