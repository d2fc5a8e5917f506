"""Price rules of a company: what changes a list price, for whom and when. Pure."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from baton.commerce.catalogue import Product
from baton.commerce.division import rounded
from baton.commerce.ids import Sku
from baton.commerce.places import CountryCode
from baton.commerce.pricing.scope import Buyer, Scope, Window
from baton.core.contract import Contract, Versioned
from baton.core.money import Currency

BasisPoints = Annotated[int, Field(ge=-10_000, le=100_000, description="100 is 1 %")]
RuleId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]

_WHOLE = 10_000


class RuleKind(StrEnum):
    """What a rule does to a price."""

    PERCENT = "percent"
    AMOUNT = "amount"
    PRICE = "price"
    ENDING = "ending"
    """rounds up to the next price with this ending, as 99 of 100"""
    INCREMENT = "increment"
    """rounds to the nearest multiple, halves up, as 5 for Swiss francs"""


class PriceRule(Versioned):
    """One rule. Rules apply by ``priority``, then by id; one that ``ends`` is the last."""

    rule_id: RuleId
    kind: RuleKind
    basis_points: BasisPoints | None = Field(default=None, description="of percent")
    amount: Annotated[int, Field(ge=-(10**12), le=10**12)] | None = Field(
        default=None, description="minor units: of amount, price, ending and increment"
    )
    currency: Currency | None = Field(default=None, description="needed but for percent")
    priority: int = Field(default=100, ge=0, le=1_000)
    scope: Scope = Scope()
    window: Window = Window()
    segments: tuple[str, ...] = Field(default=(), max_length=50)
    countries: tuple[CountryCode, ...] = Field(default=(), max_length=250)
    least_quantity: int = Field(default=1, ge=1, le=100_000)
    ends: bool = False
    why: str = Field(min_length=1, max_length=200, description="as people read it")

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        if self.kind is RuleKind.PERCENT:
            if self.basis_points is None or self.amount is not None:
                raise ValueError("a rule of kind percent has basis_points, and no amount")
        elif self.amount is None or self.currency is None or self.basis_points is not None:
            raise ValueError(f"a rule of kind {self.kind} has amount and currency")
        elif self.kind is not RuleKind.AMOUNT and self.amount < (self.kind is RuleKind.INCREMENT):
            raise ValueError(f"the amount of a rule of kind {self.kind} must be positive")
        return self


class Asked(Contract):
    """One line whose price is asked for, as rules see it."""

    sku: Sku
    product: Product
    quantity: int
    currency: Currency
    buyer: Buyer


def fitting(rules: Iterable[PriceRule], asked: Asked, now: datetime) -> tuple[PriceRule, ...]:
    """The rules for a line in the order in which they apply."""
    found: list[PriceRule] = []
    for rule in sorted(rules, key=lambda one: (one.priority, one.rule_id)):
        if _fits(rule, asked, now):
            found.append(rule)
            if rule.ends:
                break
    return tuple(found)


def changed(price: int, rule: PriceRule) -> int:
    """A unit price in minor units after a rule: never below 0."""
    amount = rule.amount or 0
    match rule.kind:
        case RuleKind.PERCENT:
            new = rounded(Decimal(price) * (_WHOLE + (rule.basis_points or 0)) / _WHOLE)
        case RuleKind.AMOUNT:
            new = price + amount
        case RuleKind.PRICE:
            new = amount
        case RuleKind.ENDING:
            new = ending(price, amount)
        case RuleKind.INCREMENT:
            new = rounded(Decimal(price) / amount) * amount
    return max(0, new)


def ending(price: int, digits: int) -> int:
    """The next price, from this one up, whose last digits are these: 99 makes 10.01 into 10.99."""
    whole: int = 10 ** len(str(digits))
    return price + (digits - price) % whole


def _fits(rule: PriceRule, asked: Asked, now: datetime) -> bool:
    return (
        rule.window.holds(now)
        and (rule.currency is None or rule.currency == asked.currency)
        and asked.quantity >= rule.least_quantity
        and (not rule.countries or asked.buyer.country in rule.countries)
        and (not rule.segments or bool(set(rule.segments) & set(asked.buyer.segments)))
        and rule.scope.holds(asked.sku, asked.product)
    )
