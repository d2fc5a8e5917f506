"""What finance asks the facts, as SQL. Pure.

Every query has a name, under which the answer shows it. Filters of country and channel are parameters.
"""

# ruff: noqa: S608 (nothing of a caller's is in the text)

from dataclasses import replace
from datetime import date

from baton.facts.partitions import Days
from baton.facts.query import Parameter
from baton.gtm.fact_reading import FIRST_PURCHASES, Filters, Query, over_period
from baton.gtm.periods import Period


def sales(period: Period, filters: Filters) -> Query:
    """Revenue, and the cost of what was sold, by channel; beside them the first and the last day of
    which there are transactions at all.
    """
    more, values = filters.where()
    within = "FROM transaction WHERE day BETWEEN ? AND ?"
    sql = (
        f"WITH days AS (SELECT MIN(day) AS first_day, MAX(day) AS last_day {within}) "
        "SELECT currency, channel, SUM(amount) AS revenue, SUM(cost) AS cost, "
        "SUM(CASE WHEN cost IS NULL THEN amount ELSE 0 END) AS without_cost, COUNT(*) AS rows_counted, "
        "(SELECT first_day FROM days) AS first_day, (SELECT last_day FROM days) AS last_day "
        f"{within}{more} GROUP BY currency, channel ORDER BY currency, channel"
    )
    both = (period.first, period.last)
    return over_period("sales", "transaction", sql, period, (*both, *values))


def orders(period: Period, filters: Filters) -> Query:
    """How many orders were made, and what was bought in them; what was paid back is no order."""
    more, values = filters.where()
    sql = (
        "SELECT currency, SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END) AS sold, "
        "COUNT(DISTINCT CASE WHEN amount > 0 THEN COALESCE(order_id, fact_id) END) AS orders "
        f"FROM transaction WHERE day BETWEEN ? AND ?{more} GROUP BY currency ORDER BY currency"
    )
    return over_period("orders", "transaction", sql, period, values)


def new_customers(period: Period, filters: Filters, days: Days) -> Query:
    """Whose first purchase of ``days`` lies in the period, by the channel that brought it."""
    more, values = filters.where()
    sql = (
        f"WITH firsts AS ({FIRST_PURCHASES}) SELECT channel, COUNT(*) AS customers, "
        "(SELECT MIN(first_day) FROM firsts) AS known_from FROM firsts "
        f"WHERE first_day BETWEEN ? AND ?{more} GROUP BY channel ORDER BY channel"
    )
    return replace(over_period("new_customers", "transaction", sql, period, values), days=days)


def cohorts(first: date, filters: Filters, days: Days) -> Query:
    """What customers of each month's first purchases bought, from ``first`` on, by months since then;
    and how many they are, beside the first purchase of each, at its currency.
    """
    more, values = filters.where(country="f.country", channel="f.channel")
    sql = (
        f"WITH firsts AS ({FIRST_PURCHASES}) "
        "SELECT CAST(DATE_TRUNC('month', f.first_day) AS DATE) AS cohort, "
        "DATE_DIFF('month', DATE_TRUNC('month', f.first_day), DATE_TRUNC('month', t.day)) AS age, "
        "t.currency AS currency, SUM(t.amount) AS revenue, SUM(t.cost) AS cost, "
        "SUM(CASE WHEN t.cost IS NULL THEN t.amount ELSE 0 END) AS without_cost, "
        "COUNT(DISTINCT CASE WHEN t.happened_at = f.first_at AND t.amount > 0 "
        "AND t.currency = f.currency THEN t.customer_id END) AS customers "
        "FROM transaction t JOIN firsts f ON t.customer_id = f.customer_id "
        f"WHERE f.first_day >= ? AND t.day >= f.first_day{more} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    return Query("cohorts", "transaction", sql, (first, *values), days)


def daily_revenue(filters: Filters, days: Days) -> Query:
    """Each day's revenue."""
    more, values = filters.where()
    sql = (
        "SELECT day, currency, SUM(amount) AS revenue FROM transaction "
        f"WHERE day BETWEEN ? AND ?{more} GROUP BY day, currency ORDER BY day, currency"
    )
    return Query("daily_revenue", "transaction", sql, (days.first, days.last, *values), days)


def countries(period: Period, filters: Filters) -> Query:
    """How many lines were sold where."""
    more, values = filters.where()
    sql = (
        "SELECT country, COUNT(*) AS sold FROM transaction "
        f"WHERE day BETWEEN ? AND ?{more} GROUP BY country ORDER BY sold DESC, country LIMIT 300"
    )
    return over_period("countries", "transaction", sql, period, values)


def advertising(period: Period, filters: Filters) -> Query:
    """What the ad platforms say was spent, and what they say it brought, by month and platform."""
    more, values = Filters(channel=filters.channel).where(channel="platform")
    sql = (
        "SELECT CAST(DATE_TRUNC('month', day) AS DATE) AS month, platform AS channel, currency, "
        "SUM(spend) AS spend, SUM(revenue) AS revenue, "
        "SUM(CASE WHEN revenue IS NULL THEN spend ELSE 0 END) AS spend_without_revenue "
        f"FROM ad_metrics_day WHERE day BETWEEN ? AND ?{more} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    return over_period("advertising", "ad_metrics_day", sql, period, values)


def subscriptions(period: Period, filters: Filters, days: Days) -> Query:
    """What customers' subscriptions were worth a month before the period and at its end."""
    more, values = filters.where()
    state = (
        "SELECT subscription_id, MAX_BY(customer_id, day) AS customer_id, "
        "MAX_BY(currency, day) AS currency, MAX_BY(monthly, day) AS monthly FROM subscription "
    )
    sql = (
        f"WITH opening AS ({state}WHERE day < ?{more} GROUP BY subscription_id), "
        f"closing AS ({state}WHERE day <= ?{more} GROUP BY subscription_id), "
        "customers AS (SELECT customer_id, currency, SUM(opened) AS opened, SUM(closed) AS closed FROM ("
        "SELECT customer_id, currency, monthly AS opened, 0 AS closed FROM opening UNION ALL "
        "SELECT customer_id, currency, 0 AS opened, monthly AS closed FROM closing) AS states "
        "GROUP BY customer_id, currency) "
        "SELECT currency, SUM(opened) AS opened, SUM(closed) AS closed, "
        "SUM(CASE WHEN opened = 0 THEN closed ELSE 0 END) AS won, "
        "SUM(CASE WHEN opened > 0 AND closed > opened THEN closed - opened ELSE 0 END) AS expansion, "
        "SUM(CASE WHEN closed > 0 AND closed < opened THEN opened - closed ELSE 0 END) AS contraction, "
        "SUM(CASE WHEN closed = 0 THEN opened ELSE 0 END) AS churned, "
        "SUM(CASE WHEN opened > 0 THEN 1 ELSE 0 END) AS customers_opened, "
        "SUM(CASE WHEN opened = 0 AND closed > 0 THEN 1 ELSE 0 END) AS customers_won, "
        "SUM(CASE WHEN closed > 0 THEN 1 ELSE 0 END) AS customers_closed, "
        "SUM(CASE WHEN opened > 0 AND closed = 0 THEN 1 ELSE 0 END) AS customers_lost "
        "FROM customers GROUP BY currency ORDER BY currency"
    )
    parameters: tuple[Parameter, ...] = (period.first, *values, period.last, *values)
    return Query("subscriptions", "subscription", sql, parameters, days)


def budgets(days: Days) -> Query:
    """What was planned, by month and category."""
    sql = (
        "SELECT CAST(DATE_TRUNC('month', day) AS DATE) AS month, category, currency, "
        "SUM(amount) AS amount FROM budget WHERE day BETWEEN ? AND ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    return Query("budgets", "budget", sql, (days.first, days.last), days)


def cash(period: Period, days: Days) -> Query:
    """What was in each account before the period and at its end, and the days of these balances."""
    sql = (
        "SELECT account, MAX_BY(currency, day) AS currency, "
        "MAX(day) FILTER (WHERE day < ?) AS opening_day, "
        "MAX_BY(balance, day) FILTER (WHERE day < ?) AS opening, "
        "MAX(day) AS closing_day, MAX_BY(balance, day) AS closing, "
        "SUM(CASE WHEN day >= ? THEN financing ELSE 0 END) AS financing "
        "FROM cash_balance GROUP BY account ORDER BY account"
    )
    return Query("cash", "cash_balance", sql, (period.first,) * 3, days)
