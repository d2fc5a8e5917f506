"""The formulas of finance. Each raises ``Undefined`` with its reason where it has no meaning: nothing
is divided by zero, and nothing unknown is taken for zero. Pure; amounts are of one currency.
"""

import math
from collections.abc import Sequence

from baton.gtm.periods import DAYS_A_MONTH


class Undefined(Exception):
    """A figure has no meaning; the text says why, for people."""


def divided(amount: float, by: float, why_not: str) -> float:
    """A quotient. Raises ``Undefined`` with the reason unless the divisor is above 0 and the quotient
    is a number.
    """
    if not by > 0:
        raise Undefined(why_not)
    quotient = amount / by
    if not math.isfinite(quotient):
        raise Undefined(why_not)
    return quotient


def acquisition_cost(costs: float, customers: float) -> float:
    """CAC: costs of winning customers by customers won (SaaS Metrics Standards Board; Farris et al.,
    Marketing Metrics, 3rd ed., ch. 5).
    """
    if not costs > 0:
        raise Undefined("No costs of winning customers are known for the period.")
    return divided(costs, customers, "Nobody became a customer in the period.")


def gross_margin(revenue: float, cost: float) -> float:
    """The share of revenue that the cost of what was sold leaves (SaaS Metrics Standards Board)."""
    return divided(revenue - cost, revenue, "There was no revenue in the period.")


def lifetime_value(monthly_revenue: float, margin: float, monthly_churn: float) -> float:
    """LTV of a subscription: revenue a customer and month, times gross margin, by churn a month: the
    mean of a geometric lifetime (SaaS Metrics Standards Board; Gupta and Lehmann 2003).
    """
    why_not = "Nobody left in the period, so it tells nothing of how long customers stay."
    return divided(monthly_revenue * margin, monthly_churn, why_not)


def monthly_rate(share: float, months: float) -> float:
    """A share lost in some months as that of one month, at a constant hazard: 1 - (1 -
    share)^(1/months).

    Raises ``Undefined`` for a share of 1, of which no hazard follows, and for a rate beyond any number.
    """
    if share >= 1:
        raise Undefined("All customers of the opening left in the period.")
    try:
        return 1 - math.pow(1 - share, divided(1, months, "The period has no days."))
    except OverflowError:
        raise Undefined("The period is too short for a monthly rate.") from None


def payback_months(cost: float, monthly_revenue: float, margin: float) -> float:
    """Months until a customer's margin has earned what winning them cost (SaaS Metrics Standards
    Board).
    """
    why_not = "New customers bring no margin, so their cost is never earned back."
    return divided(cost, monthly_revenue * margin, why_not)


def payback_of_cohorts(cost: float, margins: Sequence[float]) -> int:
    """The month, counted from 1, by which a customer's margin reaches the cost; ``margins`` are what a
    customer had brought by the end of each month.
    """
    for month, margin in enumerate(margins, 1):
        if margin >= cost:
            return month
    raise Undefined(f"It was not earned back within the {len(margins)} months that are known.")


def return_on_ad_spend(revenue: float, spend: float) -> float:
    """ROAS: revenue by what the ads cost that brought it (Google Ads Help, conversion value / cost)."""
    return divided(revenue, spend, "Nothing was spent on ads in the period.")


def net_retention(opening: float, expansion: float, contraction: float, churned: float) -> float:
    """NRR over the period: what customers of its opening are worth at its end (SaaS Metrics Standards
    Board). New customers are no part of it.
    """
    kept = opening + expansion - contraction - churned
    return divided(kept, opening, "There were no subscriptions when the period began.")


def gross_retention(opening: float, contraction: float, churned: float) -> float:
    """GRR: as NRR without expansion, so never above 1 (SaaS Metrics Standards Board)."""
    kept = opening - contraction - churned
    return divided(kept, opening, "There were no subscriptions when the period began.")


def customer_churn(lost: float, opening: float) -> float:
    """Customers lost by customers of the opening (SaaS Metrics Standards Board)."""
    return divided(lost, opening, "There were no subscriptions when the period began.")


def burn_a_month(opening: float, financing: float, closing: float, days: float) -> float:
    """Net burn: by how much cash fell a month, but for what was raised or repaid; below 0 if it grew
    (Corporate Finance Institute).
    """
    months = divided(days, DAYS_A_MONTH, "The balances are of one day.")
    return divided(opening + financing - closing, months, "The balances are of one day.")


def runway_months(cash: float, burn: float) -> float:
    """Months until cash is gone at this burn (Corporate Finance Institute)."""
    if cash <= 0:
        raise Undefined("There is no cash left.")
    return divided(
        cash, burn, "Cash did not fall in the period, so it lasts as long as that goes on."
    )


def variance(actual: float, planned: float) -> tuple[float, float]:
    """What was more than planned, and that as a share of the plan (CIMA Official Terminology)."""
    more = actual - planned
    return more, divided(more, planned, "Nothing was planned.")


def campaign_cost(recipients: int, per_message: float, fixed: float) -> float:
    """What a campaign to known customers takes: its messages, and what does not depend on how many
    there are (Farris et al., Marketing Metrics, 3rd ed., ch. 10). The discount is in what it brings.
    """
    return recipients * per_message + fixed


def campaign_contribution(order: float, margin: float, discount: float) -> float:
    """What an order leaves after its cost and a discount on its price: order x (margin - discount).

    Raises ``Undefined`` where nothing is left: then no number of orders pays for anything.
    """
    left = order * (margin - discount)
    if left <= 0:
        raise Undefined(
            "The discount takes all of the margin, so that no order pays for the campaign."
        )
    return left


def campaign_return(contribution: float, cost: float) -> float:
    """ROMI: what is left of the contribution after the cost, by the cost (Farris et al., Marketing
    Metrics, 3rd ed., ch. 10). -1 is that all of the cost is lost.
    """
    return divided(contribution - cost, cost, "The campaign costs nothing.")
