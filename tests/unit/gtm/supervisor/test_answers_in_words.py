"""What an answer says is what was asked, and nothing that reads as something else."""

import json
from typing import Any

import pytest

from baton.gtm.marketing import MarketingTask
from baton.gtm.periods import Period
from baton.gtm.request import RequestState
from functions.gtm.supervisor.agents import adapters, finance, insights, marketing
from functions.gtm.supervisor.composing import composed
from functions.gtm.supervisor.intents import vocabulary
from functions.gtm.supervisor.part import AskBack
from functions.gtm.supervisor.place_words import places_in
from functions.gtm.supervisor.planning import Limits, admitted, proposed
from functions.gtm.supervisor.replies import route_of, to_what_was_read
from functions.gtm.supervisor.time_words import year_before
from functions.gtm.supervisor.understanding import Understanding
from tests.unit.gtm.supervisor.given import (
    NOW,
    QUARTER,
    REQUEST,
    TODAY,
    answer_of,
    asked,
    progress_of,
)

WEEKS = [
    {"first": "2026-04-13", "last": "2026-04-19", "value": 7_000, "low": 0, "high": 9_000},
    {"first": "2026-04-20", "last": "2026-04-26", "value": 14_000, "low": 0, "high": 20_000},
]


def expected(first: str, last: str) -> str:
    """What is said of a forecast of two weeks, asked for these days."""
    answer = answer_of("finance", {"request_id": REQUEST, "period": {"first": first, "last": last}})
    figure = {"name": "revenue_forecast", "label": "Revenue expected", "value": 21_000}
    answer["figures"][0].update({**figure, "text": "210.00 EUR"})
    told = {"currency": "EUR", "step": "week", "method": "mean", "checked": 0}
    answer["forecast"] = {**told, "points": WEEKS, "methods": [], "queries": ["sales"]}
    return finance.part(answer, REQUEST).statements[0].text


def test_a_forecast_is_told_for_the_days_that_it_is_of() -> None:
    whole = "Revenue expected from 2026-04-13 to 2026-04-26: 210.00 EUR."
    assert expected("2026-03-01", "2026-03-31") == whole
    assert expected("2026-04-20", "2026-04-23").startswith(
        "Revenue expected from 2026-04-20 to 2026-04-23: about 80.00 EUR."
    )
    assert "No forecast goes beyond 2026-04-26." in expected("2026-04-20", "2026-04-30")


def test_a_forecast_is_not_compared_with_an_earlier_period() -> None:
    q1 = Period.model_validate_json('{"first": "2026-01-01", "last": "2026-03-31"}')
    both = Understanding(period=q1, compared=year_before(q1))
    now, before = finance.tasks(both, ("revenue", "revenue_forecast"), TODAY)
    assert (now["figures"], before["figures"]) == (["revenue", "revenue_forecast"], ["revenue"])


def test_a_share_of_customers_is_told_with_how_many_and_a_benchmark_with_its_value() -> None:
    counts = [{"name": "customers lost", "value": 42}, {"name": "opening customers", "value": 200}]
    answer = answer_of("finance", {"request_id": REQUEST, "period": QUARTER})
    answer["figures"][0].update(
        name="customer_churn", unit="share", value=0.21, text="21.0 %",
        inputs=[{**one, "unit": "count"} for one in counts],
        benchmark={"value": 0.05, "text": "a median", "better": "lower", "source": "somebody"},
    )  # fmt: skip
    said = finance.part(answer, REQUEST).statements[0].text
    assert "customers lost: 42; opening customers: 200; 5%: a median" in said


def test_what_customers_will_do_next_year_is_worked_out_from_the_year_that_was() -> None:
    ahead = Period.model_validate_json('{"first": "2027-01-01", "last": "2027-12-31"}')
    (task,) = insights.tasks(Understanding(period=ahead), ("lifetime_value",), TODAY)
    assert task["period"] == {"first": "2025-04-15", "last": "2026-04-14"}


def test_who_came_back_is_asked_of_all_days_since_a_month() -> None:
    march = Period.read("2026-03")
    (task,) = insights.tasks(Understanding(period=march), ("cohorts",), TODAY)
    assert task["period"] == {"first": "2026-03-01", "last": "2026-04-14"}


def test_a_figure_is_told_with_the_amounts_that_it_is_of() -> None:
    answer = answer_of("finance", {"request_id": REQUEST, "period": QUARTER})
    cash = [{"name": "cash", "value": 12_345, "unit": "money"}]
    answer["figures"][0].update(name="runway", label="Runway", unit="months", inputs=cash)
    assert "(cash: 123.45 EUR)" in finance.part(answer, REQUEST).statements[0].text


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("should we move money from facebook to google", ("meta", "google")),
        ("google ads against linkedin ads", ("google", "linkedin")),
        ("what did google ads cost", ("google",)),
        ("revenue through meta, that is facebook ads", ("meta",)),
    ],
)
def test_a_question_about_two_channels_is_not_narrowed_to_one(
    text: str, channels: tuple[str, ...]
) -> None:
    asked = Understanding(channels=places_in(text).channels)
    assert asked.channels == channels
    assert tuple(one["channel"] for one in finance.tasks(asked, ("cac",), TODAY)) == channels
    (task,) = marketing.tasks(asked, ("channels",), TODAY)
    assert task["channel"] == (channels[0] if len(channels) == 1 else None)


def test_a_question_about_a_person_is_declined_even_if_nothing_else_is_understood() -> None:
    found = Understanding(about_a_person=True, guesses=("support.problem",))
    given: Any = asked("is jane@example.com a good customer?")
    reply = to_what_was_read(given, found, route_of(found), vocabulary(), NOW)
    assert reply is not None
    assert (reply.state, "one person" in reply.text) == (RequestState.DECLINED, True)


@pytest.mark.parametrize(
    ("words", "work", "subject"),
    [
        ("give me a campaign idea for Black Friday", "concept", "Black Friday"),
        ("write to our best customers about the sale, and show revenue?", "emails", "the sale"),
    ],
)
def test_what_marketing_is_asked_for_is_a_task_that_it_takes(
    words: str, work: str, subject: str
) -> None:
    (task,) = marketing.tasks(Understanding(words=words), (work,), TODAY)
    taken = MarketingTask.model_validate_json(json.dumps({**task, "request_id": REQUEST}))
    assert taken.subject == subject


@pytest.mark.parametrize(
    ("words", "offer"),
    [
        ("win back lost customers with 20 % off", {"percent": 20}),
        ("write to champions about a discount of 15%", {"percent": 15}),
        ("win-back with 300 percent discount", None),
        ("win back 20 % of them", None),
    ],
)
def test_the_discount_that_is_said_is_the_one_that_is_asked_for(
    words: str, offer: dict[str, int] | None
) -> None:
    (task,) = marketing.tasks(Understanding(words=words), ("win_back",), TODAY)
    assert task["offer"] == offer
    assert MarketingTask.model_validate_json(json.dumps({**task, "request_id": REQUEST}))


def test_who_will_buy_nothing_is_asked_of_the_days_that_are_said() -> None:
    ahead = Period.model_validate_json('{"first": "2026-04-15", "last": "2026-05-14"}')
    (task,) = insights.tasks(Understanding(period=ahead), ("churn",), TODAY)
    assert task["horizon_days"] == 30


def test_mails_go_to_the_segment_that_is_named_and_to_nobody_that_is_only_pointed_at() -> None:
    assert marketing.segment_in("write to champions about the new scanner") == "champions"
    assert marketing.segment_in("write to customers about the new scanner") == "at_risk"
    with pytest.raises(AskBack, match="Who is to be written to"):
        marketing.segment_in("send them an email about the new scanner")


def test_mails_about_nothing_are_asked_back() -> None:
    with pytest.raises(AskBack, match="What is it about"):
        marketing.tasks(Understanding(words="write to our best customers"), ("emails",), TODAY)


@pytest.mark.parametrize(
    ("intent", "said"),
    [("support.question", False), ("shop_answers.order_status", False), ("finance.revenue", True)],
)
def test_that_no_period_was_said_is_told_only_where_the_usual_one_was_taken(
    intent: str, said: bool
) -> None:
    read, agents = (
        Understanding(intents=(intent,), words="where is order SO-1001"),
        vocabulary().agents,
    )
    may = Limits(may=frozenset(one.scope for one in agents.values()))
    plan = admitted(*proposed(read, adapters(), TODAY), agents, may)
    (step,) = plan.steps
    assert step.assignment.agent == intent.partition(".")[0]
    understood = composed(progress_of(plan, read), NOW).understood or ""
    assert ("no period was said" in understood) is said


def test_what_a_campaign_brings_is_told_as_the_range_that_is_assumed() -> None:
    answer = answer_of("finance", {"request_id": REQUEST, "period": QUARTER})
    ends = [("low", "-100.0 %"), ("high", "500.0 %"), ("that pays for itself", "0.5 %")]
    answer["figures"][0].update(
        name="campaign_return", label="Return on the campaign", unit="share", value=2.0, text="200.0 %",
        parts=[{"of": "range", "name": name, "text": text} for name, text in ends],
        notes=["It is assumed, not measured."],
    )  # fmt: skip
    said = finance.part(answer, REQUEST).statements[0].text
    assert "200.0 % in the middle of what is assumed (low -100.0 %; high 500.0 %;" in said
    assert said.endswith("It is assumed, not measured.")


def test_categories_of_a_budget_are_told_with_the_whole() -> None:
    answer = answer_of("finance", {"request_id": REQUEST, "period": QUARTER})
    parts = [
        {"of": "category", "name": "revenue", "value": -100, "text": "4.00 EUR against 5.00 EUR"}
    ]
    answer["figures"][0].update(name="budget_variance", label="Costs above budget", parts=parts)
    assert "revenue 4.00 EUR against 5.00 EUR" in finance.part(answer, REQUEST).statements[0].text


def test_what_a_click_cost_and_led_to_is_told_of_channels_with_clicks() -> None:
    channel = {
        "channel": "google",
        "spend": 2_200.0,
        "clicks": 20,
        "click_rate": {"value": 0.0333},
        "conversion_rate": {"value": 0.0065},
    }
    answer = answer_of("marketing", {"request_id": REQUEST, "work": "channels", "period": QUARTER})
    answer["statements"][0]["text"] = "google: 22.00 EUR spent."
    answer["channels"] = {
        "period": QUARTER,
        "before": QUARTER,
        "channels": [channel, {"channel": "email"}],
    }
    (_, said) = marketing.part(answer, REQUEST).statements
    assert said.text == (
        "google: 20 clicks, 1.10 EUR a click, click rate 3.33 %, conversion rate 0.65 % of clicks."
    )
    assert said.queries == ("sales",)
