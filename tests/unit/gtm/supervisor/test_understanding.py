"""A question is understood as people mean it, within a conversation too."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.gtm.request import RouteStage
from functions.gtm.supervisor.clause_reading import MOST_INTENTS, clauses
from functions.gtm.supervisor.intents import NOTHING, Keywords, vocabulary
from functions.gtm.supervisor.question_reading import names_a_person, understood
from functions.gtm.supervisor.router import Judgement
from functions.gtm.supervisor.understanding import Understanding

TODAY = date(2026, 4, 15)
KEYWORDS = Keywords.of(vocabulary())

SAID = {
    "what did we pay for a customer last quarter": "finance.cac",
    "who is about to leave": "insights.at_risk",
    "how much came in": "finance.revenue",
    "cac in germany last quarter": "finance.cac",
    "write an email to customers at risk": "marketing.emails",
    "create a campaign concept for new customers": "marketing.concept",
}


def judge(text: str) -> Judgement:
    """Knows some sentences, as a trained router knows many."""
    intent = SAID.get(text.casefold())
    guesses = (intent,) if intent else ("finance.runway", "finance.burn_rate")
    return Judgement(guesses, 0.9 if intent else 0.2, RouteStage.EMBEDDING, intent is not None)


def read(text: str, before: Understanding | None = None) -> Understanding:
    return understood(text, keywords=KEYWORDS, judge=judge, before=before, today=TODAY)


def test_a_question_of_two_clauses_has_two_intents_and_the_period_of_both() -> None:
    found = read("What did we pay for a customer last quarter, and who is about to leave?")
    assert found.intents == ("finance.cac", "insights.at_risk")
    assert found.period is not None
    assert found.period.text == "2026-01-01/2026-03-31"


@pytest.mark.parametrize(
    ("words", "intents"),
    [
        ("LTV to CAC please", ("finance.ltv_to_cac",)),
        ("what is our churn rate", ("finance.customer_churn",)),
        ("MRR and runway", ("finance.mrr", "finance.runway")),
        ("the weekly report, with revenue", ("plan.weekly_report",)),
        ("a win-back campaign for lost customers", ("plan.win_back",)),
    ],
)
def test_keywords_say_it_by_themselves_and_the_longest_counts(
    words: str, intents: tuple[str, ...]
) -> None:
    found = read(words)
    assert (found.intents, found.stage) == (intents, RouteStage.KEYWORDS)


@pytest.mark.parametrize(
    ("words", "intents"),
    [
        ("what was our revenue in march 2026", ("finance.revenue",)),
        ("CAC in Germany and the UK", ("finance.cac",)),
        ("LTV via LinkedIn", ("finance.ltv",)),
        ("write an email to customers at risk", ("marketing.emails",)),
        ("revenue and new customers in february", ("finance.revenue", "finance.new_customers")),
        ("create a campaign concept for new customers", ("marketing.concept",)),
        ("does revenue of subscribers who upgraded cover it", ()),
    ],
)
def test_a_keyword_that_others_use_too_is_a_hint_that_meaning_goes_before(
    words: str, intents: tuple[str, ...]
) -> None:
    assert read(words).intents == intents


def test_a_follow_up_takes_over_what_it_does_not_say() -> None:
    first = read("What did we pay for a customer last quarter?")
    germany = read("and in Germany?", first)
    assert (germany.intents, germany.countries, germany.goes_on) == (
        ("finance.cac",),
        ("DE",),
        True,
    )
    assert germany.period == first.period
    ltv = read("what about the LTV?", germany)
    assert (ltv.intents, ltv.countries) == (("finance.ltv",), ("DE",))
    march = read("in March", ltv)
    assert march.period is not None
    assert (march.period.text, march.intents) == ("2026-03-01/2026-03-31", ("finance.ltv",))


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("and the year before?", "2025-01-01/2025-03-31"),
        ("what about the quarter before", "2025-10-01/2025-12-31"),
        ("and in Germany", "2026-01-01/2026-03-31"),
    ],
)
def test_a_follow_up_moves_the_period_that_was_spoken_of(words: str, period: str) -> None:
    found = read(words, read("CAC in Germany last quarter"))
    assert found.period is not None
    assert found.period.text == period


def test_a_whole_question_takes_over_nothing() -> None:
    first = read("CAC in Germany last quarter")
    second = read("what is our revenue", first)
    assert (second.intents, second.countries, second.period) == (("finance.revenue",), (), None)


def test_what_is_not_understood_has_guesses_and_no_intent() -> None:
    found = read("hmm something")
    assert found.intents == ()
    assert found.guesses == ("finance.runway", "finance.burn_rate")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("is jane@example.com likely to churn", True),
        ("what did customer 48213 buy", True),
        ("how often did +43 660 1234567 order", True),
        ("what does a new customer cost in 2025", False),
        ("cost per customer 2025", False),
        ("cost per customer 2025-03", False),
        ("revenue from 2026-01-01 to 2026-03-31", False),
        ("how many customers in the last 12 months", False),
    ],
)
def test_a_question_about_one_person_is_known_as_such(text: str, is_one: bool) -> None:
    assert names_a_person(text) is is_one


@given(text=st.text(max_size=400))
def test_any_text_is_understood_or_not_and_within_bounds(text: str) -> None:
    before = read("CAC last quarter")
    for found in (read(text), read(text, before)):
        assert len(found.intents) <= MOST_INTENTS
    assert all(part.strip() for part in clauses(text))


def test_every_intent_has_words_of_its_own_and_examples_that_are_nobody_elses() -> None:
    words = vocabulary()
    examples = words.examples()
    assert len({text for text, _ in examples}) == len(examples)
    said = [word for one in words.intents().values() for word in one.keywords]
    assert len(set(said)) == len(said)
    assert NOTHING not in words.intents()


def test_two_figures_named_without_being_listed_are_asked_back_if_nothing_says_which() -> None:
    assert read("revenue that our new customers brought").intents == ()
    assert read("revenue and new customers of May").intents == (
        "finance.revenue",
        "finance.new_customers",
    )
