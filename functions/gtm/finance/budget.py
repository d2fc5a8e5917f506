"""What was spent and earned, beside what was planned."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from baton.gtm.figures import FigurePart, UnitName
from baton.gtm.formulas import Undefined, variance
from baton.gtm.periods import Period, month_after
from functions.gtm.finance.evidence import Evidence
from functions.gtm.finance.working import Worked, money, part

REVENUE = "revenue"


def actual_costs(evidence: Evidence) -> Mapping[str, float]:
    """Costs of the period by category; advertising as in acquisition costs."""
    found: dict[str, float] = defaultdict(float)
    for row in evidence.costs:
        if row["category"] != "advertising":
            found[row["category"]] += evidence.conversion.worth(row["amount"], row["currency"])
    if ads := evidence.spending.advertising:
        found["advertising"] = sum(ads.values())
    return found


def costs(evidence: Evidence) -> Worked:
    """All booked costs, with what ad platforms took and nobody booked."""
    by_category = actual_costs(evidence)
    if not by_category and not evidence.knows("costs"):
        raise evidence.nothing_kept("cost", "costs")
    total, text = sum(by_category.values()), evidence.conversion.text
    listed = " + ".join(f"{name} {text(amount)}" for name, amount in sorted(by_category.items()))
    return Worked(
        value=total,
        inputs=[money("all costs", total, *cost_queries(evidence))],
        steps=[f"{listed or 'nothing'} = {text(total)}"],
        parts=[
            part("category", name, amount, UnitName.MONEY, evidence.conversion.currency)
            for name, amount in sorted(by_category.items())
        ],
    )


def cost_queries(evidence: Evidence) -> tuple[str, ...]:
    """The queries that costs come from."""
    return tuple(name for name in ("costs", "advertising") if name in evidence.queries)


def within(period: Period, month: date) -> float:
    """The share of a month's days that lie in the period."""
    following = month_after(month)
    first, last = max(period.first, month), min(period.last, following - timedelta(days=1))
    return max((last - first).days + 1, 0) / (following - month).days


def budget_variance(evidence: Evidence) -> Worked:
    """Costs above what was planned, of the categories with both; each, and revenue, as a part."""
    evidence.check_whole_company("A budget")
    plan: dict[str, float] = defaultdict(float)
    for row in evidence.budgets:
        amount = evidence.conversion.worth(row["amount"], row["currency"])
        plan[row["category"]] += amount * within(evidence.period, row["month"])
    actual = dict(actual_costs(evidence))
    parts = [
        _part(name, planned, actual.get(name), evidence)
        for name, planned in plan.items()
        if name != REVENUE
    ]
    both = [name for name in plan if name in actual]
    if REVENUE in plan:
        parts.append(_revenue_part(plan[REVENUE], evidence))
    if not both:
        raise Undefined("No category of cost has both a budget and costs in the period.")
    spent, planned = sum(actual[name] for name in both), sum(plan[name] for name in both)
    text = evidence.conversion.text
    unplanned = sorted(set(actual) - set(plan))
    return Worked(
        value=spent - planned,
        inputs=[
            money("actual costs", spent, *cost_queries(evidence)),
            money("budgeted costs", planned, "budgets"),
        ],
        steps=[f"{text(spent)} - {text(planned)} = {text(spent - planned)}"],
        parts=sorted(parts, key=lambda one: one.name),
        notes=[
            "A month that lies in the period in part is planned for by its days.",
            *([f"Without a budget, and left out: {', '.join(unplanned)}."] if unplanned else []),
        ],
    )


def _part(name: str, planned: float, actual: float | None, evidence: Evidence) -> FigurePart:
    if actual is None:
        why = "No costs of this category are known for the period."
        return FigurePart(of="category", name=name, value=None, text="undefined", undefined=why)
    return _told(name, actual, planned, evidence, more_is="unfavourable", less_is="favourable")


def _revenue_part(planned: float, evidence: Evidence) -> FigurePart:
    try:
        actual = evidence.sales.revenue
    except Undefined as reason:
        return FigurePart(
            of="category", name=REVENUE, value=None, text="undefined", undefined=str(reason)
        )
    return _told(REVENUE, actual, planned, evidence, more_is="favourable", less_is="unfavourable")


def _told(
    name: str, actual: float, planned: float, evidence: Evidence, *, more_is: str, less_is: str
) -> FigurePart:
    text, more = evidence.conversion.text, actual - planned
    try:
        _, of_plan = variance(actual, planned)
        percent = f", {of_plan:+.1%} of plan".replace("%", " %", 1)
    except Undefined:
        percent = ", nothing was planned"
    verdict = more_is if more > 0 else less_is if more < 0 else "as planned"
    told = f"{text(actual)} against {text(planned)}: {text(more)}{percent}, {verdict}"
    return FigurePart(
        of="category", name=name, value=round(more), text=told, against=round(planned)
    )
