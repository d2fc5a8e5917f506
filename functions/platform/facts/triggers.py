"""How the keeper of facts is called: by its queue, by dropped files, and for compaction.

Facts of a batch are kept together, so that a day has few files. A message that is none, or that has a
fact nobody here knows, is brought again and then laid aside with its reason in the log; what is good in
it is kept all the same, and told again it is the same fact.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from baton.core.errors import Unavailable
from baton.core.message import Message
from baton.core.observability import logger, record
from baton.facts.events import FACTS_RECORDED
from baton.facts.fact import Fact
from baton.runtime import agent_handler
from baton.runtime.assembly import Assembled
from functions.platform.facts.agent import FactRecorder

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

SERVICE = "facts"

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def facts_handler(assemble: "Callable[[Platform], FactRecorder]") -> Handler:
    """The Lambda handler. An event with ``Records`` is a batch of the queue, anything else a task."""
    assembled = Assembled(assemble)
    tasks = agent_handler(assemble)

    def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
        if "Records" not in event:
            return tasks(event, context)
        return take_batch(assembled(), event)

    return handle


def take_batch(keeper: FactRecorder, event: Mapping[str, Any]) -> dict[str, Any]:
    """Keeps the facts of a batch. Gives the messages that are to come again."""
    started = time.perf_counter()
    facts: list[Fact] = []
    failed: list[str] = []
    for one in event["Records"]:
        try:
            told = FACTS_RECORDED.read(Message.model_validate(json.loads(one["body"])["detail"]))
        except (KeyError, TypeError, ValueError) as error:
            _log(one["messageId"], _words(error))
            failed.append(one["messageId"])
            continue
        faults = [(fact, keeper.fault(fact)) for fact in told.facts]
        facts += [fact for fact, fault in faults if fault is None]
        if why := dict.fromkeys(fault for _, fault in faults if fault):
            _log(one["messageId"], "; ".join(why))
            failed.append(one["messageId"])
    try:
        erased = keeper.keep(facts)
    except Unavailable as error:
        _log("", str(error))
        erased, failed = 0, [one["messageId"] for one in event["Records"]]
    record(
        SERVICE,
        "facts kept",
        milliseconds={"TaskTime": round((time.perf_counter() - started) * 1000, 2)},
        counts={"Tasks": 1, "Facts": len(facts) - erased, "Erased": erased, "Failed": len(failed)},
    )
    return {"batchItemFailures": [{"itemIdentifier": one} for one in dict.fromkeys(failed)]}


def _words(error: Exception) -> str:
    """What is wrong, without the values: they may be personal."""
    if isinstance(error, ValidationError):
        places = (f"{'.'.join(map(str, one['loc']))} {one['msg']}" for one in error.errors())
        return "; ".join(places)
    return f"it is no event of facts ({type(error).__name__})"


def _log(message_id: str, why: str) -> None:
    logger(SERVICE).error(
        "facts were not kept", extra={"message_id": message_id, "why": why[:2_000]}
    )
