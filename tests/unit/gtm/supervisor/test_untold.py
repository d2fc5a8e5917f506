"""A number that nobody here tells is said to be none, and how a figure is made is told with it."""

from datetime import date

import pytest

from baton.gtm.request import RequestAnswer, RequestState
from functions.gtm.supervisor.agents import adapters
from functions.gtm.supervisor.composing import composed
from functions.gtm.supervisor.intents import vocabulary
from functions.gtm.supervisor.planning import Limits, admitted, proposed
from functions.gtm.supervisor.question_reading import understood
from functions.gtm.supervisor.replies import route_of, to_what_was_read
from functions.gtm.supervisor.routing import Routing
from functions.gtm.supervisor.understanding import Understanding
from functions.gtm.supervisor.unread_gaps import unread_gaps
from tests.unit.gtm.supervisor.given import EVERYTHING, NOW, REQUEST, answer_of, asked, progress_of

TODAY = date(2026, 11, 30)


def read(routing: Routing, text: str, before: Understanding | None = None) -> Understanding:
    return understood(
        text, keywords=routing.keywords, judge=routing.judged, before=before, today=TODAY
    )


def reply_to(routing: Routing, words: str) -> RequestAnswer:
    found = read(routing, words)
    reply = to_what_was_read(asked(words), found, route_of(found), vocabulary(), NOW)
    assert reply is not None, found.intents
    return reply


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("in which month do we reach break-even", "breaks even"),
        ("what did staff cost us in October", "salaries"),
        ("how much goes to rent and office", "salaries"),
        ("did sales beat the plan in Q3", "against plan"),
        ("which invoices are overdue", "what is owed"),
        ("how many refunds were there in May", "refunds"),
        ("how fast does support answer", "support"),
        ("what was our profit", "profit after all costs"),
        ("what did we spend on salaries by month", "salaries"),
        ("did we make money in November", "profit after all costs"),
    ],
)
def test_of_a_number_that_nobody_tells_it_is_said_that_there_is_none(
    routing: Routing, words: str, about: str
) -> None:
    reply = reply_to(routing, words)
    assert reply.state is RequestState.DECLINED
    assert reply.text.startswith("Baton has no figure for ")
    assert about in reply.text


def test_beside_a_number_that_nobody_tells_it_is_said_what_can_be_asked(routing: Routing) -> None:
    reply = reply_to(routing, "profit by quarter")
    assert "What can be asked: gross profit; gross margin;" in reply.text
    assert read(routing, reply.suggestions[0]).intents == ("finance.gross_profit",)


@pytest.mark.parametrize(
    "words",
    [
        "what has our number one client spent so far",
        "how much of our sales comes from repeat customers",
        "sales from customers we won this year",
        "what share of turnover did first orders bring",
        "actual revenue against budgeted revenue",
        "how many paying subscribers are there right now",
        "travel expenses in Q3",
        "net income for September",
        "what did discounts cost us",
        "sales pipeline this quarter",
        "average spend per customer by country last quarter",
    ],
)
def test_a_number_that_nobody_tells_is_never_answered_with_another(
    routing: Routing, words: str
) -> None:
    reply = reply_to(routing, words)
    assert reply.state in {RequestState.DECLINED, RequestState.ASKED_BACK}
    assert reply.figures == ()


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("how much went to rent, staff and everything else together", "finance.gross_burn"),
        ("when does one new client break even", "finance.payback"),
        ("how many people bought for the first time in May", "finance.new_customers"),
        ("did we spend more than the budget allowed", "finance.budget_variance"),
        ("until when does the cash we have last", "finance.runway"),
        ("how far does our bank balance take us", "finance.runway"),
        ("how many orders did customers place in May", "finance.orders"),
        ("gross profit by quarter", "finance.gross_profit"),
        ("profit margin in May", "finance.gross_margin"),
        ("how long does our cash last", "finance.runway"),
        ("current cash position", "finance.cash"),
        ("cash last month", "finance.cash"),
        ("how much money is in the bank", "finance.cash"),
        ("what was in our accounts at the end of May", "finance.cash"),
        ("what did our ads cost last week", "marketing.channels"),
        ("how much went into Facebook ads in November", "marketing.channels"),
    ],
)
def test_a_figure_beside_one_that_nobody_tells_is_still_found(
    routing: Routing, words: str, intent: str
) -> None:
    assert read(routing, words).intents == (intent,)


def test_a_number_that_nobody_tells_beside_one_that_is_told_is_named(routing: Routing) -> None:
    found = read(routing, "What is our MRR? What do salaries cost us?")
    assert (found.intents, found.untold) == (("finance.mrr",), ("What do salaries cost us",))


@pytest.mark.parametrize(
    ("words", "intents", "untold"),
    [
        ("what is our MRR and payroll", ["mrr"], ("payroll",)),
        ("MRR and payroll", ["mrr"], ("payroll",)),
        ("turnover, EBITDA and headcount in May", ["revenue"], ("ebitda", "headcount")),
        ("ARR, rent and salaries last month", ["arr"], ("rent", "salaries")),
        ("revenue and unpaid invoices", ["revenue"], ("unpaid invoices",)),
        ("revenue and shipping costs in October", ["revenue"], ("shipping costs",)),
        ("revenue and CAC in Germany and Austria", ["revenue", "cac"], ()),
    ],
)
def test_of_a_list_that_names_a_figure_each_number_that_nobody_tells_is_named(
    routing: Routing, words: str, intents: list[str], untold: tuple[str, ...]
) -> None:
    found = read(routing, words)
    assert (found.intents, found.untold) == (tuple(f"finance.{one}" for one in intents), untold)
    planned = admitted(*proposed(found, adapters(), TODAY), vocabulary().agents, Limits(EVERYTHING))
    gaps = unread_gaps(found, planned.steps)
    assert [(one.what, one.why) for one in gaps] == [
        (f"“{one}”", "Baton has no figure for it") for one in untold
    ]


def test_numbers_that_nobody_tells_are_no_foreign_language(routing: Routing) -> None:
    assert read(routing, "payroll, EBITDA and headcount last month").language is None


def test_of_days_what_shipping_cost_is_a_number_and_no_question_to_support(
    routing: Routing,
) -> None:
    assert "salaries" in reply_to(routing, "shipping costs last month").text
    assert read(routing, "shipping costs").intents == ("support.question",)


@pytest.mark.parametrize(
    "words", ["how much do they spend", "what did they buy", "when did she leave"]
)
def test_who_was_not_named_is_asked_back(routing: Routing, words: str) -> None:
    assert read(routing, words).intents == ()
    found = read(routing, words, read(routing, "revenue in Germany in May"))
    assert found.intents == ()


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("how is CAC computed", "cac"),
        ("how do you work out gross margin", "gross_margin"),
        ("what does MRR stand for", "mrr"),
        ("what's the definition of NRR?", "nrr"),
        ("can you explain blended ROAS", "blended_roas"),
        ("what goes into gross burn", "gross_burn"),
        ("what counts as a new customer", "new_customers"),
    ],
)
def test_how_a_figure_is_made_is_read_as_that_figure(
    routing: Routing, words: str, figure: str
) -> None:
    found = read(routing, words)
    assert (found.intents, found.unread) == ((f"finance.{figure}",), ())
    assert found.asks_formula


def test_a_follow_up_may_ask_how_the_figure_is_made(routing: Routing) -> None:
    found = read(routing, "how is it calculated?", read(routing, "CAC in Germany last quarter"))
    assert (found.intents, found.countries, found.asks_formula) == (("finance.cac",), ("DE",), True)


@pytest.mark.parametrize(
    "words", ["explain why revenue fell in May", "revenue in May", "by all means"]
)
def test_a_figure_alone_is_told_without_its_formula(routing: Routing, words: str) -> None:
    assert read(routing, words).asks_formula is (words == "by all means")


def test_an_answer_says_first_how_the_figure_is_made(routing: Routing) -> None:
    found = read(routing, "how is revenue calculated?")
    planned = admitted(*proposed(found, adapters(), TODAY), vocabulary().agents, Limits(EVERYTHING))
    (step,) = (progress := progress_of(planned, found)).steps
    answer = answer_of("finance", {"request_id": REQUEST, **step.task})
    part = adapters()["finance"].part(answer, REQUEST)
    told = composed(
        progress.model_copy(update={"steps": (step.model_copy(update={"part": part}),)}), NOW
    )
    assert told.statements[0].text.startswith("Revenue is made so: ")
    assert str(part.figures[0].formula) in told.statements[0].text
    assert told.statements[0].figures == (part.figures[0].name,)
    assert told.gaps == ()
