"""What the framework itself costs: an empty step of ours beside an empty step of LangGraph.

Both do the same nothing: take a state with a lead in it, count up by one, hand it on. Ours validates
the task, binds the correlation id and writes its log and metric line, as every step in production
does; LangGraph runs the same number of nodes in a compiled graph, without and with its in-memory
checkpointer. All three in this process, in turn, by CPU time.
"""

import io
import sys
from contextlib import redirect_stdout
from itertools import count
from typing import Any, TypedDict
from unittest.mock import patch

from baton.core.contract import Contract
from baton.runtime import Agent, agent_handler
from baton.runtime.agent_status import WorkerReport
from baton.runtime.entry_point import Handler
from baton.runtime.platform import Platform
from tests.benchmarks.report import Section, at_most, cpu_per_call

STEPS = 6
LEAD = {"email": "anna.berg@example.com", "company": "Berg GmbH", "score": 71.5}


class EmptyTask(Contract):
    """A state with a lead in it."""

    lead: dict[str, Any]
    count: int


class EmptyResult(Contract):
    """The same state, one further."""

    lead: dict[str, Any]
    count: int


class EmptyAgent(Agent[EmptyTask, EmptyResult]):
    """Does nothing but count."""

    name = "lead_triage"

    @classmethod
    def assemble(cls, platform: Platform) -> "EmptyAgent":
        return cls()

    def perform(self, task: EmptyTask) -> EmptyResult:
        return EmptyResult(lead=task.lead, count=task.count + 1)


class _State(TypedDict):
    lead: dict[str, Any]
    count: int


def run() -> Section:
    """Measures an empty step three ways and the ratio that the targets speak of."""
    ours = cpu_per_call(_our_steps(), 200) / STEPS
    plain = cpu_per_call(_langgraph_steps(checkpointed=False), 60) / STEPS
    saved = cpu_per_call(_langgraph_steps(checkpointed=True), 30) / STEPS
    section = Section(
        "Framework: CPU of an empty step",
        note="Ours includes validation, correlation id, agent registry, and one log-and-metric line "
        "a step.",
    )
    section.add("Baton agent_handler", ours, "µs CPU a step")
    section.add("LangGraph", plain, "µs CPU a step")
    section.add("LangGraph with InMemorySaver", saved, "µs CPU a step")
    section.figures.append(at_most("Baton / LangGraph", ours / plain, "ratio", 0.25))
    section.figures.append(at_most("Baton / LangGraph with saver", ours / saved, "ratio", 0.25))
    return section


def _our_steps() -> Any:
    handler = _reporting(agent_handler(EmptyAgent.assemble))

    def steps() -> None:
        state: dict[str, Any] = {"lead": LEAD, "count": 0}
        with redirect_stdout(io.StringIO()):
            for number in range(STEPS):
                trace = {"correlation_id": "bench", "execution": "bench", "step": str(number)}
                state = handler({"task": state, "trace": trace}, None)
        if state["count"] != STEPS:
            sys.exit("the empty steps did not count")

    return steps


def _reporting(handler: Handler) -> Handler:
    """The handler after its first call, made with an agent registry that takes every report."""

    class Registry:
        def report(self, _: WorkerReport) -> None:
            """Takes it."""

    first = {"task": {"lead": LEAD, "count": 0}, "trace": {"correlation_id": "bench"}}
    with (
        patch.dict("os.environ", {"BATON_TABLES": "agents=agents"}),
        patch.object(Platform, "agents", Registry()),
        redirect_stdout(io.StringIO()),
    ):
        handler(first, None)
    return handler


def _langgraph_steps(*, checkpointed: bool) -> Any:
    from langgraph.checkpoint.memory import InMemorySaver
    from langgraph.graph import END, START, StateGraph

    graph = StateGraph(_State)
    names = [f"step_{number}" for number in range(STEPS)]
    for name in names:
        graph.add_node(name, lambda state: {"count": state["count"] + 1})
    for before, after in zip([START, *names], [*names, END], strict=True):
        graph.add_edge(before, after)
    compiled = graph.compile(checkpointer=InMemorySaver() if checkpointed else None)
    threads = count()

    def steps() -> None:
        thread: Any = {"configurable": {"thread_id": str(next(threads))}}
        state = compiled.invoke({"lead": LEAD, "count": 0}, thread)
        if state["count"] != STEPS:
            sys.exit("the empty steps did not count")

    return steps
