"""How the live updates are called: by sockets, by the registry's stream, and by their queue.

    authoriser   "type": "REQUEST" and "methodArn"
    socket       "requestContext" with CONNECT, MESSAGE or DISCONNECT
    stream       records of the agents table: somebody reported
    queue        events of the bus, and notes that this function left itself

A batch of records is done once and never brought again but for a database that does not answer before
anything was told: what is late is not live. A message of the bus that is not as its contract says is
logged and left out.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from baton.core.errors import InvalidInput, Unavailable
from baton.core.observability import logger, record
from baton.runtime.assembly import Assembled
from functions.platform.live.service import LiveService

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

SERVICE = "live"

_NOTHING_AGAIN: dict[str, Any] = {"batchItemFailures": []}

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def live_handler(assemble: "Callable[[Platform], LiveService]") -> Handler:
    """The Lambda handler of the live updates. They are assembled once per container."""
    assembled = Assembled(assemble)

    def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        started, trigger, failed = time.perf_counter(), _trigger(event), True
        service = assembled()
        service.broadcaster.tally.clear()
        try:
            answer = _WAYS[trigger](service, event)
            failed = False
            return answer
        except Exception:
            logger(SERVICE).exception("live updates failed")
            raise
        finally:
            record(
                SERVICE,
                "live",
                milliseconds={"TaskTime": round((time.perf_counter() - started) * 1000, 2)},
                counts={"Tasks": 1, "Failed": int(failed), **service.broadcaster.tally},
                trigger=trigger,
            )

    return handle


def _trigger(event: Mapping[str, Any]) -> str:
    if event.get("type") == "REQUEST" and "methodArn" in event:
        return "authoriser"
    if "Records" in event:
        source = event["Records"][0].get("eventSource") if event["Records"] else ""
        return "stream" if source == "aws:dynamodb" else "queue"
    if "connectionId" in event.get("requestContext", {}):
        return "socket"
    raise InvalidInput((), "This is neither a connection, a report nor a message of Baton.")


def _authorise(service: LiveService, event: Mapping[str, Any]) -> dict[str, Any]:
    return service.authorizer.admit(event)


def _socket(service: LiveService, event: Mapping[str, Any]) -> dict[str, Any]:
    context = event["requestContext"]
    if context["eventType"] == "MESSAGE":
        service.messages.take(context, str(event.get("body") or ""))
    elif context["eventType"] == "DISCONNECT":
        service.messages.leave(str(context["connectionId"]))
    return {"statusCode": 200}


def _stream(service: LiveService, event: Mapping[str, Any]) -> dict[str, Any]:
    names = {
        change["dynamodb"]["Keys"]["agent"]["S"]
        for change in event["Records"]
        if change["eventName"] != "REMOVE"
    }
    service.broadcaster.agents_changed(service.agents_named(names))
    return _NOTHING_AGAIN


def _queue(service: LiveService, event: Mapping[str, Any]) -> dict[str, Any]:
    """Tells the events, then what became of agents. If the latter fails, only those notes come again:
    the events are told by then, and would be told twice.
    """
    events: list[Mapping[str, Any]] = []
    look_at: set[str] = set()
    notes: list[str] = []
    for one in event["Records"]:
        note = json.loads(one["body"])
        if "look_at" in note:
            look_at.update(note["look_at"])
            notes.append(one["messageId"])
        else:
            events.append(note)
    service.hear(events)
    try:
        service.broadcaster.look_again(service.agents_named(look_at))
    except Unavailable as error:
        logger(SERVICE).warning("agents are looked at again later", extra={"error": str(error)})
        return {"batchItemFailures": [{"itemIdentifier": one} for one in notes]}
    return _NOTHING_AGAIN


_WAYS: Mapping[str, Callable[[LiveService, Mapping[str, Any]], dict[str, Any]]] = {
    "authoriser": _authorise,
    "socket": _socket,
    "stream": _stream,
    "queue": _queue,
}
