"""The demo's feeding: a stored lead is waited for, and only what stays undone has failed."""

from typing import Any, cast

import httpx
import pytest

from baton.leads.lead import NewLead
from infra.local import feed as feeding
from infra.local.client import Answer, ApiClient
from infra.local.feed import feed, summarise
from infra.local.lead_file import FileLead

DONE = {
    "lead_id": "01M7YX6S9R40FQDS7V04ZCZK59",
    "status": "processed",
    "report": {
        "category": "cold_lead",
        "temperature": "warm",
        "assessment": {"score": 51.0, "reasons": []},
    },
}
RECEIVED = {"lead_id": DONE["lead_id"], "status": "received"}
PARKED = {**RECEIVED, "status": "parked"}
A_ROW = FileLead(1, NewLead(email="ada@example.org"), (), None)
A_BAD_ROW = FileLead(2, None, ("email: is not a valid e-mail address",), None)


class ScriptedApi:
    """Answers a POST with the first thing of its script and each GET with the next."""

    def __init__(self, *script: Answer | Exception) -> None:
        self._script = list(script)
        self.asked: list[str] = []

    def request(self, method: str, path: str, *, json: Any = None) -> Answer:
        self.asked.append(f"{method} {path}")
        told = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        if isinstance(told, Exception):
            raise told
        return told


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeding, "_ASK_AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(feeding, "FINISH_SECONDS", 0.2)


def fed_by(*script: Answer | Exception) -> tuple[feeding.FeedResult, ScriptedApi]:
    api = ScriptedApi(*script)
    return feed(cast("ApiClient", api), [A_ROW], lambda: None, lambda _: None)[0], api


def test_a_lead_that_is_answered_at_once_is_not_asked_for_again() -> None:
    fed, api = fed_by(Answer(200, DONE, 80.0))

    assert (fed.problem, fed.score, fed.milliseconds) == ("", 51.0, 80.0)
    assert api.asked == ["POST /api/v1/leads"]


def test_a_lead_that_was_stored_only_is_waited_for_until_the_outbox_has_done_it() -> None:
    fed, api = fed_by(
        Answer(202, RECEIVED, 9.0), Answer(200, RECEIVED, 1.0), Answer(200, DONE, 1.0)
    )

    assert fed.problem == ""
    assert fed.lead == DONE
    assert api.asked[1:] == [f"GET /api/v1/leads/{DONE['lead_id']}"] * 2


def test_a_lost_connection_while_waiting_does_not_fail_the_lead() -> None:
    fed, _ = fed_by(Answer(202, RECEIVED, 9.0), httpx.ReadTimeout("slow"), Answer(200, DONE, 1.0))

    assert fed.problem == ""


@pytest.mark.parametrize("left", [RECEIVED, PARKED])
def test_a_lead_that_stays_undone_has_failed_and_says_how_it_stands(left: dict[str, Any]) -> None:
    fed, _ = fed_by(Answer(202, RECEIVED, 9.0), Answer(200, left, 1.0))

    assert f"stored, but {left['status']}" in fed.problem
    assert summarise([fed], 1.0).failed == 1


def test_a_row_that_is_no_lead_fails_alone() -> None:
    api = ScriptedApi(Answer(200, DONE, 80.0))

    result = summarise(
        feed(cast("ApiClient", api), [A_ROW, A_BAD_ROW], lambda: None, lambda _: None), 1.0
    )

    assert (result.count, result.failed) == (2, 1)
    assert result.problems == {"email: is not a valid e-mail address": 1}


def test_who_watches_hears_of_leads_that_wait_and_of_their_end() -> None:
    waiting: list[int] = []
    api = ScriptedApi(Answer(202, RECEIVED, 5.0), Answer(200, DONE, 5.0))

    feed(cast("ApiClient", api), [A_ROW], lambda: None, waiting.append)

    assert waiting == [1, -1]
