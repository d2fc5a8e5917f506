"""Content by JSON-RPC and MCP: the same service as over HTTP, with the same permissions."""

import pytest

from baton.campaigns.brief import ApprovalMode
from baton.campaigns.parts.content import ContentPart
from baton.campaigns.rpc.content_methods import ContentMethods
from baton.core.errors import Conflict, StaleVersion
from baton.http.caller import Caller
from baton.http.http_errors import InsufficientScope
from baton.http.methods import CallContext, Method
from tests.fakes.platform.container import FakePlatform
from tests.unit.campaigns.content.pieces import a_piece
from tests.unit.campaigns.runs import CAMPAIGN, a_brief, a_run

PIECE = a_piece()
NAMED = {"campaign_id": CAMPAIGN, "piece_id": PIECE.piece_id}


@pytest.fixture
def methods() -> dict[str, Method]:
    platform = FakePlatform()
    run = a_run(
        brief=a_brief(approval=ApprovalMode.REQUIRED),
        content=ContentPart(pieces=(PIECE.summary(),)),
    )
    with platform.transactions.begin() as within:
        platform.runs.add(run, within)
        platform.content.add(PIECE, within)
    return {one.name: one for one in ContentMethods(platform).all()}  # type: ignore[arg-type]


def context(*scopes: str) -> CallContext:
    caller = Caller(client_id="agent-1", scopes=frozenset(f"baton/{one}" for one in scopes))
    return CallContext(caller=caller, correlation_id="c-1")


def test_content_is_listed_read_and_decided_by_who_may(methods: dict[str, Method]) -> None:
    may = context("campaigns.read", "campaigns.write")
    listed = methods["content.list"].call({"campaign_id": CAMPAIGN}, may).to_json()
    assert [one["piece_id"] for one in listed["items"]] == [PIECE.piece_id]
    assert methods["content.get"].call(NAMED, may).to_json()["version"] == 1

    decision = {**NAMED, "version": 1, "decision": {"approve": True}}
    decided = methods["content.decide"].call(decision, may).to_json()
    assert (decided["status"], decided["decision"]["by"]) == ("approved", "agent-1")
    with pytest.raises(StaleVersion):
        methods["content.decide"].call(decision, may)
    with pytest.raises(Conflict):
        methods["content.decide"].call({**decision, "version": 2}, may)


def test_a_changed_text_is_checked(methods: dict[str, Method]) -> None:
    parts = [one.to_json() for one in PIECE.text.parts]
    parts[3]["text"] = "The planner saves 9 hours a week."
    given = {**NAMED, "version": 1, "text": {"parts": parts}}
    changed = methods["content.change"].call(given, context("db.campaigns")).to_json()
    assert "figure" in {one["rule"] for one in changed["findings"]}


def test_who_may_only_read_changes_nothing(methods: dict[str, Method]) -> None:
    given = {**NAMED, "version": 1, "decision": {"approve": True}}
    with pytest.raises(InsufficientScope):
        methods["content.decide"].call(given, context("campaigns.read"))
