"""A request's way from turn to turn: who is asked next, and what came back. Pure; time is an
argument.

Whatever comes back, it ends: a step is asked at most three times, and all end with the request's
time.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from baton.gtm.request import Gap, GapReason
from baton.gtm.request_plan import MOST_TRIES, AgentResult, TaskForAgent
from baton.runtime.asked_agents import AgentWords
from functions.gtm.supervisor.models import Progress, Step
from functions.gtm.supervisor.part import Adapters, NotFound, Part
from functions.gtm.supervisor.planning import HELD_SECONDS, PlannedStep, gap_of

Agents = Mapping[str, AgentWords]

_LEAST_SECONDS = 2
"""Of a request's time that must be left for another step."""

_TIMEOUTS = frozenset({"States.Timeout", "Lambda.ClientExecutionTimeoutException"})
REFUSALS = frozenset({"Forbidden", "AccessDeniedException", "Lambda.AccessDeniedException"})
"""Errors of who is not allowed to do something: not tried again, and told to operations."""


def steps_of(planned: Sequence[PlannedStep]) -> tuple[Step, ...]:
    """The steps before anybody was asked."""
    return tuple(Step(assignment=one.assignment, task=one.task) for one in planned)


def taken(
    progress: Progress,
    results: Sequence[AgentResult],
    adapters: Adapters,
    agents: Agents,
    now: datetime,
) -> Progress:
    """The progress with what came back. A result that nobody asked for is left aside."""
    by_step = {one.step: one for one in results}
    steps = tuple(
        _after(
            one,
            by_step.get(one.assignment.step),
            progress.asked.request_id,
            adapters,
            agents=agents,
            now=now,
        )
        for one in progress.steps
    )
    return progress.model_copy(update={"steps": steps, "turn": progress.turn + 1})


def due(
    progress: Progress, adapters: Adapters, now: datetime
) -> tuple[Progress, tuple[TaskForAgent, ...]]:
    """The progress, and who is asked now. What can be asked of nobody any more has a gap."""
    left = int((progress.asked.asked_at + timedelta(seconds=HELD_SECONDS) - now).total_seconds())
    steps: list[Step] = []
    tasks: list[TaskForAgent] = []
    for one in progress.steps:
        step, task = _next(one, steps, progress.asked.request_id, adapters, left)
        if task is not None:
            tasks.append(task)
            step = step.model_copy(update={"attempt": task.attempt, "asked_at": now})
        steps.append(step)
    return progress.model_copy(update={"steps": tuple(steps)}), tuple(tasks)


def _next(
    step: Step, before: Sequence[Step], request_id: str, adapters: Adapters, left: int
) -> tuple[Step, TaskForAgent | None]:
    """A step with its gap, or with the task that is due."""
    needed = [one for one in before if one.assignment.step in step.assignment.after]
    if step.is_over:
        return step, None
    if left < _LEAST_SECONDS:
        return _without(
            step, GapReason.TIMED_OUT, "the request's time was over", "ask for less at once"
        ), None
    if not all(one.is_over for one in needed):
        return step, None
    found = [one.part for one in needed if one.part is not None]
    if needed and not found:
        lacks = f"it needs what {needed[-1].assignment.agent} finds"
        return _without(step, GapReason.DEPENDS, lacks, "see the gap before this one"), None
    try:
        task = adapters[step.assignment.agent].completed(dict(step.task), found)
    except NotFound as error:
        return _without(step, GapReason.DEPENDS, str(error), "see what the step before says"), None
    return step, TaskForAgent(
        step=step.assignment.step,
        agent=step.assignment.agent,
        attempt=step.attempt + 1,
        seconds=min(step.assignment.seconds, left),
        task={**task, "request_id": request_id},
    )


def _after(
    step: Step,
    result: AgentResult | None,
    request_id: str,
    adapters: Adapters,
    *,
    agents: Agents,
    now: datetime,
) -> Step:
    """A step after its result: with its part, its gap, or open for another try."""
    if step.is_over or step.attempt == 0:
        return step
    spent = (now - step.asked_at).total_seconds() * 1000 if step.asked_at else 0.0
    step = step.model_copy(update={"milliseconds": step.milliseconds + max(0.0, spent)})
    if result is None or (result.agent, result.attempt) != (step.assignment.agent, step.attempt):
        return _again(step, GapReason.FAILED, "no result came back", agents)
    if result.answer is None:
        return _failed(step, result, agents)
    try:
        part = adapters[step.assignment.agent].part(result.answer, request_id)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return _again(step, GapReason.INVALID, "its answer was none that can be used", agents)
    return step.model_copy(update={"part": _held(part, step.assignment.tokens)})


def _held(part: Part, tokens: int) -> Part:
    """What it took of the budget is what was held for it at most, whatever it says."""
    return part.model_copy(update={"model_tokens": min(part.model_tokens, tokens)})


def _failed(step: Step, result: AgentResult, agents: Agents) -> Step:
    """After an error. The workflow has tried what passes by itself; what stays is named."""
    instead = agents[step.assignment.agent].instead
    if result.error in _TIMEOUTS:
        return _without(step, GapReason.TIMED_OUT, "it did not answer in its time", instead)
    if result.error in REFUSALS:
        return _without(step, GapReason.NOT_PERMITTED, "it was not allowed to do this", instead)
    if result.error == "InvalidInput" and "currency" in step.task and step.task["currency"]:
        corrected = {**step.task, "currency": None}
        return _again(
            step.model_copy(update={"task": corrected}),
            GapReason.FAILED,
            "it refused the task",
            agents,
        )
    return _without(step, GapReason.FAILED, "it could not do this", instead)


def _again(step: Step, reason: GapReason, why: str, agents: Agents) -> Step:
    if step.attempt < MOST_TRIES:
        return step
    return _without(
        step, reason, f"{why}, {MOST_TRIES} times", agents[step.assignment.agent].instead
    )


def _without(step: Step, reason: GapReason, why: str, what_to_do: str) -> Step:
    assignment = step.assignment
    gap: Gap = gap_of(assignment.agent, assignment.why, reason, why, what_to_do)
    return step.model_copy(update={"gap": gap})
