"""An id that a caller chooses for what it creates never replaces or hides another's."""

import pytest

from baton.commerce.orders.new_order import NewOrder
from baton.commerce.orders.order import OrderPayment, OrderState
from baton.commerce.orders.placing import OrderPlacing
from baton.http.own_ids import OwnId, own_id_of
from baton.leads.conversation import conversation_of
from baton.messaging.workflows import WorkflowResult
from tests.unit.campaigns.runs import a_brief
from tests.unit.commerce.order.world import BUYER, stocked
from tests.unit.platform.rpc.conftest import every_method

ID, OTHER = "01KJQ6PSG00000000000000001", "01KJQ6PSG00000000000000002"
ORDERED = "01KJQ6PSG00000000000000003"
CAMPAIGN = {
    "name": "Spring",
    "platform": "google",
    "daily_budget": {"amount": 100, "currency": "EUR"},
}
EPISODE = {
    "situation": "demo",
    "action": "call",
    "outcome": "won",
    "value": 1,
    "text": "We called.",
}
ORDER = {
    "lines": [{"sku": "SHIRT", "quantity": 1}],
    "currency": "EUR",
    "email": "ada@northwind.example",
    "ship_to": BUYER.to_json(),
}
HANDOFF = {"target_agent": "engagement", "source_agent": "lead_triage"}
CASE = {"subject": "lead", "reason": "Look at this."}
CALLS = {
    "campaigns.brief": (
        "campaign_id",
        {"name": "Pilots", "brief": a_brief().to_json()},
        {"name": "Others"},
    ),
    "agent.escalate": ("request_id", CASE, {"reason": "Look at that."}),
    "agent.handoff": ("request_id", HANDOFF, {"reason": "Another one."}),
    "commerce.orders.change": (
        "change_id",
        {"order_id": ORDERED, "change": {"pieces": {"SHIRT": 2}, "expected_total": 4_490}},
        {"change": {"pieces": {"SHIRT": 3}, "expected_total": 6_600}},
    ),
    "commerce.orders.place": (
        "order_id",
        {"order": ORDER},
        {"order": {**ORDER, "lines": [{"sku": "SHIRT", "quantity": 2}]}},
    ),
    "db.campaigns.create": (
        "campaign_id",
        {"campaign": CAMPAIGN},
        {"campaign": {**CAMPAIGN, "name": "Autumn"}},
    ),
    "db.interactions.create": (
        "interaction_id",
        {"outcome": {"kind": "opted_out"}},
        {"outcome": {"kind": "converted"}},
    ),
    "db.leads.create": (
        "lead_id",
        {"lead": {"email": "ada@northwind.example"}},
        {"lead": {"email": "eve@southwind.example"}},
    ),
    "memory.episodic.store": ("episode_id", EPISODE, {"text": "We did not call."}),
    "memory.short_term.store": ("turn_id", {"text": "Asked for a quote."}, {"text": "Refused."}),
}
"""By method: its field for an id of the caller's own, a call, and what makes another one of it."""


def given(method, lead):
    """Parameters of a call, and of another one with the same id."""
    field, params, change = CALLS[method]
    about = {
        "agent.escalate": {"subject_id": lead.lead_id},
        "agent.handoff": {"lead_id": lead.lead_id},
        "db.interactions.create": {"lead_id": lead.lead_id},
        "memory.short_term.store": {"conversation_id": conversation_of(lead.lead_id)},
    }
    first = {field: ID, **about.get(method, {}), **params}
    return first, {**first, **change}


@pytest.fixture(autouse=True)
def handing_over(platform):
    """Handoffs take effect, as the workflow's would."""

    def run(given):
        handoff = dict(given["lead"]["report"]["handoffs"][0])
        handoff["handoff_id"] += f"-{given['request_id']}"
        report = {**given["lead"]["report"]}
        report["handoffs"] = [*report["handoffs"], handoff]
        changed = {**given["lead"], "version": given["lead"]["version"] + 1, "report": report}
        kept = type(platform.leads.get(given["lead"]["lead_id"])).model_validate(changed)
        with platform.transactions.begin() as within:
            platform.leads.replace(kept, within)
        return WorkflowResult({"handoff": handoff, "lead": kept.to_json()}, None)

    platform.workflows.script("agent_handoff", run)


@pytest.fixture(autouse=True)
def selling(platform):
    """Shirts are sold, and one was ordered that waits for its buyer."""
    stocked(platform)
    new = NewOrder.model_validate(ORDER)
    order = OrderPlacing.of("rpc", platform).place(new, ORDERED, by="a buyer", correlation_id="c")
    waits = {"state": OrderState.AWAITING_BUYER, "payment": OrderPayment(payment_id="pi_1")}
    with platform.transactions.begin() as within:
        platform.orders.replace(order.next_version(platform.clock(), **waits), within)


def test_every_method_that_takes_an_id_of_the_callers_own_is_tried_here(platform):
    marked = {
        method.name
        for method in every_method(platform)
        if any(
            field.metadata and OwnId.__metadata__[0] in field.metadata
            for field in method.params.model_fields.values()
        )
    }
    assert marked == set(CALLS)


@pytest.mark.parametrize("method", CALLS)
def test_the_same_call_of_the_same_caller_gets_the_same_result_and_creates_nothing_more(
    caller, lead, platform, method
):
    params, _ = given(method, lead)

    first = caller.call(method, params)
    platform.clock.advance(7)
    again = caller.call(method, params)

    assert "result" in first, first
    assert "result" in again, again
    keys = {"lead"} if method == "agent.handoff" else set()
    told = [{k: v for k, v in one["result"].items() if k not in keys} for one in (first, again)]
    assert told[0] == told[1]


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("who_and_when", [("client-1", 0), ("client-2", 0), ("client-2", 30)])
def test_another_call_with_the_same_id_is_refused_and_changes_nothing(
    caller, lead, platform, method, who_and_when
):
    (who, hours), (params, other) = who_and_when, given(method, lead)
    caller.call(method, params)
    before = [dict(one) for one in (platform.short_term.kept, platform.interactions.kept)]
    outbox = set(platform.outbox.entries)
    platform.clock.advance(hours * 3600)

    scopes = [one.removeprefix("baton/") for one in caller.scopes.split()]
    answer = caller.as_(*scopes, client_id=who).call(method, other)

    assert answer["error"]["code"] in {409, 422}, answer
    assert ID in answer["error"]["data"]["detail"] or hours
    assert [platform.short_term.kept, platform.interactions.kept] == before
    assert set(platform.outbox.entries) == outbox


def test_an_outcome_with_its_leads_id_does_not_replace_what_the_person_wrote(caller, platform):
    lead = {"email": "ada@northwind.example", "message": "Please send a quote."}
    caller.call("db.leads.create", {"lead": lead, "lead_id": ID})
    conversation = {"conversation_id": conversation_of(ID)}
    (message,) = caller.call("memory.short_term.get", conversation)["result"]["items"]
    params = {"lead_id": ID, "outcome": {"kind": "replied"}, "interaction_id": ID}
    turn = {**conversation, "text": "Call them.", "turn_id": ID}

    assert caller.call("db.interactions.create", params)["error"]["code"] == 409
    assert caller.call("memory.short_term.store", turn)["error"]["code"] == 409
    assert (message["turn_id"], message["text"]) == (ID, "Please send a quote.")
    assert caller.call("memory.short_term.get", conversation)["result"]["items"] == [message]
    assert platform.short_term.kept == {}


def test_a_call_without_an_id_of_its_own_claims_nothing(platform, caller):
    caller.call("memory.short_term.store", {"conversation_id": "notes", "text": "Hello"})

    assert platform.requests.kept == {}


def test_the_own_id_is_read_from_where_it_is_marked(platform):
    model = next(m.params for m in every_method(platform) if m.name == "db.leads.create")

    params = model.model_validate({"lead": {"email": "a@b.example"}, "lead_id": ID})

    assert own_id_of(params) == ID
    assert own_id_of(params.model_copy(update={"lead_id": None})) is None


def test_an_order_by_rpc_is_placed_for_what_there_is_once(caller, platform):
    many = {**ORDER, "lines": [{"sku": "SHIRT", "quantity": 9}]}
    refused = caller.call("commerce.orders.place", {"order": many, "order_id": OTHER})
    assert refused["error"]["code"] == 409
    params = {"order": {**many, "allow_partial": True}, "order_id": ID}
    first, again = (caller.call("commerce.orders.place", params)["result"] for _ in range(2))
    assert first == again
    (missing,) = first["left_out"]
    assert (missing["quantity"], missing["why"]) == (5, "only 4 of 9 were available")
    for wrong in ("true", 1):
        answer = caller.call("commerce.orders.place", {"order": {**many, "allow_partial": wrong}})
        assert answer["error"]["code"] == -32602
