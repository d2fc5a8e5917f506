"""The control page of the stand-in of Stripe, and its calls."""

import html
import json
from typing import Any

from infra.local.ad_platforms.wire import Answer, Call
from infra.local.payments import intents
from infra.local.stand_in import FAULTS_HELP, Controls, World, controlled, set_webhook

_HELP = f"""POST /_control/authenticate {{"intent": "pi_00000001", "succeeds": true}}   3-D Secure
POST /_control/dispute {{"intent": "pi_00000001"}}
POST /_control/webhook {{"url": "http://127.0.0.1:…", "secret": "whsec_…", "order": "any", "times": 2}}
  order: as_it_happens or any; times: how often each event is sent
{FAULTS_HELP}"""


def answer(world: World, call: Call) -> Answer:
    """The page, or what a call comes to."""
    return controlled(world, call, _CALLS, lambda: _page(world), _HELP)


def bank(world: World, call: Call) -> Answer:
    """The page of the buyer's bank, where a payment is confirmed or not; a button posts to it."""
    with world.changing() as state:
        intent = state["intents"].get(call.path.removeprefix(intents.BANK))
        if intent is None:
            return Answer(404, "There is no such payment.")
        waits = intent["status"] == "requires_action"
        if waits and call.method == "POST":
            succeeds = call.parameters.get("answer") == "yes"
            _authenticate(world, {"intent": intent["id"], "succeeds": succeeds})
            waits = False
        amount = f"{intent['amount']} {html.escape(intent['currency'])} (minor units)"
    return Answer(200, _BANK.format(amount=amount, below=_ASK if waits else _OVER))


_ASK = "<button name=answer value=yes>Confirm</button> <button name=answer value=no>Refuse</button>"
_OVER = "<p>That is settled. You can close this page.</p>"
_BANK = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Your bank</title>"
    "<h1>Your bank asks</h1><p>Pay {amount}?</p><form method=post>{below}</form></html>"
)


def _authenticate(world: World, given: dict[str, Any]) -> None:
    intent = world.state["intents"][given["intent"]]
    if intent["status"] != "requires_action":
        raise ValueError(f"the intent is {intent['status']}")
    if given.get("succeeds", True):
        intents.authorised(world, intent, _noting(world))
        return
    text = "The buyer's bank did not confirm the payment."
    error = {"type": "card_error", "code": "payment_intent_authentication_failure", "message": text}
    intent |= {
        "status": "requires_payment_method",
        "next_action": None,
        "last_payment_error": error,
    }
    _noting(world)("payment_intent.payment_failed", intent)


def _dispute(world: World, given: dict[str, Any]) -> None:
    intent = world.state["intents"][given["intent"]]
    intent["latest_charge"]["disputed"] = True
    dispute = {"id": world.new_id("du"), "object": "dispute", "payment_intent": intent["id"]}
    _noting(world)("charge.dispute.created", dispute)


def _noting(world: World) -> intents.Happened:
    def happened(kind: str, thing: Any) -> None:
        world.state["events"].append(
            {"id": world.new_id("evt"), "object": "event", "type": kind, "created": int(world.now()),
             "data": {"object": json.loads(json.dumps(thing))}}
        )  # fmt: skip

    return happened


_CALLS: Controls = {"authenticate": _authenticate, "dispute": _dispute, "webhook": set_webhook}


def _page(world: World) -> str:
    rows = "".join(
        f"<tr><td>{one['id']}<td>{html.escape(str(one['metadata'].get('order_id', '')))}"
        f"<td>{one['status']}<td>{one['amount']} {one['currency']}<td>{one['amount_received']}"
        f"<td>{(one['latest_charge'] or {}).get('amount_refunded', 0)}"
        for one in world.state["intents"].values()
    )
    faults = html.escape(json.dumps(world.state["faults"], indent=1))
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Payments</title>"
        "<h1>Stand-in of Stripe</h1><table border=1><tr><th>intent<th>order<th>state<th>amount"
        f"<th>captured<th>refunded{rows}</table>"
        f"<h2>Faults</h2><pre>{faults}</pre><h2>Calls</h2><pre>{html.escape(_HELP)}</pre></html>"
    )
