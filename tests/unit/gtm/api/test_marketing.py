"""Marketing works for whoever may ask by HTTP or by method, and shows its drafts."""

from typing import Any, cast

from baton.gtm.rpc_methods import contribution
from baton.http.caller import Caller
from baton.http.methods import CallContext, Method
from tests.fakes.platform.container import FakePlatform
from tests.samples.http import Client
from tests.unit.gtm.marketing.given import a_set

MARKETING = "/api/v1/gtm/marketing"
CONCEPT = {"work": "concept", "period": "2026-Q1", "subject": "A calendar that plans itself"}


def test_a_concept_is_written_while_the_caller_waits(api: Client) -> None:
    answer = api.post(MARKETING, CONCEPT, headers={"X-Correlation-Id": "monday"})
    assert answer.status == 200
    assert len(answer.json["concept"]["messages"]) == 3
    (run,) = api.platform.workflows.runs
    assert run.workflow == "marketing_work"
    assert run.name == answer.json["request_id"]


def test_drafts_are_read_by_their_id(api: Client, platform: FakePlatform) -> None:
    made = a_set()
    with platform.transactions.begin() as unit:
        platform.message_sets.add(made, unit)
    assert api.get(f"{MARKETING}/message-sets/{made.set_id}").json == made.to_json()
    assert api.get(f"{MARKETING}/message-sets/{made.escalation_id}").status == 404
    assert api.get(f"{MARKETING}/message-sets/x").status == 404


def test_what_does_not_go_together_is_told_where_it_is_wrong(api: Client) -> None:
    for body, where in (
        ({**CONCEPT, "period": "soon"}, "/period"),
        ({**CONCEPT, "work": "sell"}, "/work"),
        ({**CONCEPT, "offer": {"percent": 0}}, "/offer/percent"),
        ({**CONCEPT, "segment_id": "No such"}, "/segment_id"),
    ):
        answer = api.post(MARKETING, body)
        assert answer.status in {400, 422}
        assert where in str(answer.json)
    answer = api.post(MARKETING, {"work": "emails", "period": "2026"})
    assert "emails need a segment_id" in str(answer.json)


def test_it_is_one_method_for_programs(platform: FakePlatform) -> None:
    methods = {one.name: one for one in contribution(cast("Any", platform)).methods}
    method: Method = methods["marketing.work"]
    assert method.scopes == ("marketing.write",)
    caller = Caller(client_id="agent", scopes=frozenset({"baton/marketing.write"}))
    answer = method.call(CONCEPT, CallContext(caller=caller, correlation_id="c"))
    assert answer.to_json()["concept"]["written_by"] == "template"
