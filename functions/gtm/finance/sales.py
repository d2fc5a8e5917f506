"""Revenue, and what the cost of what was sold leaves of it."""

from baton.gtm.figures import UnitName
from baton.gtm.formulas import Undefined, divided
from functions.gtm.finance.evidence import Evidence
from functions.gtm.finance.working import Worked, count, money, part, words


def revenue(evidence: Evidence) -> Worked:
    """What customers bought, less what was paid back, by channel."""
    sales, text = evidence.sales, evidence.conversion.text
    listed = " + ".join(f"{name} {text(value)}" for name, value in sorted(sales.by_channel.items()))
    return Worked(
        value=sales.revenue,
        inputs=[money("revenue", sales.revenue, "sales")],
        steps=[f"{listed} = {text(sales.revenue)}"],
        parts=[
            part(
                "channel",
                name,
                value,
                UnitName.MONEY,
                evidence.conversion.currency,
            )
            for name, value in sorted(sales.by_channel.items())
        ],
    )


def orders(evidence: Evidence) -> Worked:
    """How many orders were made."""
    made = evidence.orders
    return Worked(
        value=made,
        inputs=[count("orders", made, "order_count")],
        steps=[f"{made:,} orders with something bought, each counted once"],
    )


def average_order(evidence: Evidence) -> Worked:
    """What an order brings."""
    made, sold, text = orders(evidence), evidence.sales.revenue, evidence.conversion.text
    value = divided(sold, made.value, "Nothing was ordered.")
    return Worked(
        value=value,
        inputs=[money("revenue", sold, "sales"), *made.inputs],
        steps=[*made.steps, f"{text(sold)} / {made.value:,.0f} = {text(value)}"],
    )


def profit(evidence: Evidence) -> Worked:
    """What is left of revenue after the cost of what was sold."""
    left, text = margin(evidence), evidence.conversion.text
    revenue, cost = (one.value for one in left.inputs)
    return Worked(
        value=revenue - cost,
        inputs=left.inputs,
        steps=[f"{text(revenue)} - {text(cost)} = {text(revenue - cost)}"],
    )


def margin(evidence: Evidence) -> Worked:
    """The share of revenue that is left."""
    sales, text = evidence.sales, evidence.conversion.text
    if sales.margin is None:
        raise Undefined(sales.why_not)
    cost = sales.revenue * (1 - sales.margin)
    shown = words(sales.margin, UnitName.SHARE, "")
    return Worked(
        value=sales.margin,
        inputs=[
            money("revenue", sales.revenue, *sales.queries),
            money("cost of revenue", cost, *sales.queries),
        ],
        steps=[f"({text(sales.revenue)} - {text(cost)}) / {text(sales.revenue)} = {shown}"],
    )
