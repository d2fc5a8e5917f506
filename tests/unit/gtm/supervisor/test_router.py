"""The router is sure only of what it knows, by words first; what people teach it is known at once."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zlib import crc32

import pytest

from baton.core.errors import Unavailable
from baton.gtm.kept_request import TaughtExample
from baton.gtm.request import RouteStage
from baton.memory.minilm import MiniLm
from functions.gtm.supervisor.intents import NOTHING, vocabulary
from functions.gtm.supervisor.router import Router
from functions.gtm.supervisor.routing import LOOKED_AT_EVERY, Routing
from functions.gtm.supervisor.shipped_examples import Shipped, shipped

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
    known = shipped(vocabulary().examples(), MiniLm().model)
    return Routing(vocabulary(), MiniLm().embed, lambda: teachers.taught, teachers.clock, known)


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


def test_some_examples_as_they_stand_are_decided_by_their_words_alone_and_rightly(
    routing: Routing,
) -> None:
    some = [one for one in vocabulary().examples() if crc32(one[0].encode()) % 40 == 0]
    found = [(routing.judged(text), intent) for text, intent in some]
    by_words = [(one, intent) for one, intent in found if one.stage is RouteStage.LEXICAL]
    assert len(by_words) > len(found) / 8
    assert all(one.intent == intent for one, intent in by_words)


def test_of_few_examples_nothing_is_sure_that_unseen_ones_get_wrong() -> None:
    few = [
        (text, name) for name, one in vocabulary().intents().items() for text in one.examples[:3]
    ]
    many = vocabulary().sentences()
    embed = MiniLm().embed
    little = Router.fitted(few, embed)
    assert little.lines.sure > 0.6
    judged = [(little.judged(text), name) for text, name in many if crc32(text.encode()) % 60 == 0]
    wrong = [one for one, name in judged if one.sure and one.intent != name]
    assert len(wrong) <= 0.1 * len(judged)
    assert all(len(one.guesses) > 1 for one, _ in judged if not one.sure)


@pytest.mark.parametrize("text", ["flurbs", "the of and", "zzz qqq"])
def test_what_says_nothing_is_decided_for_no_agent(routing: Routing, text: str) -> None:
    found = routing.judged(text)
    assert not found.sure or found.intent == NOTHING


def test_the_same_examples_make_the_same_router(routing: Routing) -> None:
    known = shipped(vocabulary().examples(), MiniLm().model)
    again = Routing(vocabulary(), MiniLm().embed, lambda: (), lambda: NOW, known)
    text = "how are things going with our buyers"
    assert again.judged(text) == routing.judged(text)


def test_what_was_worked_out_of_the_examples_is_of_those_there_are() -> None:
    """Else: python -m tools.router_examples."""
    examples, embedder = vocabulary().examples(), MiniLm()
    known = shipped(examples, embedder.model)
    assert known.lines is not None
    assert known.vectors.keys() == {text for text, _ in examples}
    some = [text for text, _ in examples[::97]]
    for text, vector in zip(some, embedder.embed(some), strict=True):
        assert known.vectors[text] == pytest.approx(vector, abs=1e-3)


def test_for_another_model_or_other_examples_nothing_is_taken_for_known() -> None:
    examples = vocabulary().examples()
    assert shipped(examples, "another-model") == Shipped()
    fewer = shipped(examples[:-1], MiniLm().model)
    assert (len(fewer.vectors), fewer.lines) == (len(examples) - 1, None)


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
