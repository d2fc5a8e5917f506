"""How the live updates are called: by sockets, by the registry's stream, and by their queue.

    authoriser   "type": "REQUEST" and "methodArn"
    socket       "requestContext" with CONNECT, MESSAGE or DISCONNECT
    stream       records of the agents table: somebody reported
    queue        events of the bus, and notes that this function left itself

A batch of records is done once and never brought again but for a database that does not answer: what
is late is not live. A message of the bus that is not as its contract says is logged and left out.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from baton.core.errors import InvalidInput
from baton.core.message import AgentName, Message
from baton.core.observability import logger, record
from baton.messaging.events import DataRequest, EventName, LeadProcessed, payload_of
from baton.runtime.agent_status import AGENTS
from functions.platform.live.models import LeadUpdate
from functions.platform.live.service import LiveService

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

SERVICE = "live"

_NOTHING_AGAIN: dict[str, Any] = {"batchItemFailures": []}

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def live_handler(assemble: "Callable[[Platform], LiveService]") -> Handler:
    """The Lambda handler of the live updates. They are assembled once per container."""
    built: list[LiveService] = []

    def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        if not built:
            built.append(_assembled(assemble))
        started, trigger, failed = time.perf_counter(), _trigger(event), True
        service = built[0]
        service.news.tally.clear()
        try:
            answer = _WAYS[trigger](service, event)
            failed = False
            return answer
        except Exception:
            logger(SERVICE).exception("the live updates could not do their work")
            raise
        finally:
            record(
                SERVICE,
                "live",
                milliseconds={"TaskTime": round((time.perf_counter() - started) * 1000, 2)},
                counts={"Tasks": 1, "Failed": int(failed), **service.news.tally},
                trigger=trigger,
            )

    return handle


def _assembled(assemble: "Callable[[Platform], LiveService]") -> LiveService:
    from baton.runtime.platform import Platform

    return assemble(Platform())


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
    return service.door.admit(event)


def _socket(service: LiveService, event: Mapping[str, Any]) -> dict[str, Any]:
    context = event["requestContext"]
    if context["eventType"] == "MESSAGE":
        service.desk.take(context, str(event.get("body") or ""))
    elif context["eventType"] == "DISCONNECT":
        service.desk.leave(str(context["connectionId"]))
    return {"statusCode": 200}


def _stream(service: LiveService, event: Mapping[str, Any]) -> dict[str, Any]:
    names = {
        change["dynamodb"]["Keys"]["agent"]["S"]
        for change in event["Records"]
        if change["eventName"] != "REMOVE"
    }
    service.news.agents_changed(_agents(names))
    return _NOTHING_AGAIN


def _queue(service: LiveService, event: Mapping[str, Any]) -> dict[str, Any]:
    leads: dict[str, LeadUpdate] = {}
    look_at: set[str] = set()
    for one in event["Records"]:
        note = json.loads(one["body"])
        if "look_at" in note:
            look_at.update(note["look_at"])
        elif heard := _heard(note):
            message, payload = heard
            if isinstance(payload, LeadProcessed):
                leads[message.message_id] = LeadUpdate.of(message, payload)
            elif isinstance(payload, DataRequest):
                service.answer(message)
    service.news.leads_processed(tuple(leads.values()))
    service.news.look_again(_agents(look_at))
    return _NOTHING_AGAIN


def _heard(note: Mapping[str, Any]) -> tuple[Message, Any] | None:
    """An event of the bus, its envelope and payload checked; nothing if they are not right."""
    try:
        name = EventName(str(note.get("detail-type")))
        message = Message.model_validate(note.get("detail"))
        payload = payload_of(name, message)
    except (ValidationError, ValueError) as error:
        logger(SERVICE).warning(
            "an event of the bus is not as it must be", extra={"error": type(error).__name__}
        )
        return None
    logger(SERVICE).info(
        "an event came to those who listen",
        extra={"correlation_id": message.correlation_id, "event": name.value},
    )
    return message, payload


def _agents(names: Iterable[str]) -> list[AgentName]:
    """The agents of these names; a name that only a newer version knows is left out."""
    return [name for name in names if name in AGENTS]


_WAYS: Mapping[str, Callable[[LiveService, Mapping[str, Any]], dict[str, Any]]] = {
    "authoriser": _authorise,
    "socket": _socket,
    "stream": _stream,
    "queue": _queue,
}
