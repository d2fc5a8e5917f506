"""The whole company, and the files in which it tells what happened. Pure."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from infra.local.company.advertising import AdDay, ad_days
from infra.local.company.books import Balance, CostLine, Plan, balances, costs, plans_made
from infra.local.company.calendar import Calendar
from infra.local.company.customers import Customer, PlanState, customers, plans
from infra.local.company.sales import Sale, sales

SEED = 1907
KINDS = ("budget", "cost", "cash_balance", "subscription", "ad_metrics_day", "transaction")
"""Of its facts."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Company:
    """Everything that happened in two years."""

    calendar: Calendar
    customers: Sequence[Customer]
    plans: Sequence[PlanState]
    sales: Sequence[Sale]
    ads: Sequence[AdDay]
    costs: Sequence[CostLine]
    budget: Sequence[Plan]
    balances: Sequence[Balance]


def company(last: date) -> Company:
    """The company of the two years up to a day: the same for the same day."""
    draw, calendar = Random(SEED), Calendar(last)  # noqa: S311 (a company of chance, not a secret)
    everybody = customers(calendar, draw)
    states = tuple(plans(calendar, everybody, draw))
    sold = tuple(sales(calendar, everybody, states, draw))
    ads = tuple(ad_days(calendar, sold, draw))
    spent = tuple(costs(calendar, draw))
    return Company(
        calendar=calendar,
        customers=everybody,
        plans=states,
        sales=sold,
        ads=ads,
        costs=spent,
        budget=tuple(plans_made(calendar, sold, spent)),
        balances=tuple(balances(calendar, sold, spent, ads)),
    )


def files(of: Company) -> Mapping[str, str]:
    """CSV files by their keys in the intake bucket, those with few days first."""
    rows: tuple[Iterable[Row], ...] = (
        map(_plan, of.budget),
        map(_cost, of.costs),
        map(_balance, of.balances),
        map(_subscription, of.plans),
        map(_ad_day, of.ads),
        map(_transaction, of.sales),
    )
    return {
        f"facts/{kind}/tidewater.csv": _csv(list(theirs))
        for kind, theirs in zip(KINDS, rows, strict=True)
    }


def _transaction(one: Sale) -> Row:
    return {
        "fact_id": one.fact_id,
        "day": one.day,
        "customer_id": one.customer.customer_id,
        "amount": one.amount,
        "currency": one.customer.currency,
        "cost": one.cost,
        "country": one.customer.country,
        "channel": one.customer.channel,
        "order_id": one.fact_id,
        "product_id": one.product,
        "quantity": one.pieces,
    }


def _subscription(one: PlanState) -> Row:
    return {
        "day": one.since,
        "subscription_id": f"plan-{one.customer.customer_id}",
        "customer_id": one.customer.customer_id,
        "monthly": one.monthly,
        "currency": one.customer.currency,
        "country": one.customer.country,
        "channel": one.customer.channel,
    }


def _ad_day(one: AdDay) -> Row:
    return {
        "day": one.day,
        "campaign_id": one.campaign.campaign_id,
        "platform": one.campaign.platform,
        "external_id": f"tw-{one.campaign.platform}-{one.campaign.country}".lower(),
        "impressions": one.impressions,
        "clicks": one.clicks,
        "spend": one.spend,
        "currency": one.campaign.currency,
        "conversions": one.conversions,
        "revenue": one.revenue,
    }


def _cost(one: CostLine) -> Row:
    return {
        "fact_id": one.fact_id,
        "day": one.day,
        "category": one.category,
        "amount": one.amount,
        "currency": one.currency,
    }


def _plan(one: Plan) -> Row:
    return {
        "day": one.month,
        "category": one.category,
        "amount": one.amount,
        "currency": "EUR",
    }


def _balance(one: Balance) -> Row:
    return {
        "day": one.day,
        "account": one.account,
        "balance": one.balance,
        "currency": one.currency,
        "financing": one.financing,
    }


def _csv(rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
