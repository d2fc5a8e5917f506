"""What finance asks the facts, as SQL. Pure.

Every query has a name, under which the answer shows it. Filters of country and channel are parameters.
Some can be asked ``by`` an expression of columns: then each of its values has rows of its own, in which
it stands as ``part``.
"""

# ruff: noqa: S608 (nothing of a caller's is in the text)

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from baton.facts.partitions import Days
from baton.facts.query import Parameter
from baton.gtm.fact_reading import FIRST_PURCHASES, Filters, Query, over_period, part_column
from baton.gtm.periods import FIRST_DAY, Period

CASH_DAYS = 120
"""Before a period, in which a balance is one of its opening."""

Part = tuple[date, Period]
"""Days, and the first one of the unit in which they lie."""


def sales(period: Period, filters: Filters, by: str = "", *, by_channel: bool = True) -> Query:
    """Revenue, and the cost of what was sold, by channel unless not; beside them the first and the last
    day of which there are transactions at all.
    """
    more, values = filters.where()
    part, group = part_column(by)
    channel, each = ("channel", ", channel") if by_channel else ("MIN(channel) AS channel", "")
    within = "FROM transaction WHERE day BETWEEN ? AND ?"
    sql = (
        f"WITH days AS (SELECT MIN(day) AS first_day, MAX(day) AS last_day {within}) "
        f"SELECT currency, {channel}, SUM(amount) AS revenue, SUM(cost) AS cost, "
        "SUM(CASE WHEN cost IS NULL THEN amount ELSE 0 END) AS without_cost, COUNT(*) AS rows_counted, "
        "(SELECT first_day FROM days) AS first_day, (SELECT last_day FROM days) AS last_day"
        f"{part} {within}{more} GROUP BY currency{each}{group} ORDER BY currency, channel"
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


def order_count(period: Period, filters: Filters, by: str = "", *, of_lines: bool = False) -> Query:
    """How many orders were made, each once: in the part of its first line, or where the part is
    ``of_lines``, in each that it has lines of.
    """
    more, values = filters.where()
    part, group = (f", MIN({by}) AS part", f", {by}" if of_lines else "") if by else ("", "")
    told, grouped = ("part, ", " GROUP BY part ORDER BY part") if by else ("", "")
    sql = (
        f"WITH made AS (SELECT COALESCE(order_id, fact_id) AS id{part} FROM transaction "
        f"WHERE day BETWEEN ? AND ? AND amount > 0{more} GROUP BY 1{group}) "
        f"SELECT {told}COUNT(*) AS orders FROM made{grouped}"
    )
    return over_period("order_count", "transaction", sql, period, values)


def new_customers(period: Period, filters: Filters, days: Days, by: str = "") -> Query:
    """Whose first purchase of ``days`` lies in the period, by the channel that brought it."""
    more, values = filters.where()
    part, group = part_column(by)
    sql = (
        f"WITH firsts AS ({FIRST_PURCHASES}) SELECT channel, COUNT(*) AS customers, "
        f"(SELECT MIN(first_day) FROM firsts) AS known_from{part} FROM firsts "
        f"WHERE first_day BETWEEN ? AND ?{more} GROUP BY channel{group} ORDER BY channel"
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


def advertising(period: Period, filters: Filters, by: str = "") -> Query:
    """What the ad platforms say was spent, and what they say it brought, by month and platform."""
    more, values = Filters(channel=filters.channel).where(channel="platform")
    part, group = part_column(by)
    sql = (
        "SELECT CAST(DATE_TRUNC('month', day) AS DATE) AS month, platform AS channel, currency, "
        "SUM(spend) AS spend, SUM(revenue) AS revenue, "
        f"SUM(CASE WHEN revenue IS NULL THEN spend ELSE 0 END) AS spend_without_revenue{part} "
        f"FROM ad_metrics_day WHERE day BETWEEN ? AND ?{more} GROUP BY 1, 2, 3{group} ORDER BY 1, 2, 3"
    )
    return over_period("advertising", "ad_metrics_day", sql, period, values)


def subscriptions(
    parts: Sequence[Part], filters: Filters, days: Days, by: str = "parts.part"
) -> Query:
    """What customers' subscriptions were worth a month before each part of the period and at its end."""
    more, values = filters.where()
    listed, given = _listed(parts)
    state = (
        f"SELECT MAX_BY({by}, day) AS part, subscription_id, "
        "MAX_BY(customer_id, day) AS customer_id, MAX_BY(currency, day) AS currency, "
        "MAX_BY(monthly, day) AS monthly FROM subscription JOIN parts ON day"
    )
    each = f"{more} GROUP BY parts.part, subscription_id"
    sql = (
        f"WITH parts AS ({listed}), opening AS ({state} < first_day{each}), "
        f"closing AS ({state} <= last_day{each}), "
        "customers AS (SELECT part, customer_id, currency, SUM(opened) AS opened, SUM(closed) AS closed "
        "FROM (SELECT part, customer_id, currency, monthly AS opened, 0 AS closed FROM opening "
        "UNION ALL SELECT part, customer_id, currency, 0 AS opened, monthly AS closed FROM closing) "
        "AS states GROUP BY part, customer_id, currency) "
        "SELECT part, currency, SUM(opened) AS opened, SUM(closed) AS closed, "
        "SUM(CASE WHEN opened = 0 THEN closed ELSE 0 END) AS won, "
        "SUM(CASE WHEN opened > 0 AND closed > opened THEN closed - opened ELSE 0 END) AS expansion, "
        "SUM(CASE WHEN closed > 0 AND closed < opened THEN opened - closed ELSE 0 END) AS contraction, "
        "SUM(CASE WHEN closed = 0 THEN opened ELSE 0 END) AS churned, "
        "SUM(CASE WHEN opened > 0 THEN 1 ELSE 0 END) AS customers_opened, "
        "SUM(CASE WHEN opened = 0 AND closed > 0 THEN 1 ELSE 0 END) AS customers_won, "
        "SUM(CASE WHEN closed > 0 THEN 1 ELSE 0 END) AS customers_closed, "
        "SUM(CASE WHEN opened > 0 AND closed = 0 THEN 1 ELSE 0 END) AS customers_lost "
        "FROM customers GROUP BY part, currency ORDER BY part, currency"
    )
    return Query("subscriptions", "subscription", sql, (*given, *values, *values), days)


def budgets(days: Days) -> Query:
    """What was planned, by month and category."""
    sql = (
        "SELECT CAST(DATE_TRUNC('month', day) AS DATE) AS month, category, currency, "
        "SUM(amount) AS amount FROM budget WHERE day BETWEEN ? AND ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    return Query("budgets", "budget", sql, (days.first, days.last), days)


def cash(parts: Sequence[Part], days: Days) -> Query:
    """What was in each account before each part of the period and at its end, and the days of these
    balances.
    """
    listed, given = _listed(parts)
    sql = (
        f"WITH parts AS ({listed}) "
        "SELECT parts.part AS part, account, MAX_BY(currency, day) AS currency, "
        "MAX(day) FILTER (WHERE day < first_day) AS opening_day, "
        "MAX_BY(balance, day) FILTER (WHERE day < first_day) AS opening, "
        "MAX(day) AS closing_day, MAX_BY(balance, day) AS closing, "
        "SUM(CASE WHEN day >= first_day THEN financing ELSE 0 END) AS financing "
        f"FROM cash_balance JOIN parts ON day <= last_day AND day >= since "
        "GROUP BY parts.part, account ORDER BY parts.part, account"
    )
    return Query("cash", "cash_balance", sql, given, days)


def _listed(parts: Sequence[Part]) -> tuple[str, tuple[Parameter, ...]]:
    """The parts as a table, and what goes into it."""
    one = (
        "SELECT CAST(? AS DATE) AS part, CAST(? AS DATE) AS first_day, CAST(? AS DATE) AS last_day, "
        "CAST(? AS DATE) AS since"
    )
    given = [
        (begun, days.first, days.last, max(days.first - timedelta(days=CASH_DAYS), FIRST_DAY))
        for begun, days in parts
    ]
    return " UNION ALL ".join([one] * len(parts)), tuple(day for part in given for day in part)
