"""How the columns of a file become fields of products: ``mappings/products/<folder>.yaml`` for files in
``products/<folder>/``, or the fields' own names for files in ``products/``. Pure.

    encoding: cp1250                    # of a file that is not UTF-8
    fields:
      sku: Article                      # a column
      price: {column: Price, decimal: ","}       # in major units, as 12,50
      currency: {constant: EUR}
      stock: On hand
      location: {constant: vienna}
      options.colour: Colour
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Self

from pydantic import Field, ValidationError, field_validator

from baton.commerce.catalogue import ListPrice
from baton.core.amounts import minor_digits, minor_units
from baton.core.contract import Contract
from baton.core.field_errors import in_words, invalid_input
from baton.core.money import Money
from baton.tabular.cell_rule import CellRule
from baton.tabular.cells import (
    Cell,
    Row,
    as_boolean,
    as_id,
    as_integer,
    as_money,
    as_text,
    column_key,
)
from baton.tabular.mapping_file import MappingError, read_mapping_file
from functions.commerce.catalogue_intake.product_row import ProductRow

OPTIONS = "options."
SIZES = ("length", "width", "height", "weight")
MONEY = ("price", "cost", "minimum_advertised")
_PRODUCT = {"title": "title", "description": "description", "brand": "brand",
            "categories": "categories", "product_state": "state"}  # fmt: skip
_VARIANT = {"variant_title": "title", "tax_class": "tax_class", "is_shipped": "is_shipped",
            "state": "state"}  # fmt: skip
FIELDS = frozenset(
    (
        "product_id", "sku", "currency", "price_list", "stock", "location",
        *MONEY, *SIZES, *_PRODUCT, *_VARIANT,
    )
)  # fmt: skip


class ProductMapping(Contract):
    """The whole mapping."""

    in_words: ClassVar[bool] = True

    encoding: str | None = None
    fields: dict[str, CellRule] = Field(min_length=1)

    @field_validator("fields")
    @classmethod
    def _are_known(cls, fields: dict[str, CellRule]) -> dict[str, CellRule]:
        unknown = [name for name in fields if name not in FIELDS and not name.startswith(OPTIONS)]
        if unknown:
            listed = ", ".join(sorted(FIELDS))
            raise ValueError(
                f"a product has no {min(unknown)}; it has {listed}, and options.<name>"
            )
        if "sku" not in fields:
            raise ValueError("map sku: a row is of one SKU")
        return fields

    @field_validator("encoding")
    @classmethod
    def _is_an_encoding(cls, name: str | None) -> str | None:
        try:
            "a".encode(name or "utf-8")
        except (LookupError, ValueError):
            raise ValueError("is no encoding of text such as cp1250 or shift_jis") from None
        return name

    @classmethod
    def from_yaml(cls, text: str, name: str) -> Self:
        """The mapping in a file's text. Raises ``MappingError``: what is wrong, and what to do."""
        content, _ = read_mapping_file(text, name)
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            raise MappingError(name, in_words(error)) from error

    @classmethod
    def canonical(cls, header: Sequence[str] = ()) -> Self:
        """Every column by its own name; columns ``options.<name>`` are options."""
        options = [name for name in header if name.startswith(OPTIONS) and name != OPTIONS]
        return cls(fields={name: CellRule(column=name) for name in (*sorted(FIELDS), *options)})

    def header_faults(self, header: Sequence[str]) -> tuple[str, ...]:
        """What a CSV with this header lacks, in sentences."""
        given = Counter(column_key(name) for name in header)
        read = {rule.column for rule in self.fields.values() if rule.constant is None}
        twice = sorted(name for name in read if given[column_key(name)] > 1)
        faults = [f'the file has the column "{name}" more than once: remove one' for name in twice]
        rule = self.fields["sku"]
        if rule.constant is None and not given[column_key(rule.column)]:
            faults.append(f'a row is of one SKU, and the file has no column "{rule.column}"')
        return tuple(faults)

    def row(self, original: Mapping[str, Any]) -> ProductRow:
        """What a row says. Raises ``ValueError`` with every fault, in words."""
        cells, row = dict[str, Cell](), Row(original)
        for name, rule in self.fields.items():
            cell = rule.cell(row)
            if cell is not None and as_text(cell):
                cells[name] = cell
        reading = _Reading(cells, {name: rule.decimal for name, rule in self.fields.items()})
        made = reading.made()
        if reading.faults:
            raise ValueError("; ".join(reading.faults))
        try:
            return ProductRow.model_validate(made)
        except ValidationError as error:
            raise ValueError("; ".join(in_words(error))) from error


class _Reading:
    """The cells of one row, read one by one; what cannot be understood is among the ``faults``."""

    def __init__(self, cells: Mapping[str, Cell], decimals: Mapping[str, str | None]) -> None:
        self._cells = cells
        self._decimals = decimals
        self.faults: list[str] = []

    def made(self) -> dict[str, Any]:
        """The row's fields."""
        sku = self._one("sku", as_id)
        if "sku" not in self._cells:
            self.faults.append("sku: has no value")
        if ("stock" in self._cells) != ("location" in self._cells):
            self.faults.append(
                "stock: needs the location at which it was counted, and no other does"
            )
        return {
            "sku": sku,
            "product_id": self._one("product_id", as_id) or sku,
            "product": self._named(_PRODUCT),
            "variant": self._variant(),
            "price": self._price(),
            "stock": self._one("stock", as_integer),
            "location": self._one("location", as_text),
        }

    def _variant(self) -> dict[str, Any]:
        found = self._named(_VARIANT)
        options = {
            name.removeprefix(OPTIONS): as_text(cell)
            for name, cell in self._cells.items()
            if name.startswith(OPTIONS)
        }
        sizes = {name: self._one(name, as_integer) for name in SIZES if name in self._cells}
        if sizes and len(sizes) < len(SIZES):
            self.faults.append(f"{', '.join(SIZES)}: needs all four, in millimetres and grams")
        money = {name: self._money(name) for name in MONEY[1:] if name in self._cells}
        return {
            **found,
            **money,
            **({"options": options} if options else {}),
            **({"dimensions": sizes} if sizes else {}),
        }

    def _named(self, names: Mapping[str, str]) -> dict[str, Any]:
        return {own: self._one(name, _READ.get(name, as_text))
                for name, own in names.items() if name in self._cells}  # fmt: skip

    def _price(self) -> ListPrice | None:
        money = self._money("price")
        if money is None:
            return None
        named = self._one("price_list", as_text)
        try:
            return ListPrice.model_validate(
                {"money": money, **({"price_list": named} if named else {})}
            )
        except ValidationError as error:
            self.faults += [f"price_list: {one.detail}" for one in invalid_input(error).faults]
            return None

    def _money(self, name: str) -> Money | None:
        def read(cell: Cell) -> Money:
            currency = as_text(self._cells.get("currency")).upper() or None
            amount = as_money(cell, self._decimals[name]).amount(currency)
            if not amount.currency:
                raise ValueError("needs the currency that it is in")
            digits = minor_digits(amount.currency)
            if amount.value.scaleb(digits) % 1:
                raise ValueError(f"has more than the {digits} decimals of {amount.currency}")
            units = minor_units(amount.value, amount.currency)
            if not 0 <= units <= 10**15:
                raise ValueError("is below zero, or more than anything costs")
            return Money(amount=units, currency=amount.currency)

        found: Money | None = self._one(name, read)
        return found

    def _one(self, name: str, read: "Callable[[Cell], Any]") -> Any:
        """A field, read; ``None`` if it has no value or cannot be read."""
        if name not in self._cells:
            return None
        try:
            return read(self._cells[name])
        except ValueError as error:
            self.faults.append(f"{name}: {error}")
            return None


def _categories(cell: Cell) -> tuple[str, ...]:
    """Categories as ``clothes/shirts|sale``."""
    return tuple(filter(None, (one.strip().lower() for one in as_text(cell).split("|"))))


_READ: Mapping[str, Callable[[Cell], Any]] = {
    "categories": _categories,
    "is_shipped": as_boolean,
    "state": lambda cell: as_text(cell).lower(),
    "product_state": lambda cell: as_text(cell).lower(),
}
