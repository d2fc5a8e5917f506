"""What a customer is worth, and when winning one has paid for itself."""

from collections.abc import Sequence
from functools import partial

from baton.gtm.figures import FigureInput, FigurePart, UnitName
from baton.gtm.formulas import (
    Undefined,
    customer_churn,
    divided,
    lifetime_value,
    monthly_rate,
    payback_months,
    payback_of_cohorts,
)
from functions.gtm.finance.acquisition import cac_input
from functions.gtm.finance.cohorts import Cohort, cohorts_of, margin_by_month
from functions.gtm.finance.evidence import Evidence
from functions.gtm.finance.working import Worked, count, money, months, part, share, words

COHORTS = "cohorts"


def ltv(evidence: Evidence) -> Worked:
    """Of subscriptions if there are any, else as far as cohorts are known."""
    return _of_subscriptions(evidence) if evidence.has_subscriptions else _of_cohorts(evidence)


def ltv_to_cac(evidence: Evidence) -> Worked:
    """How often a customer brings back what winning one costs."""
    value = ltv(evidence)
    cost, given = cac_input(evidence)
    found, text = (
        divided(value.value, cost, "Customers cost nothing to win."),
        evidence.conversion.text,
    )
    return Worked(
        value=found,
        inputs=[*value.inputs, given],
        steps=[*value.steps, f"{text(value.value)} / {text(cost)} = {found:.2f}"],
        notes=value.notes,
    )


def payback(evidence: Evidence) -> Worked:
    """Months until a new customer's margin has earned the blended CAC."""
    cost, given = cac_input(evidence)
    if not evidence.has_subscriptions:
        return _payback_of_cohorts(evidence, cost, given)
    found, text, margin = evidence.subscriptions, evidence.conversion.text, _margin(evidence)
    won = found["customers_won"]
    each = divided(found["won"], won, "Nobody became a subscriber in the period.")
    value = payback_months(cost, each, margin)
    return Worked(
        value=value,
        inputs=[
            given,
            money("MRR of new customers", found["won"], "subscriptions"),
            count("new subscribers", won, "subscriptions"),
            _margin_input(evidence, margin),
        ],
        steps=[
            f"{text(found['won'])} / {won:,.0f} = {text(each)} a new customer and month",
            f"{text(cost)} / ({text(each)} x {words(margin, UnitName.SHARE, '')}) = {value:.1f} months",
        ],
    )


def _payback_of_cohorts(evidence: Evidence, cost: float, given: FigureInput) -> Worked:
    margins, text = margin_by_month(_cohorts(evidence)), evidence.conversion.text
    month = payback_of_cohorts(cost, margins)
    return Worked(
        value=month,
        inputs=[
            given,
            *(
                money(f"margin of a customer by month {number}", value, COHORTS)
                for number, value in enumerate(margins[:month], 1)
            ),
        ],
        steps=[
            f"by month {number}: {text(value)} {'>=' if value >= cost else '<'} {text(cost)}"
            for number, value in enumerate(margins[:month], 1)
        ],
        notes=["Counted in whole months, that of the first purchase being the first."],
    )


def _of_subscriptions(evidence: Evidence) -> Worked:
    found, text, margin = evidence.subscriptions, evidence.conversion.text, _margin(evidence)
    customers, length = found["customers_closed"], evidence.period.months
    each = divided(found["closed"], customers, "There are no subscribers at the end of the period.")
    lost = customer_churn(found["customers_lost"], found["customers_opened"])
    a_month = monthly_rate(lost, length)
    value = lifetime_value(each, margin, a_month)
    shown = [words(one, UnitName.SHARE, "") for one in (lost, margin)]
    return Worked(
        value=value,
        inputs=[
            money("MRR", found["closed"], "subscriptions"),
            count("subscribers", customers, "subscriptions"),
            count("customers lost", found["customers_lost"], "subscriptions"),
            count("customers of the opening", found["customers_opened"], "subscriptions"),
            months("length of the period", length),
            _margin_input(evidence, margin),
        ],
        steps=[
            f"{text(found['closed'])} / {customers:,.0f} = {text(each)} a customer and month",
            f"{shown[0]} lost in {length:.2f} months = {a_month:.3%} a month".replace("%", " %"),
            f"{text(each)} x {shown[1]} / {a_month:.5f} = {text(value)}",
        ],
        notes=["Assumes that customers go on leaving as they did in the period."],
    )


def _of_cohorts(evidence: Evidence) -> Worked:
    cohorts, text = _cohorts(evidence), evidence.conversion.text
    margins = margin_by_month(cohorts)
    grown = [one for one in cohorts if len(one.margins) == len(margins)]
    total, customers = sum(one.margins[-1] for one in grown), sum(one.customers for one in grown)
    value = divided(total, customers, "There are no customers.")
    note = f"As brought within {len(margins)} months, that of the first purchase included."
    return Worked(
        value=value,
        inputs=[
            money(f"gross margin within {len(margins)} months", total, COHORTS),
            count("customers of these cohorts", customers, COHORTS),
        ],
        steps=[f"{text(total)} / {customers:,} customers = {text(value)}"],
        parts=_by_cohort(cohorts, evidence),
        notes=[note, "Cohorts of a month that is not over have no value."],
    )


def _by_cohort(cohorts: Sequence[Cohort], evidence: Evidence) -> list[FigurePart]:
    def told(cohort: Cohort) -> float:
        if not cohort.margins:
            raise Undefined("Its first month is not over.")
        return cohort.by_customer[-1]

    currency = evidence.conversion.currency
    return [
        part(
            f"cohort, {len(one.margins)} months known, {one.customers} customers",
            f"{one.month:%Y-%m}",
            partial(told, one),
            UnitName.MONEY,
            currency,
        )
        for one in cohorts
    ]


def _cohorts(evidence: Evidence) -> tuple[Cohort, ...]:
    sizes, rows = evidence.cohorts
    margin = evidence.sales.margin
    return cohorts_of(sizes, rows, evidence.conversion, evidence.period.last, margin)


def _margin(evidence: Evidence) -> float:
    sales = evidence.sales
    if sales.margin is None:
        raise Undefined(sales.why_not)
    return sales.margin


def _margin_input(evidence: Evidence, margin: float) -> FigureInput:
    return share("gross margin", margin, *evidence.sales.queries)
