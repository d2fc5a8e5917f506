"""Questions in words are answered over HTTP and by name, within a conversation, unread by others."""

from typing import Any, cast

import pytest

from baton.facts.registered_kinds import fact_kinds
from baton.gtm.rpc_methods import contribution
from baton.http.caller import Caller
from baton.http.methods import CallContext
from baton.messaging.workflows import WorkflowResult
from functions.platform.facts.appending import Appending
from tests.fakes.gtm.request_workflow import answered
from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client
from tests.unit.gtm.finance.company import TRANSACTIONS

REQUESTS = "/api/v1/gtm/requests"
SESSIONS = "/api/v1/gtm/sessions"


@pytest.fixture(scope="module")
def platform() -> FakePlatform:
    """One for all, since its router is trained once; each test asks questions of its own."""
    from tests.samples.http import a_platform

    made = a_platform()
    files, subjects = cast("Any", made.files), cast("Any", made.subjects)
    Appending(files, fact_kinds, subjects).append(TRANSACTIONS)
    return made


@pytest.fixture
def api(platform: FakePlatform) -> Client:
    return Client(platform, scopes="baton/gtm.read baton/gtm.teach")


def ask(api: Client, question: str, **more: Any) -> dict[str, Any]:
    answer = api.post(REQUESTS, {"question": question, **more})
    assert answer.status == 200, answer.text
    return dict(answer.json)


def test_a_figure_is_told_with_the_query_that_made_it(api: Client) -> None:
    answer = ask(api, "What was our revenue in 2026-Q1?")
    (figure,) = answer["figures"]
    (query,) = answer["queries"]
    assert (answer["state"], figure["value"], figure["currency"]) == ("answered", 41_189, "EUR")
    assert figure["queries"] == [query["query_id"]]
    assert answer["statements"][0]["figures"] == [figure["name"]]
    assert figure["text"] in answer["text"]
    assert answer["route"]["agents"] == ["finance"]
    assert answer["cost"]["steps"] == 1


def test_a_follow_up_keeps_what_it_does_not_say(api: Client) -> None:
    first = ask(api, "What was our revenue in 2026-Q1?")
    second = ask(api, "and in Germany?", session_id=first["session_id"])
    assert second["figures"][0]["value"] == 10_000
    assert second["figures"][0]["period"] == "2026-01-01/2026-03-31"
    listed = api.get(f"{SESSIONS}/{first['session_id']}/requests").json["items"]
    assert [one["request_id"] for one in listed] == [second["request_id"], first["request_id"]]
    assert first["session_id"] in {one["session_id"] for one in api.get(SESSIONS).json["items"]}


def test_two_periods_are_compared_by_code(api: Client) -> None:
    answer = ask(api, "revenue in 2026-02 compared with 2026-01")
    assert len(answer["figures"]) == 2
    assert answer["statements"][-1]["figures"] == [one["name"] for one in answer["figures"]]
    assert "%" in answer["statements"][-1]["text"]


@pytest.mark.parametrize(
    ("question", "state", "says"),
    [
        ("", "asked_back", "no question"),
        ("  \n ", "asked_back", "no question"),
        ("revenue " * 2_500, "asked_back", "characters"),
        ("revenue in 2026-13", "asked_back", "no period"),
        ("is jane@example.com going to churn?", "declined", "one person"),
    ],
)
def test_what_cannot_be_answered_says_why_and_what_can(
    api: Client, question: str, state: str, says: str
) -> None:
    answer = ask(api, question[:20_000])
    assert answer["state"] == state
    assert says in answer["text"]
    assert answer["suggestions"]
    assert "figures" not in answer or not answer["figures"]


def test_an_address_in_a_question_is_not_kept(api: Client, platform: FakePlatform) -> None:
    answer = ask(api, "is jane@example.com going to churn?")
    assert "jane@example.com" not in answer["question"]
    kept = cast("Any", platform.conversations).kept
    assert not any("jane@example.com" in document for document in kept.values())


def test_a_period_without_data_is_named_and_not_made_up(api: Client) -> None:
    answer = ask(api, "MRR in 2019")
    assert answer["figures"][0].get("value") is None
    assert "cannot be told" in answer["text"]
    assert answer["missing"]


def test_who_may_not_have_drafts_made_gets_a_named_gap(api: Client) -> None:
    answer = ask(api, "write an email to our champions about our sale and show revenue in 2026-Q1")
    assert answer["state"] == "partly_answered"
    assert {gap["reason"] for gap in answer["gaps"]} == {"not_permitted"}


def test_an_answer_is_told_again_with_its_age_unless_it_is_wanted_anew(
    api: Client, platform: FakePlatform
) -> None:
    question = "new customers in 2026-01"
    first = ask(api, question)
    platform.clock.advance(600)
    again = ask(api, question)
    assert (again["age_seconds"], again["figures"]) == (600, first["figures"])
    assert again["text"].startswith("As worked out")
    assert "age_seconds" not in ask(api, question, fresh=True)


def test_an_answer_is_told_again_only_to_what_is_told_alike(api: Client) -> None:
    ask(api, "orders by country in 2026-01")
    shares = ask(api, "what share of orders by country in 2026-01?")
    assert "age_seconds" not in shares
    assert shares["text"].startswith("Shares of Orders")


def test_what_could_not_be_told_is_worked_out_anew_since_facts_may_have_come(api: Client) -> None:
    ask(api, "MRR in 2019")
    again = ask(api, "MRR in 2019")
    assert "cannot be told" in again["text"]
    assert "age_seconds" not in again


def test_a_kept_answer_stands_in_when_everything_fails(api: Client, platform: FakePlatform) -> None:
    question = "gross margin in 2026-01"
    ask(api, question)
    platform.clock.advance(7200)
    usual = platform.workflows._scripts["gtm_request"]

    def down(task: dict[str, Any]) -> dict[str, Any]:
        raise RuntimeError(str(task["request_id"]))

    platform.workflows.script(
        "gtm_request", lambda given: answered(platform, given, {"finance": down})
    )
    try:
        answer = ask(api, question)
        other = ask(api, "gross margin in 2026-02")
    finally:
        platform.workflows.script("gtm_request", usual)
    assert answer["age_seconds"] == 7_200
    assert other["state"] == "failed"
    assert other["gaps"][0]["reason"] == "failed"


def test_what_takes_longer_is_worked_on_and_found_at_its_place(
    api: Client, platform: FakePlatform
) -> None:
    later = api.post(
        REQUESTS, {"question": "revenue in 2026-Q1"}, headers={"Prefer": "respond-async"}
    )
    assert later.status == 202
    assert later.json["state"] == "working"
    (started,) = platform.workflows.started
    assert started.name == later.json["request_id"]
    answered(platform, started.given)
    assert api.get(later.headers["Location"]).json["state"] == "answered"
    usual = platform.workflows._scripts["gtm_request"]
    platform.workflows.script("gtm_request", WorkflowResult(None, "TimedOut"))
    slow = api.post(REQUESTS, {"question": "revenue in 2026-01"})
    platform.workflows.script("gtm_request", usual)
    assert slow.status == 202
    platform.clock.advance(300)
    lost = api.get(slow.headers["Location"]).json
    assert (lost["state"], lost["gaps"][0]["what_to_do"]) == ("failed", "ask again")


def test_nobody_else_reads_a_request_or_goes_on_with_it(
    api: Client, platform: FakePlatform
) -> None:
    mine = ask(api, "revenue in 2026-Q1")
    other = Client(platform, scopes="baton/gtm.read", client_id="client-2")
    assert other.get(f"{REQUESTS}/{mine['request_id']}").status == 404
    assert other.get(f"{SESSIONS}/{mine['session_id']}/requests").status == 404
    asked = {"question": "and in Germany?", "session_id": mine["session_id"]}
    assert other.post(REQUESTS, asked).status == 404


def test_feedback_teaches_only_by_who_may_and_what_is_a_question_of_nobody(
    api: Client, platform: FakePlatform
) -> None:
    asked = ask(api, "how fast does the flywheel spin")
    place = f"{REQUESTS}/{asked['request_id']}/feedback"
    meant = {"helpful": False, "intent": "finance.nrr"}
    reader = Client(platform, scopes="baton/gtm.read")
    assert reader.post(place, meant).json["learned"] is False
    assert api.post(place, meant).json["learned"] is True
    assert "before" in api.post(place, meant).json["why"]
    follow_up = ask(api, "and in Germany?", session_id=ask(api, "revenue in 2026-Q1")["session_id"])
    place = f"{REQUESTS}/{follow_up['request_id']}/feedback"
    assert api.post(place, meant).json["learned"] is False


def test_the_tool_ask_answers_the_same(platform: FakePlatform) -> None:
    method = next(one for one in contribution(cast("Any", platform)).methods if one.name == "ask")
    caller = Caller(client_id="agent", scopes=frozenset({"baton/gtm.read"}))
    answer = method.call(
        {"question": "revenue in 2026-Q1"}, CallContext(caller=caller, correlation_id="c")
    )
    assert answer.to_json()["figures"][0]["value"] == 41_189


def test_how_far_a_request_is_is_told_without_what_was_asked(
    api: Client, platform: FakePlatform
) -> None:
    answer = ask(api, "revenue in 2026-Q1 please", fresh=True)
    told = [
        message.payload
        for name, message in platform.bus.events
        if name == "gtm.request_changed" and message.payload["request_id"] == answer["request_id"]
    ]
    assert [one["state"] for one in told] == ["working", "answered"]
    assert told[0]["asking"] == ["finance"]
    assert "revenue" not in str(told)
