"""A request in words, answered (requirement E1). Express; waited for by whoever asks, and ended
all the same.

Begin ─► Asking? ─► Ask (agents at once, each caught) ─► GoOn ─► Asking? … ─► {"answer": …}

The supervisor says in each turn whom to ask, and bounds how often; this only carries it out. An
agent's branch is there because the supervisor has a file for it, or another area registers it.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from infra.asked_agents import asked_agents_on
from infra.configuration import Configuration
from infra.spec_files import ROOT, read_yaml
from infra.workflows.spec import WorkflowSpec
from infra.workflows.states import Definition, State, call, choose, on_any_error, workflow

AGENTS = ROOT / "functions" / "gtm" / "supervisor" / "agents"

_SUPERVISOR_SECONDS = 20
_LONGEST_SECONDS = 170
"""More than what the supervisor holds for a request, so that it is the one who ends it."""

_TURN = "{% $states.result.Payload %}"


@cache
def agents(areas: tuple[str, ...]) -> dict[str, int]:
    """Every agent that the supervisor can ask and that is there, with the seconds for which it is
    waited: those of its own area, and those that the ``areas`` register.
    """
    own = {
        file.stem: int(read_yaml(file)["seconds"])
        for file in sorted(AGENTS.glob("*.yaml"))
        if (ROOT / "functions" / "gtm" / file.stem / "function.yaml").exists()
    }
    return {**own, **{one.name: one.seconds for one in asked_agents_on(areas)}}


def definition(areas: tuple[str, ...] = ()) -> Definition:
    """The workflow's states, where these areas are on beside this one."""
    return workflow(
        "A request in words",
        "Begin",
        {
            "Begin": _supervisor({"asked": "{% $states.input.task.asked %}"}, "Begin"),
            "Asking": choose(("$count($states.input.ask) > 0", "Ask"), otherwise="Answered"),
            "Ask": {
                "Type": "Map",
                "Items": "{% $states.input.ask %}",
                "ItemProcessor": _asking(agents(areas)),
                "Assign": {"progress": "{% $states.input.progress %}"},
                "Output": {"results": "{% [$states.result] %}"},
                "Next": "GoOn",
            },
            "GoOn": _supervisor(
                {"progress": "{% $progress %}", "results": "{% $states.input.results %}"}, "GoOn"
            ),
            "Answered": {
                "Type": "Pass",
                "Output": {"answer": "{% $states.input.answer %}"},
                "End": True,
            },
        },
        timeout=_LONGEST_SECONDS,
    )


def spec(configuration: Configuration) -> WorkflowSpec:
    """The workflow."""
    return WorkflowSpec(definition=definition(tuple(configuration.areas)), express=True)


def _supervisor(task: dict[str, str], step: str) -> State:
    return call(
        "supervisor", task, step=step, timeout=_SUPERVISOR_SECONDS, output=_TURN, then="Asking"
    )


def _asking(agents: Mapping[str, int]) -> dict[str, Any]:
    """One item: the agent that it is for, and what comes of it, an error included."""
    states: dict[str, State] = {
        "Whom": choose(
            *((f"$states.input.agent = '{name}'", _state(name)) for name in agents),
            otherwise="Nobody",
        ),
        "Nobody": _result({"error": "NoSuchAgent"}),
    }
    for name, seconds in agents.items():
        states[_state(name)] = _agent(name, seconds)
    states["NotAnswered"] = {"Type": "Pass", "End": True}
    return {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "Whom", "States": states}


def _agent(name: str, seconds: int) -> State:
    failed = on_any_error(
        "NotAnswered",
        Output={
            **_WHOSE,
            "error": "{% $states.errorOutput.Error %}",
            "cause": "{% $substring($states.errorOutput.Cause, 0, 300) %}",
        },
    )
    state = call(
        name,
        {},
        step=_state(name),
        timeout=seconds,
        output={**_WHOSE, "answer": "{% $states.result.Payload %}"},
        then=None,
        catch=[failed],
    )
    state["Arguments"]["Payload"]["task"] = "{% $states.input.task %}"
    return state


_WHOSE = {name: f"{{% $states.input.{name} %}}" for name in ("step", "agent", "attempt")}


def _state(agent: str) -> str:
    return agent.replace("_", " ").title().replace(" ", "")


def _result(more: dict[str, str]) -> State:
    return {"Type": "Pass", "Output": {**_WHOSE, **more}, "End": True}
