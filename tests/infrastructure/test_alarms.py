"""An alarm reaches somebody and tells him what to do; there are few, and each is acted upon."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from functions.platform.operations.rules import function_of, queue_of
from infra.area_specs import functions_on
from infra.configuration import Configuration
from infra.constructs.workflows import workflow_specs
from infra.function_specs import function_specs
from tests.infrastructure.synthesis import ROOT, Template, mentions

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
MOST_ALARMS = 41
"""Forty, and one that tells when memory falls behind (requirement B5)."""


@pytest.fixture(scope="session")
def alarms(application: Template, operations: Template) -> dict[str, Mapping[str, Any]]:
    """Every alarm of the deployment by its name without the stack's."""
    both = (application, operations)
    found = [one for stack in both for one in stack.properties("CloudWatch::Alarm").values()]
    return {alarm["AlarmName"].removeprefix("Baton-"): alarm for alarm in found}


def test_there_are_few_alarms(
    alarms: dict[str, Any], application: Template, operations: Template
) -> None:
    """Counted with all that cost as much, so that none hides in another type."""
    kinds = [
        resource["Type"]
        for stack in (application, operations)
        for resource in stack.resources.values()
        if resource["Type"].startswith("AWS::CloudWatch::") and "Dashboard" not in resource["Type"]
    ]
    assert set(kinds) == {"AWS::CloudWatch::Alarm"}
    assert len(kinds) == len(alarms) <= MOST_ALARMS


def test_every_alarm_tells_somebody_when_it_starts_and_when_it_is_over(
    application: Template,
) -> None:
    topics = set(application.of_type("SNS::Topic"))
    for name, alarm in application.properties("CloudWatch::Alarm").items():
        for actions in (alarm["AlarmActions"], alarm["OKActions"]):
            assert set(mentions(actions)) & topics, name


def test_every_alarm_names_what_to_do_in_the_runbook(alarms: dict[str, Any]) -> None:
    headings = set(re.findall(r"^## (.+)$", RUNBOOK, re.MULTILINE))
    for name, alarm in alarms.items():
        said = alarm["AlarmDescription"]
        _, _, place = said.partition("What to do: docs/runbook.md, ")
        named = re.findall(r"'([^']+)'", place)
        assert named, name
        assert set(named) <= headings, said


def test_the_runbook_lists_every_alarm_and_no_other(alarms: dict[str, Any]) -> None:
    listed = set(re.findall(r"^\| `([a-z0-9_<>-]+)` \|", RUNBOOK, re.MULTILINE))
    of_functions = {f"{spec.name}-function-errors" for spec in function_specs()}
    assert of_functions <= set(alarms)
    assert listed == set(alarms) - of_functions | {"<function>-function-errors"}


def test_silence_is_no_alarm_but_for_what_must_be_heard(alarms: dict[str, Any]) -> None:
    loud = {name for name, alarm in alarms.items() if alarm["TreatMissingData"] != "notBreaching"}
    assert loud == {"outbox-asleep", "outreach-asleep"}


def test_the_limits_are_those_of_the_requirements(alarms: dict[str, Any]) -> None:
    def limit(name: str) -> tuple[str, float]:
        alarm = alarms[name]
        return (alarm.get("ExtendedStatistic") or alarm["Statistic"], alarm["Threshold"])

    assert limit("api-p95") == ("p95", 5_000)
    assert limit("api-errors") == ("Average", 0.05)
    assert limit("agents-failing") == ("Average", 0.02)


def test_every_function_is_watched_by_its_alias(alarms: dict[str, Any]) -> None:
    for spec in function_specs():
        watched = {
            one["Name"]: one["Value"]
            for one in alarms[f"{spec.name}-function-errors"]["Dimensions"]
        }
        assert watched["Resource"] == f"Baton-{spec.name}:live"


NOT_WATCHED = {
    "DeadLive": "notes of live updates are over in minutes; the function's errors tell of it",
    "NotesQueue": "likewise",
}
"""Queues without an alarm, and why."""


def test_every_queue_in_which_something_may_stay_is_watched(
    application: Template, alarms: dict[str, Any]
) -> None:
    watched = json.dumps(list(alarms.values()))
    for name in application.of_type("SQS::Queue"):
        free = any(part in name for part in NOT_WATCHED)
        assert (f'"{name}"' in watched) != free, name


def test_every_workflow_that_fails_is_heard_of(
    application: Template, alarms: dict[str, Any]
) -> None:
    """A Standard one by its execution in a queue; an Express one by whoever waits for it, which is the
    API, whose errors ring, or the outbox, which gives up in the end and then rings, too."""
    (rule,) = (
        one
        for one in application.properties("Events::Rule").values()
        if one["EventPattern"].get("source") == ["aws.states"]
    )
    assert rule["EventPattern"]["detail"]["status"] == ["FAILED", "TIMED_OUT"]
    (prefix,) = rule["EventPattern"]["detail"]["stateMachineArn"]
    assert json.dumps(prefix).endswith(':stateMachine:Baton-"]]}}')
    assert "$.detail.input" not in json.dumps(rule)
    assert "workflows-dead-letters" in alarms
    waited = {name for spec in functions_on(Configuration()) for name in spec.runs}
    for area in ("platform", "leads", "campaigns"):
        for name, spec in workflow_specs(area, Configuration()).items():
            assert not spec.express or name in waited, name


def test_operations_knows_what_every_alarm_is_about(
    alarms: dict[str, Any], application: Template
) -> None:
    """By the alarm's name: a function that it can look into, or a queue whose address it has."""
    functions = {spec.name for spec in function_specs()}
    (agent,) = (
        one
        for one in application.properties("Lambda::Function").values()
        if one["FunctionName"] == "Baton-operations"
    )
    told = json.dumps(agent["Environment"]["Variables"]["BATON_DEAD_LETTERS"])
    for name in alarms:
        assert function_of(name) in functions | {None}
        assert queue_of(name) is None or f'\\"{queue_of(name)}\\"' in told, name
    assert {function_of(name) for name in alarms} - {None} == functions


def test_all_tables_are_watched_at_once(operations: Template) -> None:
    (alarm,) = operations.properties("CloudWatch::Alarm").values()
    (metric,) = alarm["Metrics"]
    assert 'SUM(ThrottledRequests) FROM SCHEMA("AWS/DynamoDB"' in metric["Expression"]


def test_the_dashboards_show_every_part(application: Template) -> None:
    boards = application.properties("CloudWatch::Dashboard").values()
    shown = json.dumps([board["DashboardBody"] for board in boards])
    for spec in function_specs():
        assert f"Baton-{spec.name}" in shown
    for kind in ("DynamoDB::Table", "StepFunctions::StateMachine", "ApiGatewayV2::Api"):
        for name in application.of_type(kind):
            assert f'"{name}"' in shown, name
    assert "OldestAge" in shown


def test_alarms_may_speak_on_the_encrypted_topic(application: Template) -> None:
    (key,) = application.properties("KMS::Key").values()
    allowed = json.dumps(key["KeyPolicy"])
    (policy,) = application.properties("SNS::TopicPolicy").values()
    for service in ("cloudwatch.amazonaws.com", "budgets.amazonaws.com"):
        assert service in allowed
        assert service in json.dumps(policy)
