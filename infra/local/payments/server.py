"""The calls of the stand-in of Stripe, and the webhooks that it sends."""

import hashlib
import hmac
import json
import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from infra.local.ad_platforms.wire import Answer, Call, Refused, Silence
from infra.local.payments import control, intents
from infra.local.stand_in import Server, World, telling_server, told

Act = Callable[[World, dict[str, Any], Mapping[str, str], intents.Happened], dict[str, Any]]
_ACTS: Mapping[str, Act] = {
    "capture": intents.capture,
    "cancel": intents.cancel,
    "confirm": lambda world, intent, given, happened: (
        intents.confirm(world, intent, given.get("payment_method", ""), happened) or intent  # type: ignore[func-returns-value]
    ),
}


def new_world(folder: Path | None = None, now: Callable[[], float] = time.time) -> World:
    """An account without payments."""

    def empty() -> dict[str, Any]:
        webhook = {"url": "", "secret": "whsec_local", "order": "as_it_happens", "times": 1}
        return {"intents": {}, "refunds": {}, "keys": {}, "events": [], "webhook": webhook}

    return World(empty, folder, now)


def answered(world: World, call: Call) -> Answer:
    """The answer to a call. Raises ``Silence``."""
    if call.path.startswith("/_control"):
        return control.answer(world, call)
    if call.path.startswith(intents.BANK):
        return control.bank(world, call)
    write = call.method == "POST"
    fault = world.take_fault(write=write, path=call.path)
    kind = fault["kind"] if fault else ""
    if kind == "down":
        raise Silence
    if kind == "throttle":
        return _error(429, "rate_limit_error", "Too many requests hit the API too quickly.")
    if kind == "error_before_commit":
        return _error(500, "api_error", "An unknown error occurred.")
    with world.changing() as state:
        state["calls"] += 1
        given = _once(world, call) if write else _read(world, call)
    if kind == "timeout_after_commit":
        time.sleep(float(fault["seconds"]) if fault else 0)
        raise Silence
    return _failed_after(world, call) if kind else given


def _once(world: World, call: Call) -> Answer:
    """The first answer to an idempotency key, as often as it is asked for with the same parameters."""
    key = call.headers.get("idempotency-key", "")
    same = hashlib.sha256(f"{call.path}?{sorted(call.parameters.items())}".encode()).hexdigest()
    kept = world.state["keys"].get(key) if key else None
    if kept:
        if kept["same"] != same:
            text = "Keys for idempotent requests can only be used with the same parameters."
            return _error(400, "idempotency_error", text)
        return Answer(kept["status"], kept["body"], {"idempotent-replayed": "true"})
    try:
        given = _authorised(call) or _written(world, call)
    except Refused as refusal:
        given = refusal.answer
    if key and given.status != 401:  # noqa: PLR2004 (nothing was begun)
        body = json.loads(json.dumps(given.body))
        world.state["keys"][key] = {"same": same, "status": given.status, "body": body}
    return given


def _failed_after(world: World, call: Call) -> Answer:
    """A fault of the server after the work: it is the key's answer from now on, as at Stripe."""
    answer = _error(500, "api_error", "An unknown error occurred.")
    if kept := world.state["keys"].get(call.headers.get("idempotency-key", "")):
        kept |= {"status": answer.status, "body": answer.body}
        world.save()
    return answer


def _read(world: World, call: Call) -> Answer:
    try:
        return _authorised(call) or _shown(world, call)
    except Refused as refusal:
        return refusal.answer


def _authorised(call: Call) -> Answer | None:
    if not call.bearer.startswith("sk_"):
        return _error(401, "invalid_request_error", "Invalid API Key provided.")
    return None


def _written(world: World, call: Call) -> Answer:
    events: list[tuple[str, Mapping[str, Any]]] = []

    def happened(kind: str, thing: Mapping[str, Any]) -> None:
        events.append((kind, json.loads(json.dumps(thing))))

    made = _made(world, call, happened)
    for kind, thing in events:
        event = {"id": world.new_id("evt"), "object": "event", "type": kind, "created": int(world.now()),
                 "data": {"object": thing}}  # fmt: skip
        world.state["events"].append(event)
    error = made.get("last_payment_error") if call.parameters.get("payment_method") else None
    if error and made["status"] == "requires_payment_method":
        return Answer(402, {"error": {**error, "payment_intent": made}})
    return Answer(200, made)


def _made(world: World, call: Call, happened: intents.Happened) -> dict[str, Any]:
    parts = call.path.strip("/").split("/")
    match parts:
        case ["v1", "payment_intents"]:
            return intents.create(world, call.parameters, happened)
        case ["v1", "payment_intents", intent, act] if act in _ACTS:
            return _ACTS[act](world, intents.found(world, intent), call.parameters, happened)
        case ["v1", "refunds"]:
            return intents.refund(world, call.parameters, happened)
        case _:
            raise intents.refused("unknown", f"Unrecognized request URL ({call.path})", status=404)


def _shown(world: World, call: Call) -> Answer:
    match call.path.strip("/").split("/"):
        case ["v1", "payment_intents", "search"]:
            asked = call.parameters.get("query", "")
            order = asked.removeprefix("metadata['order_id']:'").removesuffix("'")
            every = world.state["intents"].values()
            mine = [one for one in every if one["metadata"].get("order_id") == order]
            newest = sorted(mine, key=lambda one: one["id"], reverse=True)
            return Answer(200, {"object": "search_result", "data": newest, "has_more": False})
        case ["v1", "payment_intents", intent]:
            return Answer(200, intents.found(world, intent))
        case ["v1", "refunds"]:
            wanted = call.parameters.get("payment_intent")
            mine = [r for r in world.state["refunds"].values() if r["payment_intent"] == wanted]
            return Answer(200, {"object": "list", "data": mine[::-1], "has_more": False})
        case ["v1", "events"]:
            return Answer(200, {"object": "list", "data": world.state["events"][::-1][:100]})
        case _:
            raise intents.refused("unknown", f"Unrecognized request URL ({call.path})", status=404)


def _error(status: int, kind: str, text: str) -> Answer:
    return Answer(status, {"error": {"type": kind, "message": text}})


def signed(event: Mapping[str, Any], secret: str, now: int) -> tuple[bytes, str]:
    """An event's body, and its ``Stripe-Signature``."""
    body = json.dumps(event).encode()
    mac = hmac.new(secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
    return body, f"t={now},v1={mac}"


def deliver(world: World) -> int:
    """Sends the events that were not sent yet to the webhook's address; in any order and repeated, if
    the control says so. An event whose answer is not 2xx stays. Gives how many were taken.
    """
    with world.lock:
        webhook = dict(world.state["webhook"])
        waiting = [one for one in world.state["events"] if not one.get("_sent")]
    if not webhook["url"] or not waiting:
        return 0
    sends = [one for one in waiting for _ in range(int(webhook["times"]))]
    if webhook["order"] == "any":
        random.shuffle(sends)
    taken = {one["id"] for one in sends if _taken(one, webhook, int(world.now()))}
    with world.lock:
        for one in world.state["events"]:
            if one["id"] in taken:
                one["_sent"] = True
        world.save()
    return len(taken)


def _taken(event: Mapping[str, Any], webhook: Mapping[str, Any], now: int) -> bool:
    plain = {name: value for name, value in event.items() if not name.startswith("_")}
    body, signature = signed(plain, webhook["secret"], now)
    return told(webhook["url"], body, {"Stripe-Signature": signature})


def server(folder: Path | None = None, port: int = 0) -> Server:
    """The stand-in's server."""
    return telling_server(new_world(folder), answered, deliver, port)
