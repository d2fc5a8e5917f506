"""The control page of the stand-ins, and its calls: faults, accounts, time."""

import html
import json
from collections.abc import Callable
from typing import Any

from infra.local.ad_platforms.wire import Answer, Call
from infra.local.ad_platforms.world import KINDS, PLATFORMS, World

_FIELDS = {"platform", "kind", "times", "on", "match", "seconds"}
_HELP = f"""POST /_control/faults {{"platform": "google", "kind": "throttle", "times": 1, "on": "any"}}
  kind: {", ".join(KINDS)}; times: -1 until cleared; on: any, read or write; match: in the path;
  seconds: to wait (throttle), or to stay silent (timeout_after_commit)
POST /_control/expire_token {{"platform": "meta"}}
POST /_control/account {{"platform": "meta", "currency": "JPY", "minimum": 100, "status": "ACTIVE"}}
POST /_control/time {{"day_seconds": 0.5}} or {{"skip_days": 7}}
POST /_control/clear   faults and expired tokens
POST /_control/reset   everything
GET  /_control/state   everything, as JSON"""


def answer(world: World, path: str, call: Call) -> Answer:
    """The page, or what a call comes to."""
    if call.method == "GET":
        return Answer(200, world.state) if path == "state" else _page(world)
    given = call.document
    with world.lock:
        try:
            _CALLS[path](world, given)
        except (KeyError, ValueError, TypeError) as error:
            return Answer(400, {"error": f"{type(error).__name__}: {error}", "help": _HELP})
        world.save()
    return Answer(200, {"done": path})


def _fault(world: World, given: dict[str, Any]) -> None:
    if given["kind"] not in KINDS or set(given) - _FIELDS:
        raise ValueError("unknown kind or field")
    world.state[given["platform"]]["faults"].append(
        {"times": 1, "on": "any", "match": "", "seconds": 0, **given}
    )


def _expire(world: World, given: dict[str, Any]) -> None:
    state = world.state[given["platform"]]
    state["expired_tokens"] = list({*state["expired_tokens"], *state["seen_tokens"]})


def _account(world: World, given: dict[str, Any]) -> None:
    account = world.state[given["platform"]]["account"]
    account.update({name: given[name] for name in account.keys() & given.keys()})


def _time(world: World, given: dict[str, Any]) -> None:
    if "day_seconds" in given:
        world.day_seconds = float(given["day_seconds"])
    world.skip(int(given.get("skip_days", 0)))


def _clear(world: World, given: dict[str, Any]) -> None:
    for platform in [given["platform"]] if "platform" in given else PLATFORMS:
        world.state[platform]["faults"], world.state[platform]["expired_tokens"] = [], []


def _reset(world: World, given: dict[str, Any]) -> None:
    del given
    world.reset()


_CALLS: dict[str, Callable[[World, dict[str, Any]], None]] = {
    "faults": _fault,
    "expire_token": _expire,
    "account": _account,
    "time": _time,
    "clear": _clear,
    "reset": _reset,
}


def _page(world: World) -> Answer:
    rows = "".join(
        f"<tr><td>{platform}<td>{html.escape(str(one.get('name')))}<td>{one['id']}"
        f"<td>{'runs' if one['runs'] else 'stands'}<td>{one['budget']:g} {one['currency']}"
        f"<td>{len(one['days'])}<td>{sum(day['spend'] for day in one['days']):.2f}"
        f"<td>{sum(day['conversions'] for day in one['days'])}"
        for platform in PLATFORMS
        for one in world.state[platform]["campaigns"].values()
    )
    faults = json.dumps({one: world.state[one]["faults"] for one in PLATFORMS}, indent=1)
    return Answer(
        200,
        "<!doctype html><html lang=en><meta charset=utf-8><title>Ad platforms</title>"
        "<h1>Stand-ins of the ad platforms</h1><table border=1><tr><th>platform<th>campaign<th>id"
        f"<th>state<th>daily budget<th>days<th>spend<th>conversions{rows}</table>"
        f"<h2>Faults</h2><pre>{html.escape(faults)}</pre><h2>Calls</h2>"
        f"<pre>{html.escape(_HELP)}</pre></html>",
    )
