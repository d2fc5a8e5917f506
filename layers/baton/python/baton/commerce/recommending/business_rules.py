"""The shop's rules for what is recommended, as people write them. Pure but for reading the kept file."""

from datetime import date
from functools import cache
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator

from baton.commerce.catalogue import Product
from baton.commerce.ids import Sku
from baton.commerce.recommending.asking import MOST_ANSWERED, Category
from baton.core.contract import Contract
from baton.core.errors import Unprocessable
from baton.core.packaged_yaml import packaged_text, yaml_of

MOST_BYTES = 100_000


class Excluded(Contract):
    """What is never recommended. A category stands for those below it, too."""

    skus: frozenset[Sku] = frozenset()
    categories: tuple[Category, ...] = ()
    brands: frozenset[str] = frozenset()


class Pin(Contract):
    """A SKU that has a fixed place, on pages of a category or on all, until a day at most."""

    sku: Sku
    place: int = Field(default=1, ge=1, le=MOST_ANSWERED)
    category: Category | None = None
    until: date | None = Field(default=None, description="the last day, UTC")

    def holds(self, category: str | None, today: date) -> bool:
        """Whether it holds on a page, on a day."""
        fits = self.category is None or is_within(category or "", self.category)
        return fits and (self.until is None or today <= self.until)


class Exploration(Contract):
    """Which share of places goes to what is not known well: ``share`` while much is unknown, never less
    than ``floor``.
    """

    share: float = Field(default=0.15, ge=0, le=0.5)
    floor: float = Field(default=0.05, ge=0.01, le=0.5)

    @model_validator(mode="after")
    def _is_at_least_the_floor(self) -> Self:
        if self.share < self.floor:
            raise ValueError("share must not be below floor")
        return self


class BusinessRules(Contract):
    """All of them. ``version`` is named in every answer."""

    version: str = Field(min_length=1, max_length=100)
    exclude: Excluded = Excluded()
    pin: tuple[Pin, ...] = Field(default=(), max_length=20)
    most_of_brand: int = Field(default=4, ge=1, description="in one answer")
    most_of_category: int = Field(default=4, ge=1, description="in one answer, by first category")
    least_available: int = Field(default=1, ge=1, description="pieces, else it is not offered")
    scarce_below: int = Field(default=3, ge=0, description="pieces, from which it is put back")
    scarce_factor: float = Field(
        default=0.5, ge=0, le=1, description="by which it and what is low in stock is put back"
    )
    relevance_floor: float = Field(
        default=0.05, ge=0, le=1, description="of the best score: what is below is not relevant"
    )
    exploration: Exploration = Exploration()

    @classmethod
    def read(cls, text: bytes | str, name: str) -> Self:
        """Rules from YAML. Raises ``Unprocessable`` that says what is wrong: then nothing is
        recommended, since what the shop excludes is not known.
        """
        import yaml

        try:
            given = yaml_of(text)
            return cls.model_validate(given if given is not None else {})
        except yaml.YAMLError as error:
            raise Unprocessable(f"{name} is no YAML: correct it. {error}"[:500]) from error
        except ValidationError as error:
            places = ", ".join(_told(one) for one in error.errors()[:5])
            raise Unprocessable(f"{name} is not right: correct {places}.") from error

    @classmethod
    @cache
    def kept(cls) -> Self:
        """Those that hold where a shop has none."""
        name = "business_rules.yaml"
        return cls.read(packaged_text(__package__, name), name)

    def excludes(self, sku: Sku, product: Product) -> bool:
        """Whether a SKU of a product is never recommended."""
        out = self.exclude
        within = (is_within(one, no) for one in product.categories for no in out.categories)
        return sku in out.skus or product.brand in out.brands or any(within)


def is_within(category: str, other: str) -> bool:
    """Whether a category is another, or below it."""
    return category == other or category.startswith(f"{other}/")


def _told(error: Any) -> str:
    return f"{'.'.join(str(one) for one in error['loc']) or 'the file'} ({error['msg']})"
