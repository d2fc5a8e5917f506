"""The workflow ``gtm_request`` in memory: turns of the real supervisor, agents asked between them."""

import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast
from unittest import mock
from weakref import WeakKeyDictionary

from functions.gtm.supervisor.agent import Supervisor
from functions.gtm.supervisor.models import SupervisorTask
from functions.gtm.supervisor.planning import HELD_SECONDS
from functions.gtm.supervisor.router import Lines
from functions.gtm.supervisor.shipped_examples import Example, Shipped, shipped
from tests.fakes.platform.embedder import FakeEmbedder

if TYPE_CHECKING:
    from tests.fakes.platform.container import FakePlatform

Answering = Callable[[dict[str, Any]], dict[str, Any]]

_SUPERVISORS: WeakKeyDictionary[Any, Supervisor] = WeakKeyDictionary()
"""Trained once a platform, as a container trains once."""

_LINES = Lines(words=0.9953, sure=0.9996)
"""Where cross-validation sets them with the embedder in memory: it takes four fifths of the training."""

SHIPPED = "functions.gtm.supervisor.agent.shipped"
"""Where the supervisor asks for what ``known`` knows too."""


def known(examples: Sequence[Example], model: str) -> Shipped:
    """As ``shipped``, and the lines for the embedder in memory."""
    return Shipped(lines=_LINES) if model == FakeEmbedder.model else shipped(examples, model)


MOST_TURNS = 20
"""More than any request takes: one that takes more does not end."""


def answered(
    platform: "FakePlatform",
    given: Mapping[str, Any],
    agents: Mapping[str, Answering] | None = None,
) -> dict[str, Any]:
    """What the workflow ends with. ``agents`` stand in for the real ones; an exception of theirs
    is what Step Functions tells of it.
    """
    with mock.patch(SHIPPED, known):
        supervisor = _SUPERVISORS.get(platform) or Supervisor.assemble(cast("Any", platform))
    _SUPERVISORS[platform] = supervisor
    task: dict[str, Any] = {"asked": given["task"]["asked"]}
    for _ in range(MOST_TURNS):
        turn = supervisor.perform(SupervisorTask.model_validate(_as_json(task))).to_json()
        if not turn.get("ask"):
            return {"answer": turn["answer"]}
        results = [_asked(platform, one, agents or {}) for one in turn["ask"]]
        task = {"progress": turn["progress"], "results": results}
    raise AssertionError(f"no answer after {MOST_TURNS} turns and {HELD_SECONDS} s")


def _asked(
    platform: "FakePlatform", one: Mapping[str, Any], agents: Mapping[str, Answering]
) -> dict[str, Any]:
    whose = {name: one[name] for name in ("step", "agent", "attempt")}
    ask = agents.get(one["agent"]) or (lambda task: _really(platform, one["agent"], task))
    try:
        return {**whose, "answer": _as_json(ask(dict(one["task"])))}
    except Exception as error:  # noqa: BLE001 (as the workflow catches all)
        return {**whose, "error": type(error).__name__, "cause": str(error)[:300]}


def _really(platform: "FakePlatform", agent: str, task: dict[str, Any]) -> dict[str, Any]:
    """The answer of the real agent."""
    module = importlib.import_module(f"functions.gtm.{agent}.agent")
    kind = getattr(module, agent.title())
    made = kind.assemble(cast("Any", platform))
    answer: dict[str, Any] = made.perform(kind.task_type.model_validate(task)).to_json()
    return answer


def _as_json(value: dict[str, Any]) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(value))
    return copy
