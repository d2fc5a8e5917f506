"""Recurring revenue, and how much of it stays. Each figure from the same opening and closing states."""

from collections.abc import Mapping, Sequence

from baton.gtm.figures import FigurePart, UnitName
from baton.gtm.formulas import customer_churn, gross_retention, net_retention
from functions.gtm.finance.evidence import Evidence
from functions.gtm.finance.working import Worked, count, money, part, words

QUERY = "subscriptions"
_WITHIN_A_CURRENCY = "A customer who changes currency counts as lost in one and won in the other."


def mrr(evidence: Evidence) -> Worked:
    """MRR at the end of the period, with what moved it since its beginning."""
    found, text = evidence.subscriptions, evidence.conversion.text
    moved = (
        f"{text(found['opened'])} + won {text(found['won'])} + expansion {text(found['expansion'])} "
        f"- contraction {text(found['contraction'])} - churned {text(found['churned'])} "
        f"= {text(found['closed'])}"
    )
    names = ("opened", "won", "expansion", "contraction", "churned")
    return Worked(
        value=found["closed"],
        inputs=[money(f"MRR {name}", found[name], QUERY) for name in names],
        steps=[moved],
        parts=_movements(found, evidence),
        notes=[_WITHIN_A_CURRENCY],
    )


def arr(evidence: Evidence) -> Worked:
    """ARR at the end of the period."""
    closed, text = evidence.subscriptions["closed"], evidence.conversion.text
    return Worked(
        value=12 * closed,
        inputs=[money("MRR", closed, QUERY)],
        steps=[f"{text(closed)} x 12 = {text(12 * closed)}"],
    )


def nrr(evidence: Evidence) -> Worked:
    """NRR over the period."""
    found = evidence.subscriptions
    value = net_retention(
        found["opened"], found["expansion"], found["contraction"], found["churned"]
    )
    names = ("opened", "expansion", "contraction", "churned")
    return Worked(
        value=value,
        inputs=[money(f"MRR {name}", found[name], QUERY) for name in names],
        steps=[_retained(found, ("expansion", "contraction", "churned"), value, evidence)],
        notes=_of_length(evidence),
    )


def grr(evidence: Evidence) -> Worked:
    """GRR over the period."""
    found = evidence.subscriptions
    value = gross_retention(found["opened"], found["contraction"], found["churned"])
    names = ("opened", "contraction", "churned")
    return Worked(
        value=value,
        inputs=[money(f"MRR {name}", found[name], QUERY) for name in names],
        steps=[_retained(found, ("contraction", "churned"), value, evidence)],
        notes=_of_length(evidence),
    )


def churn(evidence: Evidence) -> Worked:
    """Customers lost in the period."""
    found = evidence.subscriptions
    lost, opening = found["customers_lost"], found["customers_opened"]
    value = customer_churn(lost, opening)
    return Worked(
        value=value,
        inputs=[
            count("customers lost", lost, QUERY),
            count("customers of the opening", opening, QUERY),
        ],
        steps=[f"{lost:,.0f} / {opening:,.0f} = {words(value, UnitName.SHARE, '')}"],
        notes=_of_length(evidence),
    )


def _retained(
    found: Mapping[str, float], moved: Sequence[str], value: float, evidence: Evidence
) -> str:
    """The step of a retention, as ``(220.00 EUR - 10.00 EUR) / 220.00 EUR = 95.5 %``."""
    text = evidence.conversion.text
    opened = text(found["opened"])
    signed = " ".join(
        f"{'+' if name == 'expansion' else '-'} {text(found[name])}" for name in moved
    )
    return f"({opened} {signed}) / {opened} = {words(value, UnitName.SHARE, '')}"


def _movements(found: Mapping[str, float], evidence: Evidence) -> list[FigurePart]:
    currency = evidence.conversion.currency
    signed = {
        "won": found["won"],
        "expansion": found["expansion"],
        "contraction": -found["contraction"],
        "churned": -found["churned"],
    }
    return [
        part("movement", name, value, UnitName.MONEY, currency) for name, value in signed.items()
    ]


def _of_length(evidence: Evidence) -> list[str]:
    period = evidence.period
    if period.is_a_year:
        return []
    return [f"Over {period.days} days; benchmarks are of a year and so are not shown."]
