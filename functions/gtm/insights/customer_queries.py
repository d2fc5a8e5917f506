"""What insights asks the facts, as SQL: transactions come summed up to a row a customer, or to cells of
cohorts. Pure.

A purchase is a day on which a customer bought something; what is given back lowers what was spent, and
is no purchase. A part of the business has the customers whose first purchase was in it, with all they
bought since: who came by an ad and buys by e-mail has not left.
"""

# ruff: noqa: S608 (nothing of a caller's is in the text)

from collections.abc import Mapping
from datetime import date

from baton.facts.literals import literal
from baton.facts.partitions import Days
from baton.facts.query import Parameter
from baton.gtm.fact_reading import FIRST_PURCHASES, Filters, Query

CUSTOMERS = "customers"
COHORTS = "cohorts"
UNNAMED = "unnamed"


def customers(
    days: Days, cut: date, filters: Filters, rates: Mapping[str, float], currency: str
) -> Query:
    """Of every customer, by id: purchases, days since the last one and since the first at the end of
    ``days``; purchases up to ``cut`` and days from the last of these to it; what was spent, by
    ``rates``; a currency beside ``currency``, and one that is not among the rates.
    """
    theirs, values = _of_part(filters)
    worth = " ".join(f"WHEN '{name}' THEN amount * {literal(one)}" for name, one in rates.items())
    sql = (
        f"WITH lines AS (SELECT customer_id, day, currency, amount, CASE currency {worth} END AS worth "
        f"FROM transaction WHERE customer_id IS NOT NULL{theirs}), "
        "days AS (SELECT customer_id, day, MAX(CASE WHEN amount > 0 THEN 1 ELSE 0 END) AS bought, "
        "SUM(worth) AS spent, MAX(CASE WHEN currency <> ? THEN currency END) AS other, "
        "MAX(CASE WHEN worth IS NULL AND amount <> 0 THEN currency END) AS unknown "
        "FROM lines GROUP BY customer_id, day) "
        "SELECT customer_id, SUM(bought) AS purchases, "
        "DATE_DIFF('day', MAX(CASE WHEN bought = 1 THEN day END), ?) AS since_last, "
        "DATE_DIFF('day', MIN(CASE WHEN bought = 1 THEN day END), ?) AS since_first, "
        "SUM(CASE WHEN day <= ? THEN bought ELSE 0 END) AS purchases_before, "
        "DATE_DIFF('day', MAX(CASE WHEN bought = 1 AND day <= ? THEN day END), ?) AS since_last_before, "
        "COALESCE(SUM(spent), 0) AS spent, MAX(other) AS other, MAX(unknown) AS unknown "
        "FROM days GROUP BY customer_id HAVING SUM(bought) > 0 ORDER BY customer_id"
    )
    last = days.last
    parameters: tuple[Parameter, ...] = (*values, currency, last, last, cut, cut, cut)
    return Query(CUSTOMERS, "transaction", sql, parameters, days)


def cohorts(first: date, until: date, filters: Filters, days: Days) -> Query:
    """How many customers of each month's first purchases, of those between ``first`` and ``until``,
    bought again, by months since.
    """
    more, values = filters.where(country="f.country", channel="f.channel")
    sql = (
        f"WITH firsts AS ({FIRST_PURCHASES}) "
        "SELECT CAST(DATE_TRUNC('month', f.first_day) AS DATE) AS cohort, "
        "DATE_DIFF('month', DATE_TRUNC('month', f.first_day), DATE_TRUNC('month', t.day)) AS age, "
        "COUNT(DISTINCT t.customer_id) AS customers "
        "FROM transaction t JOIN firsts f ON t.customer_id = f.customer_id "
        f"WHERE t.amount > 0 AND f.first_day BETWEEN ? AND ?{more} GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return Query(COHORTS, "transaction", sql, (first, until, *values), days)


def unnamed(filters: Filters, days: Days) -> Query:
    """Why there are no customers: transactions, those that name one, and purchases."""
    more, values = filters.where()
    sql = (
        "SELECT COUNT(*) AS transactions, COUNT(customer_id) AS named, "
        "SUM(CASE WHEN amount > 0 THEN 1 ELSE 0 END) AS purchases "
        f"FROM transaction WHERE day BETWEEN ? AND ?{more}"
    )
    return Query(UNNAMED, "transaction", sql, (days.first, days.last, *values), days)


def _of_part(filters: Filters) -> tuple[str, list[str]]:
    """The condition that a customer's first purchase was in the part that is asked about."""
    more, values = filters.where()
    if not more:
        return "", values
    firsts = f"SELECT customer_id FROM ({FIRST_PURCHASES}) AS firsts WHERE TRUE{more}"
    return f" AND customer_id IN ({firsts})", values
