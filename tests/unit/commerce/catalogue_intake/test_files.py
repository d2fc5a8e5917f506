"""A dropped file of products: good rows are in, wrong ones are told, whoever dies on the way."""

import csv
import io
import json
from datetime import timedelta
from typing import Any, cast

import pytest

from baton.commerce.catalogue_service import CatalogueService
from baton.commerce.inventory.stock import RequestedPieces
from baton.core.errors import Unavailable
from functions.commerce.catalogue_intake.agent import CatalogueIntake
from functions.commerce.catalogue_intake.applying import Applying
from functions.commerce.catalogue_intake.dropped_file import DroppedCatalogue
from functions.commerce.catalogue_intake.models import CatalogueFile, IntakeProgress
from functions.commerce.catalogue_intake.resuming import resumption
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.samples.crashes import ends_the_same_wherever_it_dies

HEADER = "product_id,sku,title,variant_title,price,currency,stock,location,options.size\n"
KEY = "products/may.csv"
MAPPING = """
encoding: cp1252
fields:
  sku: Artikel
  title: Name
  price: {column: Preis, decimal: ","}
  currency: {constant: EUR}
"""


@pytest.fixture
def shop() -> FakePlatform:
    return FakePlatform()


def drop(shop: FakePlatform, text: str | bytes, key: str = KEY) -> None:
    shop.files.write(key, [text if isinstance(text, bytes) else text.encode()], content_type="text")


def take(shop: FakePlatform, key: str = KEY) -> IntakeProgress:
    return CatalogueIntake.assemble(cast("Any", shop)).perform(CatalogueFile(key=key))


def to_the_end(shop: FakePlatform, key: str = KEY) -> IntakeProgress:
    for _ in range(100):
        told = take(shop, key)
        if not told.more:
            return told
    raise AssertionError("the file never ends")


def rejected(shop: FakePlatform) -> list[dict[str, str]]:
    (key,) = (one for one in shop.files.kept if one.endswith(".rejected.csv"))
    return list(csv.DictReader(io.StringIO(shop.files.kept[key].decode("utf-8-sig"))))


def stock(shop: FakePlatform, sku: str) -> int:
    return int(shop.stock.available(frozenset({sku}))[sku])


def test_rows_become_products_with_prices_and_stock(shop: FakePlatform) -> None:
    drop(
        shop,
        HEADER + "shirt,RED-M,Shirt,Red M,19.90,EUR,5,vienna,M\nshirt,RED-L,,Red L,21,EUR,,,L\n",
    )
    told = to_the_end(shop)
    assert (told.rows, told.applied, told.rejected) == (2, 2, 0)
    shirt = shop.catalogue.get("shirt")
    assert [one.title for one in shirt.variants] == ["Red M", "Red L"]
    assert [one.prices[0].money.amount for one in shirt.variants] == [1_990, 2_100]
    assert (shirt.version, shirt.variants[1].options, stock(shop, "RED-M")) == (1, {"size": "L"}, 5)


def test_what_a_file_does_not_say_stays_as_it_is(shop: FakePlatform) -> None:
    drop(shop, HEADER + "shirt,RED-M,Shirt,Red M,19.90,EUR,5,vienna,M\n")
    to_the_end(shop)
    drop(shop, "product_id,sku,price,currency,state\nshirt,RED-M,25,EUR,ended\n", "products/p.csv")
    to_the_end(shop, "products/p.csv")
    (variant,) = shop.catalogue.get("shirt").variants
    assert (variant.title, variant.prices[0].money.amount) == ("Red M", 2_500)
    assert (variant.state, len(variant.prices), stock(shop, "RED-M")) == ("ended", 1, 5)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("a,,T,,1,EUR,,,", "sku: has no value"),
        ("a,A B,T,,1,EUR,,,", "sku: String should match"),
        ("a,A,,,1,EUR,,,", "title: Field required"),
        ("a,A,T,,dear,EUR,,,", "price: "),
        ("a,A,T,,-1,EUR,,,", "price: is below zero"),
        ("a,A,T,,1,,,,", "price: needs the currency"),
        ("a,A,T,,1.5,JPY,,,", "price: has more than the 0 decimals of JPY"),
        ("a,A,T,,1,ERU,,,", "money/currency: ERU is no currency"),
        ("search,S,T,,1,EUR,,,", "product_id: search is reserved"),
        ("a,A,T,,1,EUR,5,,", "stock: needs the location"),
        ("a,A,T,,1,EUR,1.5,vienna,", "stock: is not a whole number"),
        ("a,A,T,,1,EUR,-1,vienna,", "stock: Input should be greater"),
        ("a,A,T,,1,EUR,5000000000,vienna,", "stock: Input should be less"),
        ("a,A,T,,1,EUR,5,Vienna!,", "location: String should match"),
        ("a,RED,T,,1,EUR,,,", "RED belongs to another product"),
        ("a,A,T,,1,EUR,,,,,,x", "has 12 values"),
    ],
)
def test_a_wrong_row_is_told_with_its_reason_and_the_others_are_in(
    shop: FakePlatform, row: str, why: str
) -> None:
    drop(shop, f"{HEADER}shirt,RED,Shirt,,1,EUR,,,\n{row}\nhat,HAT,Hat,,1,EUR,,,\n")
    told = to_the_end(shop)
    assert (told.applied, told.rejected) == (2, 1)
    (one,) = rejected(shop)
    assert one["rejected_row"] == "2"
    assert why in one["rejected_because"]
    assert set(shop.catalogue.kept) == {"shirt", "hat"}


def test_a_wrong_row_of_a_product_leaves_its_other_rows_in(shop: FakePlatform) -> None:
    drop(shop, f"{HEADER}hat,HAT,Hat,,1,EUR,,,\n")
    to_the_end(shop)
    drop(
        shop,
        f"{HEADER}coat,C1,Coat,,1,EUR,,,\ncoat,HAT,,,1,EUR,,,\ncoat,C2,,,1,EUR,,,\n",
        "products/b.csv",
    )
    assert to_the_end(shop, "products/b.csv").rejected == 1
    assert [one.sku for one in shop.catalogue.get("coat").variants] == ["C1", "C2"]


def test_a_corrected_table_of_rejected_rows_can_be_dropped(shop: FakePlatform) -> None:
    drop(shop, f"{HEADER}a,A,T,,dear,EUR,,,\n")
    to_the_end(shop)
    (key,) = (one for one in shop.files.kept if one.endswith(".rejected.csv"))
    drop(shop, shop.files.kept[key].replace(b"dear", b"9.50"), "products/again.csv")
    assert to_the_end(shop, "products/again.csv").applied == 1
    assert shop.catalogue.get("a").variants[0].prices[0].money.amount == 950


def test_a_file_goes_on_where_it_was_wherever_it_dies() -> None:
    """In slices of four rows, killed before and after every call at a port."""
    lines = [f"p{n % 3},S{n},Product,,{'dear' if n % 5 == 0 else n},EUR,{n},vienna,"
             for n in range(1, 10)]  # fmt: skip

    def act(shop: FakePlatform, _: None) -> None:
        area = cast("Any", shop)
        applying = Applying(CatalogueService.of("catalogue_intake", area), area.stock, area.clock)
        dropped = DroppedCatalogue(
            area.files, applying, area.outbox, area.transactions, area.clock, slice_rows=4
        )
        while dropped.take(KEY).more:
            pass

    def state(shop: FakePlatform, _: None) -> object:
        shirts = {
            name: [(one.sku, one.prices) for one in product.variants]
            for name, product in shop.catalogue.kept.items()
        }
        moved = sorted((one.sku, one.on_hand) for one in shop.stock_repository.moved.values())
        return shirts, moved, [one["rejected_row"] for one in rejected(shop)], told(shop)

    def told(shop: FakePlatform) -> object:
        (key,) = (one for one in shop.files.kept if one.endswith(".summary.json"))
        return json.loads(shop.files.kept[key])["counts"]

    ends_the_same_wherever_it_dies(
        lambda shop: drop(shop, HEADER + "\n".join(lines)), act, state, least=40
    )


def test_a_file_whose_execution_died_is_taken_up_by_itself_and_one_at_its_end_is_not(
    shop: FakePlatform,
) -> None:
    drop(shop, HEADER + "p-1,s-1,Cup,,9,EUR,4,main,\n")
    shop.faults.fail("files.write", times=1)
    with pytest.raises(Unavailable):
        take(shop)
    (waiting,) = (one for one in shop.outbox.entries.values() if one.entry_id.startswith("resume#"))
    assert waiting.payload == {
        "workflow": "catalogue_intake",
        "input": {"detail": {"object": {"key": KEY}}},
    }
    assert waiting.available_at - shop.clock() > timedelta(minutes=15)
    shop.clock.advance(1_200)
    to_the_end(shop)
    assert not [one for one in shop.outbox.entries if one.startswith("resume#")]


def test_a_file_is_not_taken_up_for_ever() -> None:
    assert resumption("i", KEY, NOON, NOON + timedelta(hours=47))
    assert resumption("i", KEY, NOON, NOON + timedelta(hours=49)) is None


def test_the_same_file_again_changes_nothing(shop: FakePlatform) -> None:
    drop(shop, HEADER + "shirt,RED,Shirt,,1,EUR,5,vienna,\n")
    first = to_the_end(shop)
    shop.stock.reserve("r", [RequestedPieces(sku="RED", quantity=2)], until=shop.clock())
    shop.stock.confirm("r")
    assert to_the_end(shop) == first
    assert (stock(shop, "RED"), shop.catalogue.get("shirt").version) == (3, 1)


def test_jsonl_and_a_mapping_are_understood(shop: FakePlatform) -> None:
    drop(shop, json.dumps({"sku": "A", "title": "T", "price": 1.5, "currency": "EUR"}) + "\n{\n",
         "products/a.jsonl")  # fmt: skip
    assert to_the_end(shop, "products/a.jsonl").rejected == 1
    assert shop.catalogue.get("A").variants[0].prices[0].money.amount == 150
    drop(shop, MAPPING, "mappings/products/erp.yaml")
    drop(shop, "Artikel;Name;Preis\nB;Mütze;1.250,50\n".encode("cp1252"), "products/erp/x.csv")
    assert to_the_end(shop, "products/erp/x.csv").applied == 1
    assert shop.catalogue.get("B").title == "Mütze"
    assert shop.catalogue.get("B").variants[0].prices[0].money.amount == 125_050


@pytest.mark.parametrize(
    ("key", "text", "why"),
    [
        ("products/a.xlsx", "x", "end in .csv or .jsonl"),
        ("products/a.csv", "name,price\nx,1\n", 'no column "sku"'),
        ("products/a.csv", "sku,price,Price\nx,1,2\n", 'column "price" more than once'),
        ("products/erp/a.csv", "sku\nx\n", "no column mapping mappings/products/erp.yaml"),
        ("products/a.csv", b"PK\x03\x04", "Excel"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    shop: FakePlatform, key: str, text: Any, why: str
) -> None:
    drop(shop, text, key)
    told = to_the_end(shop, key)
    assert why in " ".join(told.refused)
    assert json.loads(shop.files.kept[str(told.results_key)])["outcome"] == "refused"
    assert shop.catalogue.kept == {}


def test_a_file_that_lacked_its_mapping_is_read_once_it_is_there(shop: FakePlatform) -> None:
    drop(shop, "Artikel;Name;Preis\nB;Hat;1,50\n", "products/erp/x.csv")
    assert to_the_end(shop, "products/erp/x.csv").refused
    drop(shop, MAPPING, "mappings/products/erp.yaml")
    assert to_the_end(shop, "products/erp/x.csv").applied == 1
