"""By what a figure can be split: the queries that it is made of, and the columns that these can be asked
by. Pure but for the facts that are asked.
"""

from collections.abc import Callable, Mapping

from baton.gtm.breakdown import TIMES, Breakdown
from baton.gtm.fact_reading import UNKNOWN, Query, costs
from baton.gtm.figures import FigureName
from functions.gtm.finance import fact_queries
from functions.gtm.finance.evidence import Evidence
from functions.gtm.finance.fact_queries import Part

_OF_SPENDING = ("costs", "advertising")
_OF_WINNING = (*_OF_SPENDING, "new_customers")

MADE_OF: Mapping[FigureName, tuple[str, ...]] = {
    FigureName.REVENUE: ("sales",),
    FigureName.GROSS_PROFIT: ("sales",),
    FigureName.GROSS_MARGIN: ("sales",),
    FigureName.ORDERS: ("order_count",),
    FigureName.AVERAGE_ORDER: ("sales", "order_count"),
    FigureName.NEW_CUSTOMERS: ("new_customers",),
    FigureName.COSTS: _OF_SPENDING,
    FigureName.CAC: _OF_WINNING,
    FigureName.PAID_CAC: _OF_WINNING,
    FigureName.LTV: ("subscriptions", "cohorts"),
    FigureName.LTV_TO_CAC: ("subscriptions", "cohorts", *_OF_WINNING),
    FigureName.PAYBACK: ("subscriptions", "cohorts", *_OF_WINNING),
    FigureName.ROAS: ("advertising",),
    FigureName.BLENDED_ROAS: ("sales", *_OF_SPENDING),
    FigureName.MRR: ("subscriptions",),
    FigureName.ARR: ("subscriptions",),
    FigureName.NRR: ("subscriptions",),
    FigureName.GRR: ("subscriptions",),
    FigureName.CUSTOMER_CHURN: ("subscriptions",),
    FigureName.BURN_RATE: ("cash",),
    FigureName.CASH: ("cash",),
    FigureName.RUNWAY: ("cash",),
    FigureName.GROSS_BURN: ("whole_company", *_OF_SPENDING),
    FigureName.BUDGET_VARIANCE: ("whole_company", *_OF_SPENDING),
}
"""The queries that say which parts there are. What is not here looks ahead or at single days."""

_PLACES = {Breakdown.COUNTRY: "country", Breakdown.CHANNEL: "channel"}
_SOLD = {**_PLACES, Breakdown.PRODUCT: "product_id", Breakdown.CURRENCY: "currency"}
_HELD = {**_PLACES, Breakdown.CURRENCY: "currency"}

COLUMNS: Mapping[str, Mapping[Breakdown, str]] = {
    "sales": _SOLD,
    "order_count": _SOLD,
    "new_customers": _HELD,
    "costs": {**_HELD, Breakdown.CATEGORY: "category"},
    "advertising": {
        Breakdown.CHANNEL: "platform",
        Breakdown.CATEGORY: "'advertising'",
        Breakdown.CURRENCY: "currency",
    },
    "subscriptions": _HELD,
}
"""By which column of its facts a query can be asked, beside those of time."""


def by_what(name: FigureName, evidence: Evidence) -> tuple[Breakdown, ...]:
    """What a figure can be told for each of: every fact that it is made of has to say it."""
    if name not in MADE_OF:
        return ()
    made_of = [one for one in MADE_OF[name] if one != "advertising" or _has_ads(evidence)]
    return tuple(
        one
        for one in Breakdown
        if one in TIMES
        or (
            all(one in COLUMNS.get(query, {}) for query in made_of)
            and (one is not Breakdown.CATEGORY or name is FigureName.COSTS)
        )
    )


def _has_ads(evidence: Evidence) -> bool:
    return "ad_metrics_day" in evidence.kinds and bool(
        evidence.rows(fact_queries.advertising(evidence.period, evidence.filters))
    )


Asking = Callable[[Evidence, list[Part], str, Breakdown], Query]

ASKED: Mapping[str, Asking] = {
    "sales": lambda of, _, by, unit: fact_queries.sales(
        of.period, of.filters, by, by_channel=unit.is_of_time
    ),
    "order_count": lambda of, _, by, unit: fact_queries.order_count(
        of.period, of.filters, by, of_lines=unit is Breakdown.PRODUCT
    ),
    "new_customers": lambda of, _, by, __: fact_queries.new_customers(
        of.period, of.filters, of.history, by
    ),
    "costs": lambda of, _, by, __: costs(of.period, of.filters, by=by),
    "advertising": lambda of, _, by, __: fact_queries.advertising(of.period, of.filters, by),
    "subscriptions": lambda of, parts, by, _: fact_queries.subscriptions(
        parts, of.filters, of.history, by
    ),
    "cash": lambda of, parts, _, __: fact_queries.cash(parts, of.cash_days),
}
"""The queries that can be asked for all parts at once."""

_STATES = {"subscriptions", "cash"}
"""Of which a part needs all days before it."""

SUMMED = ASKED.keys() - _STATES
"""Of which the rows of all days' parts are those of the whole."""


def column(query: str, by: Breakdown) -> str | None:
    """What a query is asked by, as an expression of its columns; ``None`` if its facts do not say it."""
    if by.is_of_time:
        day = "first_day" if query == "new_customers" else "day"
        return "parts.part" if query in _STATES else f"CAST(DATE_TRUNC('{by}', {day}) AS DATE)"
    found = COLUMNS.get(query, {}).get(by)
    return found and f"COALESCE(NULLIF({found}, ''), '{UNKNOWN}')"
