"""The entry point that every agent's Lambda shares."""

import json
import logging
import sys
from typing import Any, ClassVar

import pytest

from baton.core.clock import new_id
from baton.core.contract import Contract
from baton.core.errors import InvalidInput, Unavailable
from baton.core.message import ALL_AGENTS, Message, MessageType
from baton.core.observability import logger
from baton.leads.lead import NewLead
from baton.runtime import Agent, agent_handler
from baton.runtime.entry_point import Handler
from baton.runtime.platform import Platform
from tests.fakes.platform.clock import NOON

TRACE = {"correlation_id": "c-1", "execution": "e-1", "step": "Triage"}


class Echo(Contract):
    text: str = ""
    lead: NewLead | None = None


class Echoing(Agent[Echo, Echo]):
    """Gives back what it gets; one text makes it fail in a known way, another in an unknown one."""

    name = "lead_triage"
    assembled: ClassVar[int] = 0

    @classmethod
    def assemble(cls, platform: Platform) -> "Echoing":
        cls.assembled += 1
        return cls()

    def perform(self, task: Echo) -> Echo:
        if task.text == "away":
            raise Unavailable("The database does not answer.")
        if task.text == "broken":
            raise KeyError(task.text)
        return task


class PresentStdout:
    """Whatever ``sys.stdout`` is when something is written: pytest changes it after the fixtures."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Handler:
    logger("lead_triage")
    for one in logging.getLogger("lead_triage").handlers:
        assert isinstance(one, logging.StreamHandler)
        monkeypatch.setattr(one, "stream", PresentStdout())
    return agent_handler(Echoing.assemble)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_step_of_a_workflow_is_a_task(
    handler: Handler, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handler({"task": {"text": "x"}, "trace": TRACE}, None) == {"text": "x"}
    (line,) = lines(capsys)
    assert {name: line[name] for name in TRACE} == TRACE
    assert (line["service"], line["outcome"]) == ("lead_triage", "done")
    assert (line["Tasks"], line["Failed"]) == (1, 0)
    assert line["TaskTime"] >= 0


def test_an_event_is_a_task_with_its_message_as_trace(
    handler: Handler, capsys: pytest.CaptureFixture[str]
) -> None:
    message = Message(
        message_id=new_id(),
        sender="api",
        receiver=ALL_AGENTS,
        message_type=MessageType.TASK_REQUEST,
        payload={"text": "from afar"},
        correlation_id="c-2",
        timestamp=NOON,
    )
    event = {
        "version": "0",
        "source": "baton",
        "detail-type": "campaign.metrics_recorded",
        "detail": message.to_json(),
    }
    assert handler(event, None) == {"text": "from afar"}
    (line,) = lines(capsys)
    assert (line["correlation_id"], line["step"]) == ("c-2", "campaign.metrics_recorded")


def test_a_direct_call_needs_a_correlation_id_only(
    handler: Handler, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handler({"task": {}, "trace": {"correlation_id": "c-3"}}, None) == {"text": ""}
    (line,) = lines(capsys)
    assert line["correlation_id"] == "c-3"
    assert "execution" not in line


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"task": {}},
        {"task": {}, "trace": {}},
        {"task": [], "trace": TRACE},
        {"task": {}, "trace": TRACE, "more": 1},
        {"detail-type": "lead.processed"},
        {"detail-type": "lead.processed", "detail": {"payload": {}}},
    ],
)
def test_what_is_no_task_at_all_is_invalid_and_is_logged(
    handler: Handler, capsys: pytest.CaptureFixture[str], event: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        handler(event, None)
    assert caught.value.faults
    (line,) = lines(capsys)
    assert (line["outcome"], line["Failed"]) == ("InvalidInput", 1)


def test_a_task_that_is_wrong_is_invalid_names_every_fault_and_nobodys_data(
    handler: Handler, capsys: pytest.CaptureFixture[str]
) -> None:
    task = {
        "lead": {"email": "ada@example.com", "first_name": "Ada\x00", "phone": "secret"},
        "x": 1,
    }
    with pytest.raises(InvalidInput) as caught:
        handler({"task": task, "trace": TRACE}, None)
    pointers = {fault.pointer for fault in caught.value.faults}
    assert pointers == {"/lead/first_name", "/lead/phone", "/x"}
    text = str(caught.value)
    assert text.startswith("This is not a task for lead_triage.")
    assert all(pointer in text for pointer in pointers)
    written = json.dumps(lines(capsys))
    assert '"InvalidInput"' in written
    for private in ("ada@example.com", "Ada", "secret"):
        assert private not in text + written


def test_an_error_of_ours_keeps_its_name_and_is_one_line(
    handler: Handler, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Unavailable):
        handler({"task": {"text": "away"}, "trace": TRACE}, None)
    (line,) = lines(capsys)
    assert (line["outcome"], line["Failed"], line["correlation_id"]) == ("Unavailable", 1, "c-1")


def test_an_error_nobody_expected_is_logged_with_its_stack_and_correlation_id(
    handler: Handler, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(KeyError):
        handler({"task": {"text": "broken"}, "trace": TRACE}, None)
    stack, line = lines(capsys)
    assert "KeyError" in stack["exception"]
    assert stack["correlation_id"] == "c-1"
    assert (line["outcome"], line["Failed"]) == ("failed", 1)


def test_an_agent_is_assembled_once_and_only_when_it_is_called() -> None:
    before = Echoing.assembled
    handler = agent_handler(Echoing.assemble)
    assert Echoing.assembled == before
    for _ in range(3):
        handler({"task": {}, "trace": TRACE}, None)
    assert Echoing.assembled == before + 1


def test_an_agent_that_could_not_be_assembled_is_assembled_at_the_next_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def assemble(platform: Platform) -> Echoing:
        platform.settings.table("leads")
        return Echoing()

    monkeypatch.delenv("BATON_TABLES", raising=False)
    handler = agent_handler(assemble)
    with pytest.raises(LookupError):
        handler({"task": {}, "trace": TRACE}, None)
    monkeypatch.setenv("BATON_TABLES", "leads=leads")
    assert handler({"task": {}, "trace": TRACE}, None) == {"text": ""}


def test_an_agent_knows_the_type_of_its_task() -> None:
    class Louder(Echoing):
        """Says it again."""

    assert Echoing.task_type is Echo
    assert Louder.task_type is Echo


def test_a_message_to_another_agent_is_refused(handler: Handler) -> None:
    message = Message(
        message_id=new_id(),
        sender="api",
        receiver="engagement",
        message_type=MessageType.TASK_REQUEST,
        payload={"text": "not for you"},
        correlation_id="c-2",
        timestamp=NOON,
    )
    event = {"detail-type": "campaign.metrics_recorded", "detail": message.to_json()}
    with pytest.raises(InvalidInput, match="not for lead_triage") as raised:
        handler(event, None)
    assert [fault.pointer for fault in raised.value.faults] == ["/receiver"]


def test_a_task_is_reported_to_the_registry_and_never_fails_by_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reports: list[Any] = []

    class Registry:
        def report(self, report: Any) -> None:
            reports.append(report)
            raise Unavailable("The database does not answer.")

    monkeypatch.setenv("BATON_TABLES", "agents=agents")
    monkeypatch.setattr(Platform, "agents", Registry())
    handler = agent_handler(Echoing.assemble)
    assert handler({"task": {"text": "x"}, "trace": TRACE}, None) == {"text": "x"}
    with pytest.raises(KeyError):
        handler({"task": {"text": "broken"}, "trace": TRACE}, None)
    counted = [(one.agent, round(one.tasks), one.failed) for one in reports]  # sums fade with time
    assert counted == [("lead_triage", 1, 0)]


def test_a_call_that_keeps_the_snapshot_awake_is_no_task(
    handler: Handler, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handler({"wake": True}, None) == {}
    assert capsys.readouterr().out == ""
