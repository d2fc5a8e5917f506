"""The entry point every agent's Lambda shares: the only place that knows how AWS calls."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from baton.contracts.message import Message
from baton.contracts.task import TaskRequest, Trace
from baton.runtime.agent import Agent, Result, Task
from baton.runtime.errors import BatonError, InvalidInput
from baton.runtime.faults import invalid_input
from baton.runtime.observability import logger, record

if TYPE_CHECKING:
    from baton.platform import Platform

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


def agent_handler(
    assemble: "Callable[[Platform], Agent[Task, Result]]",
) -> Handler:
    """The Lambda handler of an agent.

    Parses the trigger (Step Functions task, EventBridge event, direct call), validates the task,
    binds agent and correlation id to the log, measures, and gives the result as JSON. The agent is
    assembled at the first call and kept for the container's life. An error of ours is logged with
    its name, which the workflow's retries know; anything else is logged with its stack.
    """
    built: list[Agent[Task, Result]] = []

    def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        agent = built[0] if built else _assembled(assemble, built)
        started, outcome = time.perf_counter(), "failed"
        trace: dict[str, Any] = {}
        try:
            request = _parsed(event)
            trace = request.trace.model_dump(exclude_none=True)
            logger(agent.name).set_correlation_id(request.trace.correlation_id)
            result = agent.perform(_task(agent, request))
            outcome = "done"
            return result.to_json()
        except BatonError as error:
            outcome = type(error).__name__
            raise
        except Exception:
            logger(agent.name).exception("an error nobody expected")
            raise
        finally:
            record(
                agent.name,
                "task",
                milliseconds={"TaskTime": round((time.perf_counter() - started) * 1000, 2)},
                counts={"Tasks": 1, "Failed": int(outcome != "done")},
                outcome=outcome,
                **trace,
            )

    return handle


def _assembled(
    assemble: "Callable[[Platform], Agent[Task, Result]]", built: list[Agent[Task, Result]]
) -> Agent[Task, Result]:
    from baton.platform import Platform

    built.append(assemble(Platform()))
    return built[0]


def _parsed(event: dict[str, Any]) -> TaskRequest:
    """The task in any of the three forms in which it comes. Raises ``InvalidInput``."""
    try:
        if "detail-type" in event:
            message = Message.model_validate(event.get("detail"))
            return TaskRequest(
                task=message.payload,
                trace=Trace(correlation_id=message.correlation_id, step=str(event["detail-type"])),
            )
        return TaskRequest.model_validate(event)
    except ValidationError as error:
        raise _refused(error, "This is neither a task nor an event of Baton.") from error


def _task(agent: Agent[Task, Result], request: TaskRequest) -> Any:
    try:
        return agent.task_type.model_validate(request.task)
    except ValidationError as error:
        raise _refused(error, f"This is not a task for {agent.name}.") from error


def _refused(error: ValidationError, text: str) -> InvalidInput:
    """The error with its faults in its text too: a workflow's history keeps nothing else of it."""
    faults = invalid_input(error).faults
    places = "; ".join(f"{fault.pointer or '/'} {fault.detail}" for fault in faults)
    return InvalidInput(faults, f"{text} {places}.")
