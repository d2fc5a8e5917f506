"""What every state of every workflow has."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra.area_specs import functions_on
from infra.configuration import Configuration
from tests.infrastructure.synthesis import Template, states

TASKS = {"Task"}


def every_state(template: Template) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for machine, definition in template.definitions().items():
        for name, state in states(definition):
            yield f"{machine}/{name}", state


def levels(definition: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A definition, and the inner ones of its maps."""
    yield definition
    for state in definition["States"].values():
        if "ItemProcessor" in state:
            yield from levels(state["ItemProcessor"])


def follows(state: Mapping[str, Any]) -> Iterator[str]:
    """The states that may come after a state."""
    branches = [state, *state.get("Choices", []), *state.get("Catch", [])]
    yield from (branch["Next"] for branch in branches if "Next" in branch)
    if "Default" in state:
        yield state["Default"]


def test_every_workflow_and_every_task_ends_in_time(application: Template) -> None:
    for machine, definition in application.definitions().items():
        assert definition["TimeoutSeconds"] > 0, machine
    for name, state in every_state(application):
        if state["Type"] in TASKS:
            assert state["TimeoutSeconds"] > 0, name


def test_a_function_may_finish_before_its_caller_gives_up(application: Template) -> None:
    """A shorter wait would try again what still runs. A function with quick and slow steps has its
    time for the slow ones, so the longest wait counts.
    """
    waits: dict[str, int] = {}
    for _, state in every_state(application):
        function = str(state.get("Arguments", {}).get("FunctionName", "")).strip("${}")
        if function:
            waits[function] = max(waits.get(function, 0), state["TimeoutSeconds"])
    assert waits
    for properties in application.properties("Lambda::Function").values():
        name = properties["FunctionName"].removeprefix("Baton-")
        assert waits.get(name, 10**9) >= properties["Timeout"], name


def test_every_task_is_tried_again_with_jitter_but_not_what_stays_wrong(
    application: Template,
) -> None:
    for name, state in every_state(application):
        if state["Type"] in TASKS:
            never, again = state["Retry"]
            assert never["MaxAttempts"] == 0, name
            assert "InvalidInput" in never["ErrorEquals"], name
            assert again["JitterStrategy"] == "FULL", name
            assert 0 < again["MaxAttempts"] <= (8 if _is_patient(state) else 3), name
            assert again["MaxDelaySeconds"] <= (120 if _is_patient(state) else 9), name


def _is_patient(state: dict[str, Any]) -> bool:
    return bool(state["Retry"][1]["MaxAttempts"] > 3)


def test_what_nobody_does_later_outlasts_an_outage_of_minutes_and_what_is_waited_for_does_not(
    application: Template,
) -> None:
    """Nobody comes after a step whose failure nothing catches, or that waits for a person, unless a
    caller waits for the whole: who runs an Express workflow asks again."""
    express = {
        one["StateMachineName"]
        for one in application.properties("StepFunctions::StateMachine").values()
        if one["StateMachineType"] == "EXPRESS"
    }
    seen = set()
    for name, state in every_state(application):
        if "lambda:invoke" not in str(state.get("Resource")):
            continue
        waits_for_a_person = "waitForTaskToken" in state["Resource"]
        last = "Catch" not in state or waits_for_a_person
        patient = last and name.partition("/")[0] not in express
        assert _is_patient(state) == patient, name
        if patient:
            timeouts = "States.Timeout" in state["Retry"][1]["ErrorEquals"]
            assert timeouts != waits_for_a_person, name
        seen.add(patient)
    assert seen == {True, False}


def test_every_state_is_reached_and_leads_to_one_that_exists(application: Template) -> None:
    for machine, definition in application.definitions().items():
        for level in levels(definition):
            found = level["States"]
            reached, open_ends = set(), {level["StartAt"]}
            while open_ends:
                name = open_ends.pop()
                assert name in found, f"{machine} has no state {name}"
                reached.add(name)
                open_ends |= set(follows(found[name])) - reached
            assert reached == set(found), machine


def test_every_task_says_which_lead_or_file_it_belongs_to(application: Template) -> None:
    for name, state in every_state(application):
        payload = state.get("Arguments", {}).get("Payload")
        if payload:
            assert set(payload) == {"task", "trace"}, name
            told = set(payload["trace"]) - {"hands_on", "decisions"}
            assert told == {"correlation_id", "execution", "step"}, name
            assert payload["trace"]["step"] == name.split("/")[1], name


def test_what_steps_hand_on_is_kept_by_the_last(application: Template) -> None:
    for machine, definition in application.definitions().items():
        traces = {
            name: state.get("Arguments", {}).get("Payload", {}).get("trace", {})
            for name, state in states(definition)
        }
        handing = {name for name, trace in traces.items() if trace.get("hands_on")}
        keeping = [name for name, trace in traces.items() if "decisions" in trace]
        assert len(keeping) == bool(handing), machine
        for name in handing:
            assert "decisions" in definition["States"][name]["Assign"], f"{machine}/{name}"


def test_workflows_log_what_fails_without_what_they_carry(application: Template) -> None:
    for name, machine in application.properties("StepFunctions::StateMachine").items():
        logging = machine["LoggingConfiguration"]
        assert logging["Level"] == "ERROR", name
        assert not logging.get("IncludeExecutionData", False), name
        assert logging["Destinations"], name
        assert machine["TracingConfiguration"] == {"Enabled": True}, name


def test_what_a_caller_waits_for_is_express_and_ends_before_the_api_gives_up(
    application: Template,
) -> None:
    """StartSyncExecution knows no others; and a Standard one costs 25 times as much. One that may also
    be started without waiting goes on when its caller no longer waits, and is told where it ends.
    """
    specs = functions_on(Configuration())
    awaited = {f"Baton-{name}" for spec in specs for name in spec.runs}
    left = {f"Baton-{name}" for spec in specs for name in spec.starts}
    assert awaited
    for machine in application.properties("StepFunctions::StateMachine").values():
        name = machine["StateMachineName"]
        assert (machine["StateMachineType"] == "EXPRESS") == (name in awaited), name
        if name in awaited - left:
            assert application.definitions()[name]["TimeoutSeconds"] < 29, name


def test_a_file_is_read_some_rows_at_a_time_and_survives_its_bad_rows(
    application: Template,
) -> None:
    rows = application.definitions()["Baton-file_intake"]["States"]["Rows"]
    assert 0 < rows["MaxConcurrency"] <= 1_000
    assert rows["ToleratedFailurePercentage"] == 100
    assert rows["ItemProcessor"]["ProcessorConfig"] == {
        "Mode": "DISTRIBUTED",
        "ExecutionType": "EXPRESS",
    }
