"""The router is sure only of what it knows, by words first; what people teach it is known at once."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from baton.core.errors import Unavailable
from baton.gtm.kept_request import TaughtExample
from baton.gtm.request import RouteStage
from baton.memory.minilm import MiniLm
from functions.gtm.supervisor.intents import NOTHING, vocabulary
from functions.gtm.supervisor.routing import LOOKED_AT_EVERY, Routing

NOW = datetime(2026, 4, 15, tzinfo=UTC)


class Teachers:
    """What was taught, and the time."""

    def __init__(self) -> None:
        self.taught: list[TaughtExample] = []
        self.now = NOW

    def clock(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def teachers() -> Teachers:
    return Teachers()


@pytest.fixture(scope="module")
def routing(teachers: Teachers) -> Routing:
    return Routing(vocabulary(), MiniLm().embed, lambda: teachers.taught, teachers.clock)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("how much money came in in march", "finance.revenue"),
        ("what does it cost to get one more client", "finance.cac"),
        ("how long will our cash last", "finance.runway"),
        ("how many customers stopped buying", "insights.churn"),
        ("did anything weird happen with sales", "finance.anomalies"),
        ("can i return a gift", "support.question"),
        ("bring back customers that have left us", "plan.win_back"),
        ("who won the world cup", NOTHING),
        ("what is the weather in berlin", NOTHING),
    ],
)
def test_questions_that_no_example_has_find_their_intent(
    routing: Routing, text: str, intent: str
) -> None:
    found = routing.judged(text)
    assert (found.intent, found.sure) == (intent, True)


def test_an_example_as_it_stands_is_decided_by_its_words_alone(routing: Routing) -> None:
    found = routing.judged("how do i reset my password")
    assert (found.stage, found.intent) == (RouteStage.LEXICAL, "support.question")


@pytest.mark.parametrize("text", ["flurbs", "the of and", "zzz qqq"])
def test_what_says_nothing_is_decided_for_no_agent(routing: Routing, text: str) -> None:
    found = routing.judged(text)
    assert not found.sure or found.intent == NOTHING


def test_the_same_examples_make_the_same_router(routing: Routing) -> None:
    again = Routing(vocabulary(), MiniLm().embed, lambda: (), lambda: NOW)
    text = "how are things going with our buyers"
    assert again.judged(text) == routing.judged(text)


def test_without_meaning_words_alone_judge() -> None:
    def down(_: Sequence[str]) -> Sequence[Sequence[float]]:
        raise Unavailable("no weights")

    alone = Routing(vocabulary(), down, lambda: (), lambda: NOW)
    assert alone.judged("how do i reset my password").intent == "support.question"
    assert not alone.judged("completely different words altogether").sure


def test_what_was_taught_is_known_after_the_next_look_and_unknown_intents_are_left_aside(
    routing: Routing, teachers: Teachers
) -> None:
    text = "how is the flywheel spinning"
    assert routing.judged(text).intent != "finance.nrr" or not routing.judged(text).sure
    teachers.taught = [_taught(text, "finance.nrr"), _taught("x y", "finance.gone")]
    routing.refresh()
    teachers.now += LOOKED_AT_EVERY
    routing.refresh()
    found = routing.judged(text)
    assert (found.intent, found.sure) == ("finance.nrr", True)


def _taught(text: str, intent: str) -> TaughtExample:
    told = {"example_id": "01KJQ6PSG0000000000000000A", "by": "person/kim", "at": NOW}
    return TaughtExample.model_validate({**told, "text": text, "intent": intent})
