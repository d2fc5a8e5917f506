"""What was said and is not answered is named or asked back, never passed over."""

from datetime import date
from typing import Any

import pytest

from baton.gtm.figures import FigurePart
from baton.gtm.request import GapReason, RequestState, RouteStage
from functions.gtm.supervisor.agents import adapters
from functions.gtm.supervisor.composing import composed
from functions.gtm.supervisor.figure_sentences import changes, when_of
from functions.gtm.supervisor.intents import NOTHING, Keywords, vocabulary
from functions.gtm.supervisor.part_sentences import broken_down, named, not_broken_down, shares
from functions.gtm.supervisor.planning import Limits, Planned, admitted, proposed
from functions.gtm.supervisor.question_reading import understood
from functions.gtm.supervisor.replies import route_of, to_what_was_read
from functions.gtm.supervisor.router import Judgement
from functions.gtm.supervisor.understanding import Understanding
from functions.gtm.supervisor.unread_gaps import unread_gaps
from tests.unit.gtm.supervisor.given import EVERYTHING, NOW, REQUEST, answer_of, asked, progress_of

TODAY = date(2026, 11, 30)
KEYWORDS = Keywords.of(vocabulary())


def judge(text: str) -> Judgement:
    """Is sure of nothing."""
    del text
    return Judgement(("finance.revenue",), 0.4, RouteStage.EMBEDDING, False)


def read(text: str, before: Understanding | None = None) -> Understanding:
    return understood(text, keywords=KEYWORDS, judge=judge, before=before, today=TODAY)


def plan_of(found: Understanding) -> Planned:
    may = EVERYTHING | {one.scope for one in vocabulary().agents.values()}
    return admitted(
        *proposed(found, adapters(), TODAY), vocabulary().agents, Limits(frozenset(may))
    )


def gaps_of(text: str) -> list[str]:
    found = read(text)
    return [gap.what for gap in unread_gaps(found, plan_of(found).steps)]


@pytest.mark.parametrize(
    ("words", "unread"),
    [
        ("revenue in Wakanda last month", "“in wakanda”"),
        ("revenue last month in bitcoin", "“in bitcoin”"),
        ("Wakanda revenue in March", "“wakanda”"),
        ("revenue in EU", "“in eu”"),
        ("wholesale turnover in Q2", "“wholesale”"),
        ("revenue without Germany last month", "“without germany”"),
        ("runway if we hired three people", "“if we hired three people”"),
        ("runway if sales drop by half", "“if sales drop by half”"),
        ("turnover of sales to startups", "“to startups”"),
        ("turnover per customer in Q3", "“per customer”"),
        ("ARR by plan", "“by plan”"),
        ("turnover excl. VAT last month", "“excl. vat”"),
        ("turnover of TW-0300", "“tw-0300”"),
        ("turnover paid by card last month", "“by card”"),
        ("turnover by half year", "“by half year”"),
        ("average order value of returning customers", "“of returning customers”"),
        ("number of orders per customer in Q3", "“per customer”"),
        ("customer acquisition cost by shire in Q3", "“by shire”"),
        ("turnover by month by channel this year", "“by channel”"),
        ("turnover by month and MRR by quarter", "“by quarter”"),
        ("monthly turnover by country in 2025", "“by month”"),
        ("number of orders over 100 euros last month", "“over 100 euros”"),
        ("turnover above 1 million in Q3", "“above 1 million”"),
        ("turnover between 50 and 100 euros in Q3", "“between 50 and 100 euros”"),
        ("turnover of orders of 2000 euros or more", "“of 2000 euros or more”"),
        ("gizmos and turnover by quarter this year", "“gizmos”"),
        ("turnover and gizmos in Q3", "“gizmos”"),
        ("what percentage of turnover was it in Q3?", "the share"),
    ],
)
def test_what_narrows_a_question_and_was_not_read_is_named(words: str, unread: str) -> None:
    assert gaps_of(words) == [unread]


@pytest.mark.parametrize(
    "words",
    [
        "revenue last month",
        "CAC in Germany in Q3 vs Q2",
        "show me our gross margin of March in pounds please",
        "did MRR go up in the last six months",
        "google's CAC since spring",
        "best month by turnover",
        "did turnover fall by ten percent in May",
        "turnover by country by the end of May",
        "cost per customer in Q3",
        "why is our runway only 3 months?",
        "is our CAC below 300 euros?",
        "did turnover fall by more than 10 percent in May",
        "turnover over 3 months up to November, more than in 2025?",
        "what is our MRR at the moment?",
        "what percentage of turnover came from Germany in Q3?",
        "write an email to our champions about the new cool box",
    ],
)
def test_nothing_is_missed_where_all_was_read(words: str) -> None:
    assert gaps_of(words) == []


@pytest.mark.parametrize(
    ("words", "what", "named"),
    [
        ("top 5 customers by revenue", "segments", ["“top 5 customers”"]),
        ("who is our biggest customer?", "segments", ["“biggest customer”"]),
        ("which five customers may leave?", "at_risk", ["“which five customers”"]),
        ("our biggest clients at risk", "at_risk", ["“biggest clients”"]),
        ("who are our best customers?", "segments", []),
        ("who is about to leave?", "at_risk", []),
    ],
)
def test_that_segments_are_no_single_customers_is_said(
    words: str, what: str, named: list[str]
) -> None:
    found = Understanding(words=words, intents=(f"insights.{what}",))
    assert [gap.what for gap in unread_gaps(found, ())] == named


def test_of_days_that_are_over_who_left_is_told() -> None:
    assert read("churn in 2026-Q3").intents == ("finance.customer_churn", "insights.churn")
    assert read("churn in 2027-Q1").intents == ("insights.churn",)


def test_what_a_mail_is_about_says_nothing_of_whom_it_is_to() -> None:
    found = read("write an email to hibernating customers in Germany about winter in Austria")
    assert (found.intents, found.period, found.countries) == (("marketing.emails",), None, ("DE",))


def test_that_it_is_asked_why_is_no_question_of_its_own() -> None:
    assert gaps_of("did turnover fall in Q3 vs Q2 and why?") == []


def test_what_is_left_out_is_no_filter() -> None:
    assert read("revenue without Germany").countries == ()


def test_a_part_that_was_not_understood_is_named_beside_the_others() -> None:
    assert gaps_of("what is our MRR? how tall is the sales director") == [
        "“how tall is the sales director”"
    ]


def test_periods_and_places_beyond_those_that_are_told_are_named() -> None:
    assert gaps_of("revenue of 2024, 2025 and 2026") == ["“2026”"]
    assert gaps_of("revenue in Germany, France and Italy in March") == ["“IT”"]


def test_what_an_agent_does_not_go_by_is_named() -> None:
    found = read("churn in Germany and France in 2026-Q3 vs 2026-Q2").model_copy(
        update={"intents": ("insights.churn", "marketing.channels")}
    )
    assert [gap.what for gap in unread_gaps(found, plan_of(found).steps)] == [
        "insights: FR",
        "insights: 2026-04-01 to 2026-06-30",
        "marketing: DE and FR",
        "marketing: 2026-04-01 to 2026-06-30",
    ]


def test_gaps_make_an_answer_a_part_of_one() -> None:
    found = read("revenue in Wakanda")
    progress = progress_of(plan_of(found), found)
    (gap,) = unread_gaps(found, plan_of(found).steps)
    task = {"request_id": REQUEST, **progress.steps[0].task}
    part = adapters()["finance"].part(answer_of("finance", task), REQUEST)
    steps = (progress.steps[0].model_copy(update={"part": part}),)
    answer = composed(progress.model_copy(update={"gaps": (gap,), "steps": steps}), NOW)
    assert (answer.state, gap.reason) == (RequestState.PARTLY_ANSWERED, GapReason.NOT_READ)
    assert "“in wakanda”" in answer.text


@pytest.mark.parametrize(
    "words",
    [
        "revenue since we changed prices",
        "revenue in fiscal year 2026",
        "sales figures FY25",
        "revenue over the Christmas season",
        "revenue on 10/01/2026",
        "turnover until March",
        "turnover in Q5",
        "ARR at year end",
        "turnover in the second quarter compared to the first",
        "net sales in the last 24 hours",
    ],
)
def test_a_time_that_was_not_read_is_asked_back(words: str) -> None:
    found = read(words)
    given: Any = asked(words)
    reply = to_what_was_read(given, found, route_of(found), vocabulary(), NOW)
    assert reply is not None
    assert (reply.state, "2026-Q1" in reply.text) == (RequestState.ASKED_BACK, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Wie hoch war der Umsatz im Oktober?", "auf Englisch"),
        ("quel est notre chiffre d'affaires du mois", "en anglais"),
        ("¿Cuánto dinero nos queda?", "en inglés"),
        ("quanto abbiamo speso per ogni cliente", "in inglese"),
        ("Welche Kunden springen bald ab?", "auf Englisch"),
    ],
)
def test_a_question_in_another_language_is_told_how_to_ask(words: str, said: str) -> None:
    found = read(words)
    given: Any = asked(words)
    reply = to_what_was_read(given, found, route_of(found), vocabulary(), NOW)
    assert reply is not None
    assert (reply.state, said in reply.text) == (RequestState.ASKED_BACK, True)


@pytest.mark.parametrize("words", ["cost per click on meta in November", "CAC per channel", "LTV"])
def test_english_of_the_trade_is_no_other_language(words: str) -> None:
    assert read(words).language is None


def figure(value: int, month: str, **parts: int) -> Any:
    answer = answer_of(
        "finance",
        {"request_id": REQUEST, "period": {"first": f"{month}-01", "last": f"{month}-28"}},
    )
    told = [
        {"of": "channel", "name": name, "value": one, "text": f"{one / 100:.2f} EUR"}
        for name, one in parts.items()
    ]
    answer["figures"][0].update(value=value, text=f"{value / 100:.2f} EUR", parts=told)
    return adapters()["finance"].part(answer, REQUEST).figures[0]


def test_a_figure_by_channel_is_told_by_channel_and_by_city_is_a_gap() -> None:
    revenue = figure(300, "2026-03", google=100, meta=200)
    (said,) = broken_down([revenue], Understanding(broken_down_by="channel"))
    assert said.text.endswith("by channel: google 1.00 EUR; meta 2.00 EUR.")
    assert not_broken_down([revenue], "channel", ("finance.revenue",)) == ()
    (gap,) = not_broken_down([revenue], "city", ("finance.revenue",))
    assert not_broken_down([], "month", ("marketing.channels",)) != ()
    assert not_broken_down([], "month", ("support.question",)) == ()
    assert (gap.what, gap.reason) == ("by city", GapReason.NOT_READ)


def test_a_share_is_of_the_whole_company_or_of_each_part() -> None:
    found = read("what share of revenue came from Germany in March?")
    assert [one.task["country"] for one in plan_of(found).steps] == ["DE", None]
    whole = figure(300, "2026-03", google=100, meta=200)
    german = whole.model_copy(
        update={"name": "finance.revenue@DE@2026-03", "value": 60, "parts": ()}
    )
    (said,) = shares([german, whole], found)
    assert said.text == f"Revenue in DE {when_of(whole)} is 20.0 % of 3.00 EUR in all."
    assert read("and from the UK?", found).asks_share
    (said,) = shares([whole], Understanding(asks_share=True, broken_down_by="channel"))
    assert said.text.endswith(": google 33.3 %; meta 66.7 %.")


def test_the_category_that_a_question_names_is_told_by_itself() -> None:
    parts = tuple(
        FigurePart(of="category", name=name, text=f"{name} costs")
        for name in ("marketing", "research_and_development")
    )
    costs = figure(300, "2026-03").model_copy(
        update={"name": "finance.budget_variance@2026-03", "parts": parts}
    )
    asked_so = "is research and development over budget?"
    (said,) = named([costs], Understanding(words=asked_so))
    assert said.text.endswith(", research_and_development: research_and_development costs.")
    assert list(named([costs], Understanding(words="are we over budget?"))) == []


def test_changes_say_of_which_country_and_channel_they_are() -> None:
    now, before = (
        figure(value, month).model_copy(update={"name": f"finance.revenue@GB@google@{month}"})
        for value, month in ((300, "2026-03"), (200, "2026-02"))
    )
    (said,) = changes([now, before], Understanding(), TODAY)
    assert said.text.startswith("Revenue in GB through google: 3.00 EUR from 2026-03-01")


def test_why_it_fell_is_told_that_it_rose() -> None:
    found = read("why did revenue fall in October?")
    assert (found.premise, found.compared and found.compared.text) == (
        "fell",
        "2026-09-01/2026-09-30",
    )
    assert found.intents == ("finance.revenue", "finance.anomalies")
    now, before = (
        figure(300, "2026-03", google=100, meta=200),
        figure(200, "2026-02", google=150, meta=50),
    )
    told = [one.text for one in changes([now, before], found, TODAY)]
    most = "meta +1.50 EUR, google -0.50 EUR"
    assert told[1:] == [
        "Revenue did not fall, but rose.",
        f"By the channel that brought the customers, what changed most: {most}.",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "is revenue up?",
        "did revenue drop in October",
        "has CAC risen",
        "by how much did revenue grow in October",
    ],
)
def test_whether_it_rose_is_held_to_the_period_before(words: str) -> None:
    found = read(words)
    assert found.compared is not None
    assert found.compared.text == "2026-09-01/2026-09-30"


@pytest.mark.parametrize(
    ("words", "periods"),
    [
        ("did turnover go up compared with September?", "2026-10 2026-09"),
        ("is our CAC better than in August?", "2026-10 2026-08"),
        ("turnover versus Q2", "2026-07 2026-04"),
        ("did turnover go up in September?", "2026-09 2026-08"),
        ("was turnover in May higher than in April", "2026-05 2026-04"),
    ],
)
def test_days_that_are_only_compared_with_are_not_those_asked_about(
    words: str, periods: str
) -> None:
    found = read(words)
    assert found.period is not None
    assert found.compared is not None
    assert f"{found.period.first:%Y-%m} {found.compared.first:%Y-%m}" == periods


def test_what_the_words_alone_say_counts_where_days_and_places_hide_it() -> None:
    def sure_of_less(text: str) -> Judgement:
        what = "finance.cac" if text == "price of a customer in" else NOTHING
        return Judgement((what,), 0.9, RouteStage.EMBEDDING, what != NOTHING)

    found = understood(
        "price of a customer in Germany in 2026-Q3",
        keywords=Keywords(
            [("price of a customer", "finance.cac")], [("price of a customer", "a.b")]
        ),
        judge=sure_of_less,
        before=None,
        today=TODAY,
    )
    assert found.intents == ("finance.cac",)


def test_a_follow_up_that_changes_nothing_is_asked_what_it_changes() -> None:
    before = read("CAC in Germany last quarter")
    for words in ("as a table", "without Germany", "and Wakanda?"):
        found = read(words, before)
        given: Any = asked(words)
        reply = to_what_was_read(given, found, route_of(found), vocabulary(), NOW)
        assert reply is not None, words
        assert "what it changes was not understood" in reply.text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("in GBP", {"currency": "GBP", "intents": ("finance.cac",), "countries": ("DE",)}),
        ("for meta", {"channels": ("meta",), "countries": ("DE",)}),
        ("per channel", {"broken_down_by": "channel", "intents": ("finance.cac",)}),
        ("and overall?", {"countries": (), "intents": ("finance.cac",)}),
        ("and for all channels?", {"channels": (), "countries": ("DE",)}),
        ("worldwide", {"channels": ("google",), "countries": ()}),
        ("total", {"countries": (), "channels": (), "intents": ("finance.cac",)}),
        ("USD", {"currency": "USD", "countries": ("DE",)}),
        ("et en France ?", {"countries": ("FR",), "intents": ("finance.cac",)}),
        (
            "what's the margin on that?",
            {"intents": ("finance.gross_margin",), "countries": ("DE",)},
        ),
        ("why is it so high?", {"asks_why": True}),
        ("why?", {"asks_why": True, "intents": ("finance.cac", "finance.anomalies")}),
    ],
)
def test_a_short_follow_up_changes_what_it_says_and_keeps_the_rest(
    words: str, expected: dict[str, Any]
) -> None:
    found = read(words, read("CAC in Germany through google last quarter"))
    assert {name: getattr(found, name) for name in expected} == expected


def test_a_follow_up_against_another_period_keeps_its_own() -> None:
    found = read("vs Q2", read("CAC in 2026-Q3"))
    assert found.period is not None
    assert (found.period.text, found.compared and found.compared.text) == (
        "2026-07-01/2026-09-30",
        "2026-04-01/2026-06-30",
    )
    year_ago = read("compare with a year ago", read("CAC in 2026-Q3"))
    assert year_ago.compared is not None
    assert year_ago.compared.text == "2025-07-01/2025-09-30"
    earlier = read("and the month before?", read("CAC"))
    assert earlier.period is not None
    assert earlier.period.text == "2026-09-01/2026-09-30"
