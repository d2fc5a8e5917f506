"""What is wanted for each month, country or the like, in the words of people who ask."""

from datetime import date

import pytest

from functions.gtm.supervisor.agents import adapters
from functions.gtm.supervisor.intents import vocabulary
from functions.gtm.supervisor.planning import Limits, admitted, proposed
from functions.gtm.supervisor.question_reading import understood
from functions.gtm.supervisor.routing import Routing
from functions.gtm.supervisor.understanding import Understanding
from functions.gtm.supervisor.unread_gaps import unread_gaps
from tests.unit.gtm.supervisor.given import EVERYTHING

TODAY = date(2026, 12, 1)


def read(routing: Routing, *turns: str) -> Understanding:
    """The last of these turns of one conversation."""
    found: Understanding | None = None
    for text in turns:
        found = understood(
            text, keywords=routing.keywords, judge=routing.judged, before=found, today=TODAY
        )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("words", "figure", "by"),
    [
        ("break down May turnover by channel", "revenue", "channel"),
        ("what does each channel bring in revenue", "revenue", "channel"),
        ("split orders in Q3 by country", "orders", "country"),
        ("what did we spend week by week in May", "gross_burn", "week"),
        ("daily costs", "gross_burn", "day"),
        ("turnover in a typical week", "revenue", "week"),
        ("turnover by quarter hour", "revenue", "hour"),
        ("yearly revenue", "revenue", "year"),
        ("how many orders a day do we get", "orders", "day"),
        ("which channel won us the most customers this year", "new_customers", "channel"),
        ("our biggest expense in Q3", "gross_burn", "category"),
        ("top two cost categories in Q3", "gross_burn", "category"),
        ("most expensive channel by CAC", "cac", "channel"),
        ("orders in each of the last three quarters", "orders", "quarter"),
        ("worst week since July", "revenue", "week"),
        ("top 3 markets", "revenue", "country"),
        ("did each quarter grow", "revenue", "quarter"),
        ("orders month over month since July", "orders", "month"),
        ("orders month over month", "orders", None),
        ("what did we pay for a customer a month ago", "cac", None),
        ("how much does the cash balance fall a month", "burn_rate", None),
        ("recurring revenue per year", "arr", None),
        ("repeating monthly revenue", "mrr", None),
    ],
)
def test_a_figure_is_wanted_for_each_of_what_is_said(
    routing: Routing, words: str, figure: str, by: str | None
) -> None:
    found = read(routing, words)
    assert (found.intents, found.broken_down_by) == ((f"finance.{figure}",), by)


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("weekly wrap-up", "plan.weekly_report"),
        ("which channel works best", "marketing.channels"),
        ("which skus will we run out of", "shop_answers.running_out"),
        ("how many best customers do we have by segment", "insights.segments"),
    ],
)
def test_what_is_told_so_anyhow_is_no_figure_by_parts(
    routing: Routing, words: str, intent: str
) -> None:
    assert read(routing, words).intents == (intent,)


def test_whether_each_grew_is_compared_with_no_other_period(routing: Routing) -> None:
    for words in ("did revenue grow each month this year", "takings month on month since july"):
        found = read(routing, words)
        assert (found.compared, found.asks_whether) == (None, True)
    for words in ("did revenue grow in May", "is it true that revenue doubled this year"):
        assert read(routing, words).compared is not None


@pytest.mark.parametrize(
    ("words", "ranked", "most"),
    [
        ("top five products by turnover", "most", 5),
        ("the 2 best months of 2025 by orders", "best", 2),
        ("which country brought the least turnover", "least", None),
        ("which two countries brought the least turnover", "least", 2),
        ("in which quarter did we sell the most", "most", None),
        ("which products did we sell in May", None, None),
        ("turnover of our best customers by month", None, None),
    ],
)
def test_which_are_told_first_is_read_and_how_many(
    routing: Routing, words: str, ranked: str | None, most: int | None
) -> None:
    found = read(routing, words)
    assert (found.ranked, found.most) == (ranked, most)


@pytest.mark.parametrize(
    ("words", "what", "instead"),
    [
        ("costs by department", "“by department”", "ask by day, week, month"),
        ("turnover per salesperson in May", "“per salesperson”", "ask by day, week, month"),
        ("average turnover in May", "the average", "ask for the average by day, week"),
        ("which month grew most this year", "which changed most", "ask for two of them"),
        ("what share of revenue was it last month", "the share", "ask for the share by day"),
        ("turnover and profit in May", "“profit”", "see which figures there are"),
    ],
)
def test_what_is_not_told_so_is_named_with_what_can_be_asked(
    routing: Routing, words: str, what: str, instead: str
) -> None:
    found = read(routing, words)
    plan = admitted(*proposed(found, adapters(), TODAY), vocabulary().agents, Limits(EVERYTHING))
    (gap,) = unread_gaps(found, plan.steps)
    assert gap.what == what
    assert gap.what_to_do.startswith(instead)


@pytest.mark.parametrize(
    ("turns", "by", "channels", "period"),
    [
        (("MRR by country", "and per month?"), "month", (), None),
        (
            ("revenue by quarter through google", "in total"),
            *(None, ("google",), "2025-01-01/2026-12-01"),
        ),
        (
            ("revenue by quarter through google", "in total", "and by country?"),
            *("country", ("google",), "2025-01-01/2026-12-01"),
        ),
        (("revenue through google in May", "in total"), None, (), "2026-05-01/2026-05-31"),
        (
            ("revenue through google by month in 2025", "all channels"),
            *("month", (), "2025-01-01/2025-12-31"),
        ),
        (("turnover by week in May", "what about orders"), "week", (), "2026-05-01/2026-05-31"),
    ],
)
def test_a_follow_up_changes_the_parts_and_keeps_the_rest(
    routing: Routing,
    turns: tuple[str, ...],
    by: str | None,
    channels: tuple[str, ...],
    period: str | None,
) -> None:
    found = read(routing, *turns)
    assert (found.broken_down_by, found.channels) == (by, channels)
    assert (found.period and found.period.text) == period


def test_a_follow_up_keeps_how_many_are_told_and_compares_what_was_spoken_of(
    routing: Routing,
) -> None:
    second = read(routing, "top 3 products in Q3", "and in Q2?")
    assert (second.ranked, second.most) == ("most", 3)
    last_year = read(routing, "orders in May", "against last year").compared
    assert last_year is not None
    assert last_year.text == "2025-05-01/2025-05-31"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("revnue by monht this yaer", "revenue by month this year"),
        ("revenu in teh last month", "revenue in the last month"),
        ("Ordes by contry in Novmber", "orders by country in november"),
        ("nwe customers", "new customers"),
        ("turnovre by chanel", "turnover by channel"),
        ("church costs", "church costs"),
        ("revenue from older buyers", "revenue from older buyers"),
        ("revenue with Marvin", "revenue with Marvin"),
    ],
)
def test_words_with_a_slip_in_them_are_read_as_they_were_meant(
    routing: Routing, written: str, meant: str
) -> None:
    assert routing.keywords.spelling.as_meant(written) == meant
    assert read(routing, written).words == written


@pytest.mark.parametrize(
    ("turns", "period", "other"),
    [
        (["this week vs last week"], "2026-11-30/2026-11-30", "2026-11-23/2026-11-23"),
        (["last quarter vs this quarter"], "2026-07-01/2026-08-30", "2026-10-01/2026-11-30"),
        (["did revenue grow this quarter"], "2026-10-01/2026-11-30", "2026-07-01/2026-08-30"),
        (
            ["orders this year", "against last year"],
            "2026-01-01/2026-11-30",
            "2025-01-01/2025-11-30",
        ),
        (["revenue today vs yesterday"], "2026-12-01/2026-12-01", "2026-11-30/2026-11-30"),
        (["revenue in May vs April"], "2026-05-01/2026-05-31", "2026-04-01/2026-04-30"),
    ],
)
def test_what_is_compared_ends_with_the_last_whole_day(
    routing: Routing, turns: list[str], period: str, other: str
) -> None:
    found = read(routing, *turns)
    assert found.period is not None
    assert found.compared is not None
    assert (found.period.text, found.compared.text) == (period, other)


@pytest.mark.parametrize(
    ("words", "changed", "other"),
    [
        ("which markets grew most in May", "rose", "2026-04-01/2026-04-30"),
        ("which channel had the biggest drop in orders in May", "fell", "2026-04-01/2026-04-30"),
        ("which month grew most this year", "rose", None),
        ("the biggest drop in orders", None, None),
    ],
)
def test_which_changed_most_is_compared_with_the_period_before(
    routing: Routing, words: str, changed: str | None, other: str | None
) -> None:
    found = read(routing, words)
    assert found.changed_most == changed
    assert (found.compared and found.compared.text) == other
