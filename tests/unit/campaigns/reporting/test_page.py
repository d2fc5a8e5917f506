"""The page and its charts: self-contained, readable, and safe whatever a campaign is called."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.campaign import DailyMetrics, ReviewOutcome
from baton.pages.axes import Scale, nice_step, ticks
from baton.pages.markup import Markup, joined, tag
from baton.pages.words import change, count, moment, money, percent
from functions.campaigns.reporting.charts import WIDTH, interval_chart, time_series
from functions.campaigns.reporting.figures import BenchmarkStatus, Figure, figures_of
from functions.campaigns.reporting.weeks import weeks_of
from tests.fakes.platform.clock import NOON
from tests.unit.campaigns.reporting.campaigns import (
    TODAY,
    a_campaign,
    a_review,
    agreed_to,
    days,
)

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></svg><svg onload=alert(1)>",
    '=HYPERLINK("http://evil.example","x")',
    "&lt;b&gt; ]]> <!-- -->",
]


def drawn(chart):
    return ET.fromstring(chart)  # noqa: S314 (ours)


class Seen(HTMLParser):
    """The elements and addresses of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.addresses, self.handlers = set(), set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            if name in ("src", "href", "xlink:href"):
                self.addresses.add(value)
            if name.startswith("on"):
                self.handlers.add(name)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_markup(platform, report, name):
    agreed_to(platform, a_campaign(platform, name, outcome=ReviewOutcome.PROPOSE_CHANGE))
    a_campaign(platform, name, outcome=ReviewOutcome.ASK_PERSON)

    page = platform.files.kept[report().html_key].decode()

    for text in (page, platform.internal_mail.taken[0][1].html):
        seen = Seen(text)
        assert not seen.tags & {"script", "img", "b!"}
        assert not seen.handlers
        assert text.count("</style>") == 1


def test_the_page_loads_nothing_and_links_only_to_where_a_person_can_decide(platform, report):
    a_campaign(platform, outcome=ReviewOutcome.ASK_PERSON)

    page = platform.files.kept[report().html_key].decode()

    seen = Seen(page)
    assert not seen.tags & {"script", "link", "img", "iframe", "object"}
    assert seen.addresses == {"https://api.baton.example/docs#/escalations/decide_escalation"}
    assert "url(" not in page
    assert "@import" not in page


def test_every_campaign_is_counted_once_and_the_counts_add_up(platform, report):
    outcomes = [*ReviewOutcome, ReviewOutcome.HEALTHY, None]
    for outcome in outcomes:
        a_campaign(platform, outcome=outcome)

    page = platform.files.kept[report().html_key].decode()

    headline = re.search(r'class="lead">(.*?)</p>', page)[1]
    total, *counts = map(int, re.findall(r"\d+", headline))
    assert total == len(outcomes) == sum(counts)
    assert "2 are doing well" in headline


def test_on_a_phone_each_figure_stands_with_its_name(platform, report):
    agreed_to(platform, a_campaign(platform, outcome=ReviewOutcome.PROPOSE_CHANGE))

    page = platform.files.kept[report().html_key].decode()

    assert [f'data-label="{name}"' in page for name in ("Spend", "CTR", "CPL", "ROAS")] == [
        True
    ] * 4
    assert ">change approved<" in page
    assert "LinkedIn" in page


def test_charts_are_as_wide_as_a_phone_and_no_value_is_outside_of_them(platform, report):
    campaign = a_campaign(platform, outcome=ReviewOutcome.ASK_PERSON)
    page = platform.files.kept[report().html_key].decode()
    assert '<div class="scroll"><svg' not in page
    assert page.count('class="chart"') == 2

    chart = drawn(interval_chart(figures_of(campaign.last_review)))
    for text in chart.iter("text"):
        words = "".join(text.itertext())
        reach = 7 * len(words) * (-1 if text.get("text-anchor") == "end" else 1)
        assert 0 <= float(text.get("x")) + reach <= WIDTH, words
    assert "(USD 53.34 to USD 83.34)" in "".join(chart.itertext())


def test_the_time_zone_is_told_once_and_in_no_sentence(platform, report):
    agreed_to(platform, a_campaign(platform, outcome=ReviewOutcome.PROPOSE_CHANGE))
    a_campaign(platform, "Printemps", outcome=ReviewOutcome.ASK_PERSON)

    page = platform.files.kept[report().html_key].decode()

    opening, rest = page.split("Times are in Europe/Berlin.")
    told = "Made on Mon 2 Mar 2026, 13:00 (Europe/Berlin, UTC+01:00)"
    assert "Europe/Berlin" not in opening + rest.replace(told, "")
    assert "somebody decides by Mon 9 Mar 2026, 13:00." in page


def test_this_weeks_totals_stand_beside_last_weeks_by_currency():
    def week(spend, back):
        return DailyMetrics(
            day=TODAY - timedelta(days=back), impressions=1, clicks=0, spend=spend, leads=spend
        )

    reported = [("USD", week(7, 1)), ("USD", week(5, 7)), ("USD", week(3, 8)), ("EUR", week(2, 14))]
    reported += [("USD", week(100, 0)), ("USD", week(100, 15))]
    this, last = weeks_of(reported, TODAY)
    assert [(one.currency, one.spend, one.days) for one in this] == [("EUR", 0, 0), ("USD", 12, 2)]
    assert [(one.currency, one.spend, one.days) for one in last] == [("EUR", 2, 1), ("USD", 3, 1)]
    assert (change(12, 3), change(3, 12), change(1, 0)) == ("+300 %", "-75 %", "\N{EN DASH}")


def test_a_weeks_fractions_and_corrections_add_up_as_everywhere_else():
    parts = [(0.1, 1), (0.2, 0), (0.4, -3), (0.2, 1)]
    reported = [
        ("USD", DailyMetrics(day=TODAY - timedelta(days=at), spend=1, leads=some, conversions=more))
        for at, (some, more) in enumerate(parts, 1)
    ]
    [this], _ = weeks_of(reported, TODAY)
    assert (this.leads, this.conversions) == (0.9, 0)


def test_charts_are_whole_svg_with_a_title_and_a_description():
    review = a_review("01KF0Z6T9QJ4T8W2M5V7X1C3D5", review_id="01KF0Z6T9QJ4T8W2M5V7X1C3D6",
                      outcome=ReviewOutcome.ASK_PERSON)  # fmt: skip
    since = TODAY - timedelta(days=27)
    for chart in (time_series(days(), since, TODAY, "USD"), interval_chart(figures_of(review))):
        tree = drawn(chart)
        assert tree.find("title").text
        assert tree.find("desc").text


def test_a_day_that_nobody_reported_is_a_gap():
    since = TODAY - timedelta(days=27)
    chart = drawn(time_series(days(), since, TODAY, "USD"))

    assert len(chart.findall("rect")) == 27
    joins = [one for one in chart.findall("line") if one.get("stroke") == "#b5651d"]
    assert len(joins) == 25, "27 days with one missing between them"


@given(
    st.lists(st.tuples(st.integers(0, 10**15), st.integers(0, 10**12)), max_size=40),
    st.sampled_from(["USD", "JPY", "KWD"]),
)
def test_any_days_can_be_drawn_within_the_picture(figures, currency):
    since = TODAY - timedelta(days=39)
    those = [
        DailyMetrics(
            day=since + timedelta(days=number),
            impressions=0,
            clicks=0,
            spend=spend,
            conversions=conversions,
        )
        for number, (spend, conversions) in enumerate(figures)
    ]

    chart = drawn(time_series(those, since, TODAY, currency))

    for bar in chart.findall("rect"):
        assert 0 <= float(bar.get("y")) <= 216
        assert float(bar.get("height")) >= 0


FIGURES = st.builds(
    Figure,
    metric=st.sampled_from(["ctr", "cpl", "roas"]),
    currency=st.just("USD"),
    value=st.none() | st.floats(0, 1e15),
    interval=st.none()
    | st.tuples(st.floats(0, 1e15), st.floats(0, 1e15)).map(lambda two: tuple(sorted(two)))
    | st.tuples(st.floats(0, 1e15), st.none()),
    confidence=st.just(0.9),
    threshold=st.none() | st.floats(0, 1e15),
)


@given(st.lists(FIGURES, max_size=4))
def test_any_figures_can_be_drawn_within_the_picture(figures):
    chart = drawn(interval_chart(figures))

    for dot in chart.findall("circle"):
        assert 0 <= float(dot.get("cx")) <= WIDTH


def test_a_figure_is_wrong_only_if_all_of_its_interval_is():
    def status(metric, low, high):
        return Figure(metric, "USD", None, (low, high), 0.9, 2.0).status

    assert status("roas", 1.0, 1.9) is BenchmarkStatus.WRONG
    assert status("roas", 1.0, 2.1) is BenchmarkStatus.OPEN
    assert status("roas", 2.1, 3.0) is BenchmarkStatus.RIGHT
    assert status("cpl", 2.1, None) is BenchmarkStatus.WRONG
    assert status("cpl", 1.9, None) is BenchmarkStatus.OPEN
    assert status("cpl", 1.0, 1.9) is BenchmarkStatus.RIGHT


@given(st.floats(1e-9, 1e15), st.integers(2, 8))
def test_ticks_reach_what_is_shown_and_are_not_many(most, intervals):
    marks = ticks(most, intervals=intervals)

    assert marks[-1] >= most * (1 - 1e-9)
    assert 2 <= len(marks) <= 2 * intervals + 2
    assert nice_step(most, intervals) > 0


def test_counted_things_have_whole_ticks():
    assert ticks(1, whole=True) == (0, 1)
    assert ticks(7, whole=True) == (0, 2, 4, 6, 8)
    assert ticks(0) == (0, 1)


def test_a_value_outside_the_scale_lies_at_its_end():
    scale = Scale(0, 10, 100, 200)

    assert [scale(value) for value in (-5, 0, 5, 10, 99)] == [100, 100, 150, 200, 200]


def test_text_is_escaped_and_markup_is_not():
    assert tag("p", "<b>", tag("b", "&"), class_='a"b') == (
        '<p class="a&quot;b">&lt;b&gt;<b>&amp;</b></p>'
    )
    assert isinstance(joined("a"), Markup)


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (125_000, "USD", "USD 1,250.00"),
        (1_250, "JPY", "JPY 1,250"),
        (1_250, "KWD", "KWD 1.250"),
        (12_345, "UYW", "UYW 1.2345"),
    ],
)
def test_money_has_the_decimals_of_its_currency(amount, currency, text):
    assert money(amount, currency) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0185, "1.85 %"), (0.000234, "0.0234 %"), (0.25, "25.00 %"), (0.0, "0.00 %")],
)
def test_small_shares_keep_the_digits_that_count(share, text):
    assert percent(share) == text


def test_times_name_their_zone():
    assert moment(NOON, "Asia/Kolkata") == "Mon 2 Mar 2026, 17:30 (Asia/Kolkata, UTC+05:30)"
    assert (count(1, "click"), count(2_000, "click")) == ("1 click", "2,000 clicks")
    assert date(2026, 3, 2) == TODAY


def test_counts_name_their_currency_only_beside_another(platform, report):
    a_campaign(platform)
    alone = platform.files.kept[report().html_key].decode()
    a_campaign(platform, "Printemps", currency="EUR")
    beside = platform.files.kept[report().html_key].decode()
    assert "<td>Leads</td>" in alone
    assert "Leads (" not in alone
    assert "Leads (EUR)" in beside
    assert "Leads (USD)" in beside
