"""A shop whose recommendations can be worked out by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from baton.commerce.catalogue import ListPrice, Product, ProductVariant
from baton.commerce.inventory.stock import Movement, MovementReason
from baton.commerce.pricing.tax import TaxTable
from baton.commerce.recommending.asking import RecommendationAnswer, RecommendationTask
from baton.commerce.recommending.model import Learned, Method, Mixture
from baton.core.money import Money
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.unit.commerce.pricing.given import RATES

VERSION = "01KF0Z6T9QJ4T8W2M5V7X1C3D5"
REQUEST = "01KF0Z6T9QJ4T8W2M5V7X1C3D6"
WEIGHTS = Mixture(method=Method.ITEM_KNN, popularity=0.01)
GOES_WITH = {"TENT": {"MAT": 0.9, "LAMP": 0.6, "STOVE": 0.5}, "MAT": {"TENT": 0.9}}


def product(sku: str, price: int = 2_000, **more: Any) -> Product:
    variant = ProductVariant(
        sku=sku,
        title=sku,
        prices=(ListPrice(money=Money(amount=price, currency="EUR")),),
        **more.pop("variant", {}),
    )
    given = {"product_id": sku.lower(), "title": sku.title(), "variants": (variant,)}
    return Product.model_validate({**given, "updated_at": NOON, **more})


class Shop:
    """Tents and what goes with them. ``stock`` has the pieces by SKU, 10 where it says nothing."""

    def __init__(
        self,
        products: Sequence[Product] | None = None,
        stock: Mapping[str, int] | None = None,
        rules: str | None = None,
        **learned: Any,
    ) -> None:
        self.platform = FakePlatform()
        names = ("TENT", "MAT", "LAMP", "STOVE", "ROPE")
        for one in products or [product(name, categories=("camping",)) for name in names]:
            self.add(one, (stock or {}).get(one.variants[0].sku, 10))
        with self.platform.transactions.begin() as within:
            self.platform.prices.put(TaxTable(rates=RATES), within)
        if rules is not None:
            self.platform.files.kept["recommendations/rules.yaml"] = rules.encode()
        self.learn(**learned)

    def add(self, one: Product, pieces: int) -> None:
        with self.platform.transactions.begin() as within:
            self.platform.catalogue.put(one, None, within)
        for variant in one.variants:
            if pieces:
                self.stocked(variant.sku, pieces)

    def stocked(self, sku: str, pieces: int) -> None:
        movement = Movement(
            movement_id=f"in-{pieces}",
            sku=sku,
            location="wien",
            on_hand=pieces,
            reason=MovementReason.RECEIVED,
            by="a supplier",
            at=NOON,
        )
        self.platform.stock.move(movement)

    def learn(self, neighbours: Mapping[str, Mapping[str, float]] = GOES_WITH, **more: Any) -> None:
        given = {
            "version": VERSION,
            "learned_at": NOON,
            "mixture": WEIGHTS,
            "measured": {},
            "held_back": "a test",
            "purchases": 9,
            "customers": 9,
            "items": 5,
            "shards": 2,
            "popular": {"ROPE": 1.0, "TENT": 0.5},
        }
        models = self.platform.recommendation_models
        models.keep(Learned.model_validate({**given, **more}), neighbours.items())
        models.use(VERSION)

    def ask(self, **given: Any) -> RecommendationAnswer:
        fields = {"request_id": REQUEST, "country": "AT", "currency": "EUR", **given}
        task = RecommendationTask.model_validate(fields)
        answer: RecommendationAnswer = self.platform.recommender.recommend(task)
        return answer


def names(answer: RecommendationAnswer) -> list[str]:
    return [one.sku for one in answer.items]
