"""An alarm reaches somebody and tells him what to do; there are few, and each is acted upon."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from functions.platform.operations.models import Alarm
from functions.platform.operations.rules import queue_of
from infra.area_specs import area_specs, areas_on, functions_on
from infra.configuration import Configuration
from infra.constructs.monitoring import MOST_METRICS, alarms_on_errors
from infra.constructs.workflows import workflow_specs
from infra.function_specs import FunctionSpec, function_specs
from tests.infrastructure.synthesis import ROOT, Template, mentions

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
MOST_ALARMS = 40
MOST_OF_AN_AREA = 6
"""Leads, the largest, have so many: one on errors, the others on something that only they have."""


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


def test_another_function_adds_no_alarm_and_another_area_few(
    stacks: dict[str, Template],
) -> None:
    first, *others = functions_on(Configuration())
    added = [copy(first, name="thanks"), *(copy(first, area="commerce") for _ in range(9))]
    before, after = alarms_on_errors([first, *others]), alarms_on_errors([first, *others, *added])
    assert set(after) - set(before) <= {
        "commerce-function-errors",
        f"{first.area}-function-errors-2",
    }
    for area in set(area_specs()) - {"platform"}:
        assert (
            len(stacks[f"Baton{area.capitalize()}"].properties("CloudWatch::Alarm"))
            <= MOST_OF_AN_AREA
        ), area


def copy(spec: FunctionSpec, **changes: str) -> FunctionSpec:
    return spec.model_copy(update=changes)


def test_no_alarm_computes_with_more_metrics_than_cloudwatch_allows(alarms: dict[str, Any]) -> None:
    for name, alarm in alarms.items():
        stats = [one for one in alarm.get("Metrics", ()) if "MetricStat" in one]
        assert len(stats) <= MOST_METRICS, name
    first = functions_on(Configuration())[0]
    many = alarms_on_errors(copy(first, name=f"agent_{n}") for n in range(2 * MOST_METRICS + 1))
    assert [len(watched) for watched in many.values()] == [MOST_METRICS, MOST_METRICS, 1]


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
    kinds = ("function-errors", "canary-errors")
    of_functions = {f"{area}-{kind}" for area in area_specs() for kind in kinds}
    assert of_functions <= set(alarms)
    of_functions |= {f"{one}-2" for one in of_functions}  # of an area with many functions
    assert listed == set(alarms) - of_functions | {f"<area>-{kind}" for kind in kinds}


def test_silence_is_no_alarm_but_for_what_must_be_heard(alarms: dict[str, Any]) -> None:
    loud = {name for name, alarm in alarms.items() if alarm["TreatMissingData"] != "notBreaching"}
    assert loud == {"outbox-asleep", "outreach-asleep"}


def test_the_limits_are_those_of_the_requirements(alarms: dict[str, Any]) -> None:
    def limit(name: str) -> tuple[str, float]:
        alarm = alarms[name]
        return (alarm.get("ExtendedStatistic") or alarm["Statistic"], alarm["Threshold"])

    assert limit("api-p95") == ("p95", 5_000)
    assert limit("agents-failing") == ("Average", 0.02)
    assert alarms["api-errors"]["Threshold"] == 0.05


def test_the_share_of_server_errors_is_computed_of_two_sums(alarms: dict[str, Any]) -> None:
    """AWS documents ``5xx`` of an HTTP API as a number, and no statistic of it as a share."""
    metrics = alarms["api-errors"]["Metrics"]
    stats = {one["Id"]: one["MetricStat"] for one in metrics if "MetricStat" in one}
    seen = {key: (stat["Metric"]["MetricName"], stat["Stat"]) for key, stat in stats.items()}
    assert seen == {"part": ("5xx", "Sum"), "whole": ("Count", "Sum")}
    assert len({json.dumps(stat["Metric"]["Dimensions"]) for stat in stats.values()}) == 1
    assert [one["Expression"] for one in metrics if "Expression" in one] == ["part / whole"]


def test_every_function_is_watched_by_its_alias_in_the_alarm_of_its_area(
    alarms: dict[str, Any],
) -> None:
    for name, watched_together in alarms_on_errors(function_specs()).items():
        for one in watched_together:
            _assert_watched(alarms[name], one)


def _assert_watched(alarm: dict[str, Any], function: str) -> None:
    """That an alarm looks at the share of calls of a function's alias that fail."""
    (metric,) = (one["MetricStat"] for one in alarm["Metrics"] if one["Id"] == function)
    watched = {one["Name"]: one["Value"] for one in metric["Metric"]["Dimensions"]}
    assert watched["Resource"] == f"Baton-{function}:live"
    assert (metric["Metric"]["MetricName"], metric["Stat"]) == ("Errors", "Average")


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
    for area in areas_on(Configuration()):
        for name, spec in workflow_specs(area.name, Configuration()).items():
            assert not spec.express or name in waited, name


def test_operations_knows_what_every_alarm_is_about(
    alarms: dict[str, Any], application: Template
) -> None:
    """By what the alarm looks at, functions, or by its name, a queue whose address it has."""
    functions = {spec.name for spec in function_specs()}
    (agent,) = (
        one
        for one in application.properties("Lambda::Function").values()
        if one["FunctionName"] == "Baton-operations"
    )
    told = json.dumps(agent["Environment"]["Variables"]["BATON_DEAD_LETTERS"])
    for name in alarms:
        assert queue_of(name) is None or f'\\"{queue_of(name)}\\"' in told, name
    watched = [one for alarm in alarms.values() for one in as_told(alarm).functions]
    assert set(watched) == {f"Baton-{name}" for name in functions}


def as_told(alarm: Mapping[str, Any]) -> Alarm:
    """The alarm as CloudWatch's event tells of it."""
    metrics = [
        {"id": one["Id"], "metricStat": {"metric": _in_small_letters(one["MetricStat"]["Metric"])}}
        for one in alarm.get("Metrics", ())
        if "MetricStat" in one
    ]
    state = {"value": "ALARM", "timestamp": "2026-03-02T12:00:00.000+0000"}
    return Alarm.model_validate(
        {"alarmName": alarm["AlarmName"], "state": state, "configuration": {"metrics": metrics}}
    )


def _in_small_letters(metric: Mapping[str, Any]) -> dict[str, Any]:
    dimensions = {one["Name"]: one["Value"] for one in metric["Dimensions"]}
    return {
        "namespace": metric["Namespace"],
        "name": metric["MetricName"],
        "dimensions": dimensions,
    }


def test_all_tables_are_watched_at_once(operations: Template) -> None:
    (alarm,) = operations.properties("CloudWatch::Alarm").values()
    (metric,) = alarm["Metrics"]
    assert 'SUM(ThrottledRequests) FROM SCHEMA("AWS/DynamoDB"' in metric["Expression"]


def test_the_dashboards_show_every_part(application: Template) -> None:
    boards = application.properties("CloudWatch::Dashboard").values()
    shown = json.dumps([board["DashboardBody"] for board in boards])
    for spec in function_specs():
        assert f"Baton-{spec.name}" in shown
    for kind in ("StepFunctions::StateMachine", "ApiGatewayV2::Api"):
        for name in application.of_type(kind):
            assert f'"{name}"' in shown, name
    assert "OldestAge" in shown
    assert "ReadThrottleEvents" in shown


def test_a_dashboard_is_free_up_to_50_metrics(application: Template) -> None:
    """A search counts as one, whatever it finds; CloudWatch takes 1,024 characters of it."""
    for name, board in application.properties("CloudWatch::Dashboard").items():
        parts = board["DashboardBody"]["Fn::Join"][1]
        body = json.loads("".join(one if isinstance(one, str) else "x" * 100 for one in parts))
        metrics = [one for part in body["widgets"] for one in part["properties"].get("metrics", ())]
        assert 0 < len(metrics) <= 50, name
        searches = [str(one[0]["expression"]) for one in metrics if "expression" in str(one)]
        assert all(len(one) < 1_024 for one in searches), name


def test_nobody_of_another_account_speaks_on_the_topic(application: Template) -> None:
    (policy,) = application.properties("SNS::TopicPolicy").values()
    own = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    allowed = [one for one in policy["PolicyDocument"]["Statement"] if one["Effect"] == "Allow"]
    assert allowed
    assert all(one["Condition"] == own for one in allowed)


def test_alarms_may_speak_on_the_encrypted_topic(application: Template) -> None:
    (key,) = application.properties("KMS::Key").values()
    allowed = json.dumps(key["KeyPolicy"])
    (policy,) = application.properties("SNS::TopicPolicy").values()
    for service in ("cloudwatch.amazonaws.com", "budgets.amazonaws.com"):
        assert service in allowed
        assert service in json.dumps(policy)
