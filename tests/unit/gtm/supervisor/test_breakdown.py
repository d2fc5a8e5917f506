"""A figure that is wanted by month, country or the like is told so, or it is said why not."""

from datetime import date
from io import StringIO
from typing import Any, Literal

import pytest
from rich.console import Console

from baton.gtm.figures import FigurePart
from baton.gtm.periods import Period
from baton.gtm.request import AnswerFigure, RequestAnswer, RequestState, RouteStage
from functions.gtm.supervisor.agents import adapters
from functions.gtm.supervisor.breakdown_words import breakdown_in
from functions.gtm.supervisor.composing import composed
from functions.gtm.supervisor.intents import Keywords, vocabulary
from functions.gtm.supervisor.part_sentences import changed
from functions.gtm.supervisor.planning import Limits, admitted, proposed
from functions.gtm.supervisor.question_reading import understood
from functions.gtm.supervisor.router import Judgement
from functions.gtm.supervisor.understanding import Understanding
from functions.gtm.supervisor.unread_gaps import unread_gaps
from infra.local.ask import shown
from tests.unit.gtm.supervisor.given import EVERYTHING, NOW, REQUEST, answer_of, progress_of

TODAY = date(2026, 11, 30)
KEYWORDS = Keywords.of(vocabulary())


def read(text: str) -> Understanding:
    def unsure(_: str) -> Judgement:
        return Judgement(("finance.revenue",), 0.4, RouteStage.EMBEDDING, False)

    return understood(text, keywords=KEYWORDS, judge=unsure, before=None, today=TODAY)


def tasks(text: str) -> list[dict[str, Any]]:
    return [dict(one.task) for one in proposed(read(text), adapters(), TODAY)[1]]


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("revenue by month this year", "month"),
        ("turnover for every single week of May", "week"),
        ("MRR month by month in 2026", "month"),
        ("revenue per sales channel", "channel"),
        ("turnover in each of our markets", "country"),
        ("monthly revenue in 2026", "month"),
        ("turnover for all months of 2025", "month"),
        ("which products brought the most revenue", "product"),
        ("best quarter by revenue", "quarter"),
        ("gross burn by type of cost", None),
        ("gross burn by cost type", "category"),
        ("how did turnover develop this year", "month"),
        ("how will turnover develop by the end of the year", None),
        ("monthly recurring revenue", None),
        ("weekly report", None),
        ("what happened last month", None),
    ],
)
def test_what_a_figure_is_wanted_for_each_of_is_read(words: str, unit: str | None) -> None:
    found = breakdown_in(words)
    assert (found.unit if found else None) == unit


@pytest.mark.parametrize(
    ("words", "by"),
    [
        ("what is our burn per month", None),
        ("monthly burn last month", None),
        ("monthly burn this year", "month"),
        ("burn by month", "month"),
        ("which days stand out in October", None),
        ("budget variance by category in Q3", None),
        ("revenue per month", "month"),
    ],
)
def test_per_month_alone_is_how_a_rate_is_meant(words: str, by: str | None) -> None:
    assert read(words).broken_down_by == by


def test_without_days_the_usual_number_of_parts_is_told_up_to_today() -> None:
    (task,) = tasks("revenue by month")
    assert task["by"] == "month"
    assert task["period"] == {"first": "2025-12-01", "last": "2026-11-30"}
    (whole,) = tasks("revenue by channel")
    assert whole["period"] == {"first": "2026-10-01", "last": "2026-10-31"}


def test_both_periods_and_several_figures_are_asked_by_the_same_parts() -> None:
    now, before = tasks("revenue and CAC by month this year against last year")
    assert [now["by"], before["by"]] == ["month", "month"]
    assert now["figures"] == before["figures"] == ["revenue", "cac"]


def test_costs_a_month_are_told_by_month_as_costs_of_each() -> None:
    assert tasks("total costs by week since September")[0]["figures"] == ["costs"]


def test_of_countries_that_are_named_each_is_asked_by_itself() -> None:
    found = tasks("revenue by country in Germany and Austria")
    assert [(one["country"], one.get("by")) for one in found] == [("DE", None), ("AT", None)]


def test_a_second_breakdown_at_once_is_a_gap() -> None:
    found = read("revenue by month and channel this year")
    steps = admitted(
        *proposed(found, adapters(), TODAY), vocabulary().agents, Limits(EVERYTHING)
    ).steps
    (gap,) = unread_gaps(found, steps)
    assert (gap.what, gap.what_to_do) == ("“by channel”", "ask for it by itself")


def told(text: str, **figure: Any) -> RequestAnswer:
    """The answer, where finance says this of the figure."""
    found = read(text)
    planned = admitted(*proposed(found, adapters(), TODAY), vocabulary().agents, Limits(EVERYTHING))
    (step,) = (progress := progress_of(planned, found)).steps
    answer = answer_of("finance", {"request_id": REQUEST, **step.task})
    answer["figures"][0].update(figure)
    answer["by"] = step.task["by"]
    part = adapters()["finance"].part(answer, REQUEST)
    steps = (step.model_copy(update={"part": part}),)
    return composed(progress.model_copy(update={"steps": steps}), NOW)


def month(number: int, **more: Any) -> dict[str, Any]:
    days = Period.read(f"2026-{number:02}")
    row = {"row": f"{days.first}", "queries": ["sales"], "days": days.to_json()}
    return {"of": "month", "name": f"2026-{number:02}", "text": "1.00 EUR", **row, **more}


def test_each_part_is_told_in_its_order_with_its_source_and_what_is_missing() -> None:
    parts = [
        month(9, value=100.0),
        month(10, text="undefined", undefined="No transactions are known."),
        month(11, value=100.0, incomplete="so far"),
    ]
    answer = told("revenue by month since September", parts=parts)
    assert answer.statements[1].text.endswith(
        "by month: 2026-09 1.00 EUR; 2026-10 none; 2026-11 (so far) 1.00 EUR."
    )
    assert answer.statements[2].text == "Revenue: no value for 2026-10. No transactions are known."
    assert [one.queries for one in answer.figures[0].parts] == [(answer.queries[0].query_id,)] * 3
    assert (answer.state, answer.gaps) == (RequestState.ANSWERED, ())


def test_the_first_are_told_first_and_so_many_whole_days_before_others() -> None:
    parts = [
        month(8, value=100.0),
        month(9, value=300.0, text="3.00 EUR"),
        month(10, value=200.0, text="2.00 EUR"),
        month(11, value=900.0, text="9.00 EUR", incomplete="so far"),
    ]
    answer = told("the two best months since August by revenue", parts=parts)
    assert answer.statements[1].text.endswith(
        "by month, the 2 highest: 2026-09 3.00 EUR; 2026-10 2.00 EUR."
    )
    assert [one.name for one in answer.figures[0].parts] == ["2026-09", "2026-10"]
    worst = told("worst month since August by revenue", parts=parts)
    assert "lowest first: 2026-08 1.00 EUR; 2026-10 2.00 EUR;" in worst.statements[1].text


def test_the_average_is_that_of_whole_parts_and_each_is_held_to_the_one_before() -> None:
    parts = [
        month(8, value=100.0),
        month(9, value=300.0),
        month(10, value=200.0),
        month(11, value=9.0, incomplete="so far"),
    ]
    answer = told("average monthly revenue since August", parts=parts)
    assert answer.statements[-1].text.endswith("average of 3 whole months: 2.00 EUR.")
    grew = told("did revenue grow each month since August", parts=parts).statements[-1].text
    assert grew == "Revenue rose in 1 of 2 months, each against the one before; not in 2026-10."


def test_many_parts_are_told_in_several_sentences_none_of_them_cut() -> None:
    weeks = [month(1, of="week", name=f"week {number}", value=1.0) for number in range(54)]
    answer = told("revenue by week this year", parts=weeks)
    assert all(f"week {number} 1.00 EUR" in answer.text for number in range(54))


def test_what_a_figure_is_not_told_by_is_a_gap_with_what_it_is_told_by() -> None:
    answer = told("revenue by product", not_by="so", told_by=["month", "country"])
    (gap,) = answer.gaps
    assert (gap.what, gap.why) == ("Revenue by product", "so")
    assert gap.what_to_do == "ask for it by month or country"


def test_the_terminal_shows_a_row_for_each_part() -> None:
    answer = told("revenue by month since November", parts=[month(11, incomplete="so far")])
    console = Console(width=120, record=True, file=StringIO())
    console.print(shown(answer.to_json()))
    (row,) = [line for line in console.export_text().splitlines() if line.startswith("  2026-11")]
    assert "(so far)" in row
    assert "1.00 EUR" in row
    assert "2026-11-01/2026-11-30" in row


@pytest.mark.parametrize(
    ("changed_most", "told"),
    [
        ("rose", "GB +20 (+200.0 %); DE -10 (-10.0 %)"),
        ("fell", "DE -10 (-10.0 %); GB +20 (+200.0 %)"),
    ],
)
def test_what_changed_most_is_told_first_and_what_has_no_part_before_is_left_out(
    changed_most: Literal["rose", "fell"], told: str
) -> None:
    def orders(period: str, **of: float) -> AnswerFigure:
        name = f"finance.orders@{period}"
        parts = tuple(
            FigurePart(of="country", name=country, value=value, text="", row=country)
            for country, value in of.items()
        )
        return AnswerFigure(
            name=name, agent="finance", label="Orders", text="", unit="count",
            period=period, parts=parts,
        )  # fmt: skip

    figures = [
        orders("2026-10-01/2026-10-31", DE=90, GB=30, FR=5),
        orders("2026-09-01/2026-09-30", DE=100, GB=10),
    ]
    asked = Understanding(broken_down_by="country", changed_most=changed_most)
    (sentence,) = changed(figures, asked)
    assert sentence.text == (
        "Orders by country, change from 2026-10-01 to 2026-10-31 against 2026-09-01 to 2026-09-30: "
        f"{told}."
    )
