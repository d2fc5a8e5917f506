"""``make ask``: what it says when it cannot ask, and how an answer reads."""

import io
import json

import httpx
import pytest
from rich.console import Console

from infra.local import ask
from infra.local.client import Answer
from infra.local.ministack import LocalFailure

REQUEST = "01KF0Z6T9QJ4T8W2M5V7X1C3D6"
ANSWER = {
    "request_id": REQUEST,
    "session_id": "01KF0Z6T9QJ4T8W2M5V7X1C3D7",
    "state": "partly_answered",
    "text": "A new customer cost 429.40 EUR [not markup].",
    "figures": [
        {
            "name": "cac",
            "agent": "finance",
            "label": "Acquisition cost",
            "text": "429.40 EUR",
            "period": "2026-08-31/2026-11-29",
            "formula": "costs / new customers",
            "source": "SaaS Metrics Standards Board",
            "queries": ["costs"],
        }
    ],
    "queries": [
        {
            "query_id": "costs",
            "sql": "SELECT 1",
            "parameters": ["2026-08-31"],
            "first": "2026-08-31",
            "last": "2026-11-29",
            "rows": 21,
        }
    ],
    "gaps": [{"what": "Who leaves", "why": "Insights was late.", "what_to_do": "Ask again."}],
    "suggestions": ["And in Germany?"],
    "cost": {"milliseconds": 812.4},
    "route": {"agents": ["finance", "insights"]},
}


class Api:
    """Answers in turn."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, object]] = []

    def request(self, method: str, path: str, *, json: object = None, headers=None) -> Answer:
        self.asked.append((method, path, headers))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def printed(answer) -> str:
    console = Console(width=160, record=True)
    console.print(ask.shown(answer))
    return console.export_text()


def test_without_a_question_it_says_how_to_ask(tmp_path):
    with pytest.raises(LocalFailure, match='make ask Q="…"'):
        ask.run("  ", tmp_path / "outputs.json", more=False)


def test_without_a_stack_it_says_how_to_start_one(tmp_path):
    for place in (None, tmp_path / "outputs.json"):
        with pytest.raises(LocalFailure, match="make up"):
            ask.run("How much?", place, more=False)


def test_there_must_be_a_question_to_go_on_with(tmp_path):
    clients = {"reader": {"id": "a", "secret": "b", "scopes": ["baton/gtm.read"]}}
    outputs = {"api_url": "http://x", "token_url": "http://x", "clients": clients}
    place = tmp_path / "outputs.json"
    place.write_text(json.dumps(outputs))

    with pytest.raises(LocalFailure, match="MORE=1"):
        ask.run("And in Germany?", place, more=True)


def test_it_asks_as_who_may_ask_the_most():
    scopes = {"application": ["leads.read"], "reader": ["baton/gtm.read"], "other": []}
    outputs = {"clients": {name: {"scopes": those} for name, those in scopes.items()}}
    assert ask.client_of(outputs) == "reader"
    with pytest.raises(LocalFailure, match="gtm"):
        ask.client_of({"clients": {"application": {"scopes": ["leads.read"]}}})


def test_an_answer_shows_figures_sources_and_what_is_missing():
    text = printed(ANSWER)

    for words in (
        "A new customer cost 429.40 EUR [not markup].",
        "Acquisition cost",
        "2026-08-31/2026-11-29",
        "costs / new customers (SaaS Metrics Standards Board)",
        "costs: 21 rows of 2026-08-31 to 2026-11-29 with 2026-08-31",
        "SELECT 1",
        "Who leaves: Insights was late. Ask again.",
        'make ask Q="And in Germany?"',
        "finance, insights · 812 ms",
    ):
        assert words in text


def test_a_question_that_is_asked_back_says_what_is_wanted():
    asked = {**ANSWER, "state": "asked_back", "text": "", "ask_back": "Which quarter?"}
    assert "Which quarter?" in printed(asked)


def test_an_answer_that_takes_long_is_waited_for_and_the_time_is_told(monkeypatch):
    monkeypatch.setattr(ask, "_SOON_SECONDS", 0)
    working, told = {**ANSWER, "state": "working"}, []
    api = Api(Answer(202, working, 1), Answer(200, working, 1), Answer(200, ANSWER, 1))

    assert ask.asked(api, {"question": "How much?"}, told.append) == ANSWER
    assert [method for method, _, _ in api.asked] == ["POST", "GET", "GET"]
    assert len(told) == 2


def test_the_api_does_not_wait_and_takes_a_question_once():
    api = Api(Answer(200, ANSWER, 1))
    ask.asked(api, {"question": "How much?"})
    headers = api.asked[0][2]
    assert headers["Prefer"] == "respond-async"
    assert headers["Idempotency-Key"]


@pytest.mark.parametrize(
    ("fault", "words"),
    [(httpx.ReadTimeout("timed out"), "ask again"), (httpx.ConnectError("refused"), "make up")],
)
def test_an_api_that_does_not_answer_is_told_with_what_to_do(fault, words):
    with pytest.raises(LocalFailure, match=words):
        ask.asked(Api(fault), {"question": "How much?"})


def test_what_never_ends_is_given_up_with_where_to_look(monkeypatch):
    monkeypatch.setattr(ask, "LONGEST_SECONDS", -1.0)
    working = Api(Answer(202, {**ANSWER, "state": "working"}, 1))
    with pytest.raises(LocalFailure, match=f"ask again.*make logs ARGS={REQUEST}"):
        ask.asked(working, {"question": "How much?"})


def test_outside_a_terminal_lines_say_that_it_goes_on():
    console = Console(width=160, record=True, force_terminal=False, file=io.StringIO())
    with ask._status(console):
        tell = ask._progress(console)
        for seconds in (1.0, 16.0, 17.0, 40.0):
            tell(seconds)
    assert console.export_text().splitlines() == [
        "Working it out …",
        "16 s, of 180 s at most",
        "40 s, of 180 s at most",
    ]


def test_what_the_api_refuses_is_told_in_its_own_words():
    problem = {"detail": "Too long."}
    with pytest.raises(LocalFailure, match="Too long"):
        ask.asked(Api(Answer(400, problem, 1)), {"question": "x"})


def test_a_fault_in_a_parameter_is_told_as_one_in_the_body():
    faults = [
        {"parameter": "limit", "detail": "is too large"},
        {"pointer": "", "detail": "is missing"},
    ]
    told = Answer(422, {"errors": faults}, 1).problem
    assert told == "422 limit: is too large; the body: is missing"
