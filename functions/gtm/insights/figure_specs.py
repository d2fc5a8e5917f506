"""What each figure is: ``figures.yaml``, read and checked; and a figure made of its value. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from pydantic import TypeAdapter

from baton.core.contract import Contract
from baton.core.packaged_yaml import packaged_yaml
from baton.gtm.conversion import money_text
from baton.gtm.figures import UnitName
from baton.gtm.formulas import Undefined
from baton.gtm.insights import InsightFigure


class Named(StrEnum):
    """The figures that insights knows."""

    CUSTOMERS = "customers"
    REPEAT_CUSTOMERS = "repeat_customers"
    SPENT_A_CUSTOMER = "spent_a_customer"
    NO_PURCHASE = "no_purchase"
    ALIVE = "alive"
    EXPECTED_REVENUE = "expected_revenue"
    EXPECTED_A_CUSTOMER = "expected_a_customer"
    BACK_NEXT_MONTH = "back_next_month"
    CUSTOMERS_AT_RISK = "customers_at_risk"
    VALUE_AT_STAKE = "value_at_stake"


class FigureSpec(Contract):
    """One figure."""

    label: str
    unit: UnitName
    formula: str
    source: str


@cache
def figure_specs() -> Mapping[Named, FigureSpec]:
    """Every figure's. Raises ``ValidationError``."""
    table = packaged_yaml("functions.gtm.insights", "figures.yaml")
    return TypeAdapter(dict[Named, FigureSpec]).validate_python(table)


def figure(name: Named, value: float | Undefined, currency: str, *queries: str) -> InsightFigure:
    """A figure, or the reason why there is none. Money is rounded to the minor unit."""
    spec = figure_specs()[name]
    is_money = spec.unit is UnitName.MONEY
    told = {
        "name": name,
        "label": spec.label,
        "unit": spec.unit,
        "currency": currency if is_money else None,
        "formula": spec.formula,
        "source": spec.source,
        "queries": queries,
    }
    if isinstance(value, Undefined):
        return InsightFigure.model_validate({**told, "text": "undefined", "undefined": str(value)})
    kept = round(value) if is_money else value
    return InsightFigure.model_validate(
        {**told, "value": kept, "text": text_of(value, spec.unit, currency)}
    )


def text_of(value: float, unit: UnitName, currency: str) -> str:
    """A value as people write it."""
    if unit is UnitName.MONEY:
        return money_text(value, currency)
    return percent(value) if unit is UnitName.SHARE else f"{value:,.0f}"


def percent(value: float) -> str:
    """A share as people write it, as ``12.5 %``."""
    return f"{value:.1%}".replace("%", " %")
