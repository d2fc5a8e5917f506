"""Tax: rates by country, region and class, dated, included in a price or added to it. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from baton.commerce.catalogue import TaxClass
from baton.commerce.division import divided, rounded
from baton.commerce.pricing.quotes import TaxPart
from baton.core.contract import Contract, Versioned

EVERYWHERE = "*"


class TaxRate(Contract):
    """A rate. Several of a place and class hold beside each other (a province's beside the country's);
    those of the region itself replace those of the whole country if ``instead`` is true.
    """

    country: Annotated[str, Field(pattern=r"^([A-Z]{2}|\*)$", description="* is all others")]
    region: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,3}$")] | None = None
    tax_class: TaxClass = "standard"
    name: str = Field(min_length=1, max_length=60, description="as VAT")
    rate: Annotated[Decimal, Field(ge=0, le=1, max_digits=7)] = Field(description="0.20 is 20 %")
    since: date | None = None
    until: date | None = Field(default=None, description="the last day")
    instead: bool = False


class TaxTable(Versioned):
    """All rates of a company, as a whole: what is not in it is not known."""

    rates: tuple[TaxRate, ...] = Field(default=(), max_length=2_000)


class Taxed(NamedTuple):
    """An amount with its tax: ``net`` and the parts are ``total``."""

    net: int
    parts: tuple[TaxPart, ...]
    total: int


def rates_for(
    rates: Iterable[TaxRate], country: str, region: str | None, tax_class: TaxClass, day: date
) -> tuple[TaxRate, ...] | None:
    """The rates that hold at a place on a day; ``None`` if the table says nothing of it."""
    of_class = [
        rate
        for rate in rates
        if rate.tax_class == tax_class
        and (rate.since is None or rate.since <= day)
        and (rate.until is None or day <= rate.until)
    ]
    here = [rate for rate in of_class if rate.country == country]
    own = [rate for rate in here if region and rate.region == region]
    whole = [rate for rate in here if rate.region is None]
    if any(rate.instead for rate in own):
        whole = []
    found = whole + own or [rate for rate in of_class if rate.country == EVERYWHERE]
    return tuple(found) if found else None


def taxed(
    amount: int, rates: Sequence[TaxRate], *, included: bool, exempt: bool = False, unit: int = 1
) -> Taxed:
    """An amount of a line, after its discounts, with its tax. Rounded once a line: what several rates
    make of it is divided so that the parts are the whole. The total is a multiple of ``unit``, if the
    amount is.
    """
    rate = sum((one.rate for one in rates), Decimal(0))
    of_total = unit if exempt or not included else 1
    tax = rounded(amount * rate / (1 + rate) if included else amount * rate, of_total)
    net = amount - tax if included else amount
    if exempt:
        return Taxed(net, (), net)
    parts = divided(tax, [int(one.rate * 10**7) for one in rates])
    named = tuple(
        TaxPart(name=_named(one), rate=str(one.rate.normalize()), amount=part)
        for one, part in zip(rates, parts, strict=True)
    )
    return Taxed(net, named, net + tax)


def _named(rate: TaxRate) -> str:
    return f"{rate.name} {(rate.rate * 100).normalize():f} %"
