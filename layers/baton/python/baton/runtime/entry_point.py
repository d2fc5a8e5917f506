"""The entry point every agent's Lambda shares: the only place that knows how AWS calls."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from baton.contracts.message import AgentName, Message
from baton.contracts.task import TaskRequest, Trace
from baton.runtime.activity import Activity
from baton.runtime.agent import Agent, Result, Task
from baton.runtime.errors import BatonError, Fault, InvalidInput
from baton.runtime.faults import invalid_input
from baton.runtime.observability import logger, record

if TYPE_CHECKING:
    from baton.platform import Platform

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]

_OWN_FAULTS = ("failed", "Unavailable")
"""Outcomes that make an agent unavailable if they go on; the others are a wrong task's."""


def agent_handler(
    assemble: "Callable[[Platform], Agent[Task, Result]]",
) -> Handler:
    """The Lambda handler of an agent.

    Parses the trigger (Step Functions task, EventBridge event, direct call), validates the task,
    binds agent and correlation id to the log, measures, reports to the agent registry, and gives the
    result as JSON. The agent is assembled at the first call and kept for the container's life. An
    error of ours is logged with its name, which the workflow's retries know; anything else is logged
    with its stack.
    """
    built: list[tuple[Agent[Task, Result], Activity | None]] = []

    def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        agent, activity = built[0] if built else _assembled(assemble, built)
        if activity:
            activity.begin()
        started, outcome = time.perf_counter(), "failed"
        trace: dict[str, Any] = {}
        try:
            request = _parsed(event, agent.name)
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
            spent, failed = round((time.perf_counter() - started) * 1000, 2), outcome != "done"
            record(
                agent.name,
                "task",
                milliseconds={"TaskTime": spent},
                counts={"Tasks": 1, "Failed": int(failed)},
                outcome=outcome,
                **trace,
            )
            if activity:
                activity.end(spent, failed=failed, ill=outcome in _OWN_FAULTS)

    return handle


def _assembled(
    assemble: "Callable[[Platform], Agent[Task, Result]]",
    built: list[tuple[Agent[Task, Result], Activity | None]],
) -> tuple[Agent[Task, Result], Activity | None]:
    from baton.platform import Platform

    platform = Platform()
    agent = assemble(platform)
    built.append((agent, _activity(agent.name, platform)))
    return built[0]


def _activity(agent: AgentName, platform: "Platform") -> Activity | None:
    """What reports for this worker; nothing without a registry."""
    if platform.settings.agents_table is None:
        return None
    return Activity(agent, platform.worker, platform.agents.report, platform.clock)


def _parsed(event: dict[str, Any], agent: AgentName) -> TaskRequest:
    """The task in any of the three forms in which it comes. Raises ``InvalidInput``."""
    try:
        if "detail-type" in event:
            message = Message.model_validate(event.get("detail"))
            _check_receiver(message, agent)
            return TaskRequest(
                task=message.payload,
                trace=Trace(correlation_id=message.correlation_id, step=str(event["detail-type"])),
            )
        return TaskRequest.model_validate(event)
    except ValidationError as error:
        raise _refused(error, "This is neither a task nor an event of Baton.") from error


def _check_receiver(message: Message, agent: AgentName) -> None:
    """Refuses a message to somebody else: a rule that brings it is wrong."""
    if message.receiver not in {agent, AgentName.ALL}:
        fault = Fault("/receiver", f"is {message.receiver}, not {agent} or all", "other_receiver")
        raise InvalidInput([fault], f"This message is not for {agent}.")


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
