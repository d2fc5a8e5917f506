"""The entry point every agent's Lambda shares: the only place that knows how AWS calls."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

from pydantic import ValidationError

from baton.core.errors import BatonError, FieldError, InvalidInput, Unavailable
from baton.core.field_errors import invalid_input
from baton.core.message import ALL_AGENTS, AgentName, Message
from baton.core.observability import bind_task, logger, record
from baton.runtime.agent import Agent, Result, Task
from baton.runtime.assembly import Assembled, is_wake_call
from baton.runtime.decision_recorder import DecisionRecorder
from baton.runtime.heartbeat import Heartbeat
from baton.runtime.task import TaskRequest, Trace

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]

_IDLE = "idle"
_GOOD = ("done", _IDLE)
NO_ANSWER = "Unavailable"
"""The outcome of a task in which something that we depend on did not answer, or not usably."""

_OWN_FAULTS = ("failed", NO_ANSWER)
"""Outcomes that make an agent unavailable if they go on; the others are a wrong task's."""


@dataclass(frozen=True, slots=True)
class _Worker(Generic[Task, Result]):
    """An agent in its container, with what tells of its work: nothing where nobody listens."""

    agent: Agent[Task, Result]
    activity: Heartbeat | None
    decisions: DecisionRecorder | None


def agent_handler(
    assemble: "Callable[[Platform], Agent[Task, Result]]",
) -> Handler:
    """The Lambda handler of an agent.

    Parses the trigger (Step Functions task, EventBridge event, direct call), validates the task,
    binds agent and correlation id to the log, measures, reports to the agent registry, keeps what was
    decided in the decision trace, and gives the result as JSON. The agent is assembled once per
    container (``baton.runtime.assembly``). An error of ours is logged with its name, which the
    workflow's retries know; anything else is logged with its stack.
    """
    assembled = Assembled(lambda platform: _worker(assemble(platform), platform))

    def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        if is_wake_call(event):
            return {}
        worker = assembled()
        agent, activity = worker.agent, worker.activity
        if activity:
            activity.begin()
        started, outcome = time.perf_counter(), "failed"
        trace: dict[str, Any] = {}
        try:
            request = _parsed(event, agent.name)
            bind_task(request.task, request.trace.correlation_id)
            trace = request.trace.told()
            logger(agent.name).set_correlation_id(request.trace.correlation_id)
            task = _task(agent, request)
            result = agent.perform(task)
            answer = result.to_json()
            if decisions := _decided(worker, task, result, request, _since(started)):
                answer["decisions"] = decisions
            outcome = _IDLE if request.trace.quiet and agent.idle(result) else "done"
            return answer
        except BatonError as error:
            outcome = NO_ANSWER if isinstance(error, Unavailable) else type(error).__name__
            raise
        except Exception:
            logger(agent.name).exception("unexpected error")
            raise
        finally:
            spent = _since(started)
            bind_task(None)
            _measure(agent.name, spent, outcome, trace)
            if activity:
                activity.end(spent, failed=outcome not in _GOOD, ill=outcome in _OWN_FAULTS)

    return handle


def _measure(agent: AgentName, spent: float, outcome: str, trace: Mapping[str, Any]) -> None:
    """Writes the line of one task, of ``spent`` milliseconds; without metrics if it was idle."""
    if outcome == _IDLE:
        logger(agent).info("nothing to do", extra={"TaskTime": spent, **trace})
        return
    record(
        agent,
        "task",
        milliseconds={"TaskTime": spent},
        counts={"Tasks": 1, "Failed": int(outcome not in _GOOD)},
        together=True,
        outcome=outcome,
        **trace,
    )


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)


def _decided(
    worker: _Worker[Task, Result], task: Task, result: Result, request: TaskRequest, spent: float
) -> list[dict[str, Any]]:
    """Has the result's decisions kept; gives those that are to be handed on instead. A fault in telling
    them fails no task, and is logged.
    """
    if worker.decisions is None:
        return []
    try:
        decided = worker.agent.decided(task, result)
    except Exception:  # noqa: BLE001 (a line of the trace is not worth a task)
        logger(worker.agent.name).exception("decisions could not be derived")
        record(worker.agent.name, "decisions could not be stored", counts={"DecisionsLost": 1})
        decided = ()
    trace = request.trace
    traced = worker.decisions.traced(decided, trace, spent, request.task)
    if trace.hands_on:
        return [one.to_json() for one in traced]
    worker.decisions.note(traced, trace.decisions)
    return []


def _worker(agent: Agent[Task, Result], platform: "Platform") -> _Worker[Task, Result]:
    return _Worker(agent, _activity(agent.name, platform), _decisions(agent.name, platform))


def _decisions(agent: AgentName, platform: "Platform") -> DecisionRecorder | None:
    """What keeps this worker's decisions; nothing without a trace."""
    if "traces" not in platform.settings.tables:
        return None
    return DecisionRecorder(agent, platform.traces.keep, platform.clock)


def _activity(agent: AgentName, platform: "Platform") -> Heartbeat | None:
    """What reports for this worker; nothing without a registry."""
    if "agents" not in platform.settings.tables:
        return None
    return Heartbeat(agent, platform.worker, platform.agents.report, platform.clock)


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
    if message.receiver not in {agent, ALL_AGENTS}:
        fault = FieldError(
            "/receiver", f"is {message.receiver}, not {agent} or all", "other_receiver"
        )
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
