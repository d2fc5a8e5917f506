"""Whatever an agent works on, its logs, metrics, events and decisions name nobody (requirement G4)."""

import importlib
import inspect
import io
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baton.core.contract import Contract
from baton.core.errors import BatonError
from baton.core.message import AgentName
from baton.core.observability import logger
from baton.core.settings import Settings
from baton.leads.lead import NewLead
from baton.messaging.outbox import Work
from baton.runtime import Agent, agent_handler
from baton.runtime.entry_point import Handler
from tests.fakes.gtm.request_workflow import SHIPPED, known
from tests.fakes.platform.container import FakePlatform
from tests.samples.pipeline import a_lead, receive

ROOT = Path(__file__).parents[3]
TRACE = {"correlation_id": "c-1", "execution": "e-1", "step": "Step"}

ELSEWHERE = {
    "operations": "is told of alarms, which are of nobody, and reaches AWS itself",
    "training": "learns from figures, and loads scikit-learn for it",
}
"""Agents whose samples are not run here, and why."""

names = st.from_regex(r"\AXq[a-z]{5,9}\Z")
people = st.fixed_dictionaries(
    {
        "first_name": names,
        "last_name": names.map(lambda name: f"{name} van der {name}"),
        "email": names.map(lambda name: f"{name.lower()}@secretive.example"),
        "phone": st.from_regex(r"\A\+43660[1-9][0-9]{6}\Z"),
        "message": names.map(lambda name: f"Please send a quote.\nMy cat is called {name}zz."),
    }
)


class World:
    """Every agent over one platform in memory, and everything that is written."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.platform = FakePlatform(
            Settings(bus_name="baton", intake_bucket="intake", tables={"traces": "t"})
        )
        self.written = io.StringIO()
        patch.setattr("baton.runtime.platform.Platform", lambda **_: self.platform)
        patch.setattr("baton.core.observability.sys", SimpleNamespace(stdout=self.written))
        patch.setattr(SHIPPED, known)
        self._patch = patch

    def handler(self, agent: type[Agent[Any, Any]]) -> Handler:
        logger(agent.name)
        for one in logging.getLogger(agent.name).handlers:
            self._patch.setattr(one, "stream", self.written)
        return agent_handler(agent.assemble)

    def does(self, name: str, task: dict[str, Any]) -> Any:
        return self.handler(agent_of(name))({"task": task, "trace": TRACE}, None)

    def told(self) -> str:
        """Logs, metrics, events and decisions, as one text in small letters."""
        entries = self.platform.outbox.entries.values()
        events = [json.dumps(one.payload) for one in entries if one.work is Work.PUBLISH]
        traced = [text for texts in self.platform.traces.kept.values() for text in texts]
        kept = [*traced, *events]
        return "\n".join([self.written.getvalue(), *kept]).casefold()


@pytest.fixture
def world() -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch:
        yield World(patch)


def agent_of(folder: str) -> type[Agent[Any, Any]]:
    (path,) = ROOT.glob(f"functions/*/{folder}/agent.py")
    module = importlib.import_module(f"functions.{path.parent.parent.name}.{folder}.agent")
    (found,) = [
        one
        for _, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, Agent) and one.__module__ == module.__name__
    ]
    return found


def words_of(person: dict[str, str]) -> list[str]:
    """What would give a person away."""
    first, last = person["first_name"], person["last_name"].split()[0]
    digits = person["phone"].replace(" ", "")
    cat = person["message"].split()[-1].rstrip(".")
    found = [first, last, person["email"], person["phone"], digits, cat]
    return [word.casefold() for word in found]


@given(person=people)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_leads_way_names_nobody_and_is_told_once(person: dict[str, str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        world = World(patch)
        lead = a_lead(**person, country="AT", source="referral")
        receive(world.platform, lead)
        for _ in range(2):  # as the outbox does after a crash
            go_through(world, lead.to_json())
        text = world.told()
        decided = [one.decision_id for one in world.platform.traces.page(lead.lead_id).items]
    assert [word for word in words_of(person) if word in text] == []
    agents = [one.partition("/")[0] for one in decided]
    assert sorted(agents) == ["engagement", "handoff", "lead_triage", "result_writer"]
    assert "decisions could not be stored" not in text
    assert "of 100 points" in text


def go_through(world: World, lead: dict[str, Any]) -> None:
    """A lead's pipeline, as its workflow has it."""
    triage = world.does("triage", {"lead": lead})
    route = triage["handoffs"][0]
    given = {"kind": "lead", "record": lead, "source_agent": "lead_triage", "route": route}
    known = {name: triage[name] for name in ("category", "temperature")}
    given["context"] = {**known, **triage["assessment"]}
    handoff = world.does("handoff", given)["handoff"]
    whole = {"lead": lead, "assessment": triage["assessment"], "category": triage["category"]}
    plan = world.does("engagement", {**whole, "handoff": handoff})["plan"]
    world.does("result_writer", {**whole, **known, "handoffs": [handoff], "plan": plan})


def samples() -> list[tuple[str, Path]]:
    """Every sample task, with the function that takes it."""
    functions = sorted(path.parent.name for path in ROOT.glob("functions/*/*/agent.py"))
    found = []
    for path in sorted((ROOT / "events").glob("*/*.json")):
        if "task" in json.loads(path.read_text(encoding="utf-8")):
            takes = [name for name in functions if path.stem.startswith(name)]
            found.append((max(takes, key=len), path))
    return [(name, path) for name, path in found if name not in ELSEWHERE]


PERSON = {
    "first_name": "Xqzdenka",
    "last_name": "Xquasimodo van der Secret",
    "email": "xqzdenka@secretive.example",
    "phone": "+436609876543",
    "message": "Please send a quote.\nMy cat is called Xqmietz.",
}


def personal(value: Any) -> Any:
    """A sample with the data of one person in place of everybody's."""
    if isinstance(value, dict):
        return {
            name: PERSON[name] if name in PERSON and isinstance(inner, str) else personal(inner)
            for name, inner in value.items()
        }
    return [personal(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("name", "path"), samples(), ids=lambda one: getattr(one, "stem", one))
def test_no_agent_names_anybody_whatever_becomes_of_its_task(
    world: World, name: str, path: Path
) -> None:
    with suppress(BatonError, LookupError):
        world.does(name, personal(json.loads(path.read_text(encoding="utf-8")))["task"])
    text = world.told()
    assert f'"service":"{agent_of(name).name}"' in text
    assert [word for word in words_of(PERSON) if word in text] == []


class Clumsy(Agent[NewLead, Contract]):
    """Repeats in an error what it was told."""

    name: ClassVar[AgentName] = "engagement"

    @classmethod
    def assemble(cls, platform: Any) -> "Clumsy":
        return cls()

    def perform(self, task: NewLead) -> Contract:
        raise RuntimeError(f"cannot write to {task.first_name} {task.last_name}: {task.message}")


def test_an_error_that_repeats_what_it_was_told_names_nobody(world: World) -> None:
    with pytest.raises(RuntimeError):
        world.handler(Clumsy)({"task": PERSON, "trace": TRACE}, None)
    text = world.told()
    assert "cannot write to <person> <person>" in text
    assert [word for word in words_of(PERSON) if word in text] == []


def test_a_record_that_holds_a_lead_is_written_without_it(world: World) -> None:
    world.handler(Clumsy)
    logger("engagement").info("done", extra={"lead": {"details": PERSON}, "status": 200})
    text = world.told()
    assert '"status":200' in text
    assert [word for word in words_of(PERSON) if word in text] == []
