"""``make ask``: what it says when it cannot ask, and how an answer reads."""

import json

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

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, object]] = []

    def request(self, method: str, path: str, *, json: object = None) -> Answer:
        self.asked.append((method, path, json))
        return self.answers.pop(0)


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


def test_an_answer_that_takes_long_is_waited_for(monkeypatch):
    monkeypatch.setattr(ask, "_EVERY_SECONDS", 0)
    working = {**ANSWER, "state": "working"}
    api = Api(Answer(202, working, 1), Answer(200, working, 1), Answer(200, ANSWER, 1))

    assert ask.asked(api, {"question": "How much?"}) == ANSWER
    assert [method for method, _, _ in api.asked] == ["POST", "GET", "GET"]


def test_what_the_api_refuses_is_told_in_its_own_words():
    problem = {"detail": "Too long."}
    with pytest.raises(LocalFailure, match="Too long"):
        ask.asked(Api(Answer(400, problem, 1)), {"question": "x"})
