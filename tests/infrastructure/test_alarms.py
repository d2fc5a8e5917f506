"""An alarm reaches somebody and tells him what to do; there are few, and each is acted upon."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from functions.platform.operations.rules import area_of, queue_of
from infra.area_specs import area_specs, areas_on, functions_on
from infra.configuration import Configuration
from infra.constructs.dashboard import AREAS_TOGETHER
from infra.constructs.workflows import workflow_specs
from infra.function_specs import function_specs
from infra.names import errors_alarm
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


def test_another_area_adds_few_alarms(stacks: dict[str, Template]) -> None:
    for area in set(area_specs()) - {"platform"}:
        alarms = stacks[f"Baton{area.capitalize()}"].properties("CloudWatch::Alarm")
        assert len(alarms) <= MOST_OF_AN_AREA, area


def test_every_alarm_looks_at_metrics_of_aws_or_of_its_deployment(
    alarms: dict[str, Any],
) -> None:
    for name, alarm in alarms.items():
        stats = [
            one["MetricStat"]["Metric"] for one in alarm.get("Metrics", ()) if one.get("MetricStat")
        ]
        for metric in stats or ([alarm] if "Namespace" in alarm else []):
            assert metric["Namespace"] == "Baton" or metric["Namespace"].startswith("AWS/"), name
            assert metric["MetricName"] not in STATISTICS, name


STATISTICS = {"Average", "Maximum", "Minimum", "Sum"}


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
    of_functions = {errors_alarm(area) for area in area_specs()}
    assert of_functions <= set(alarms)
    assert listed == set(alarms) - of_functions | {"<area>-function-errors"}


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


LINES: Mapping[str, Mapping[str, Any]] = {
    "ran out of time": {"type": "platform.report", "record": {"status": "timeout"}},
    "ran out of memory": {
        "type": "platform.report",
        "record": {"status": "error", "errorType": "Runtime.OutOfMemory"},
    },
    "its process ended": {
        "type": "platform.report",
        "record": {"status": "failure", "errorType": "Runtime.ExitError"},
    },
    "raised": {"log_level": "ERROR", "errorType": "KeyError", "errorMessage": "'plan'"},
}
"""What stands in a function's log for each way in which a call fails: at the level WARN Lambda reports
every call that does not succeed, and its Python runtime logs an exception that nobody took."""

QUIET: tuple[Mapping[str, Any], ...] = (
    {"type": "platform.report", "record": {"status": "success"}},
    {"level": "ERROR", "message": "a provider refused", "service": "outreach"},
    {"level": "INFO", "message": "task", "service": "outbox", "Failed": 0},
)
"""Lines of calls that succeed."""


def test_every_call_that_fails_counts_in_the_alarm_of_its_functions_area(
    application: Template, alarms: dict[str, Any]
) -> None:
    filters = {
        filtered["LogGroupName"]["Ref"]: filtered
        for filtered in application.properties("Logs::MetricFilter").values()
    }
    for function in application.properties("Lambda::Function").values():
        spec = next(s for s in function_specs() if f"Baton-{s.name}" == function["FunctionName"])
        filtered = filters.pop(function["LoggingConfig"]["LogGroup"]["Ref"])
        for what, line in LINES.items():
            assert matches(filtered["FilterPattern"], line), what
        assert not any(matches(filtered["FilterPattern"], line) for line in QUIET)
        (counted,) = filtered["MetricTransformations"]
        assert counted["MetricValue"] == "1"
        assert "DefaultValue" not in counted, "a metric with a value in every hour is paid"
        alarm = alarms[errors_alarm(spec.area)]
        assert (alarm["Namespace"], alarm["MetricName"], alarm["Statistic"]) == (
            counted["MetricNamespace"],
            counted["MetricName"],
            "Sum",
        )
        assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")
    assert not filters


def matches(pattern: str, line: Mapping[str, Any]) -> bool:
    """Whether a line matches a filter pattern, as far as patterns here go: names with dots between,
    ``=`` and ``!=``, ``&&`` and ``||`` in brackets, and ``*`` for anything that is there.
    """

    def compared(found: re.Match[str]) -> str:
        value: Any = line
        for name in found[1].split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        same = value is not None if found[3] == "*" else value == found[3]
        return str(value is not None and same == (found[2] == "="))

    words = re.sub(r'\$\.([\w.]+) (=|!=) "([^"]*)"', compared, pattern)
    words = words.replace("&&", "and").replace("||", "or").strip("{} ")
    assert set(re.findall(r"\w+", words)) <= {"True", "False", "and", "or"}, words
    return bool(eval(words))  # noqa: S307 (of four words and brackets)


def test_calls_that_are_refused_ring(alarms: dict[str, Any]) -> None:
    alarm = alarms["function-throttles"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "Throttles")
    assert "Dimensions" not in alarm  # of all functions, which share the account's limit


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
    known = json.loads(agent["Environment"]["Variables"]["BATON_FUNCTIONS_BY_AREA"])
    assert {area_of(name) for name in alarms} - {None} == set(known)
    assert {name for names in known.values() for name in names} == functions


def test_all_tables_are_watched_at_once(operations: Template) -> None:
    (alarm,) = operations.properties("CloudWatch::Alarm").values()
    (metric,) = alarm["Metrics"]
    assert 'SUM(ThrottledRequests) FROM SCHEMA("AWS/DynamoDB"' in metric["Expression"]


def test_the_dashboards_show_every_part(application: Template) -> None:
    boards = application.properties("CloudWatch::Dashboard").values()
    shown = json.dumps([board["DashboardBody"] for board in boards])
    for spec in function_specs():
        assert f"Baton-{spec.name}" in shown
    for machine in application.properties("StepFunctions::StateMachine").values():
        assert f":stateMachine:{machine['StateMachineName']}" in shown
    for name in application.of_type("ApiGatewayV2::Api"):
        assert f'"{name}"' in shown, name
    assert "OldestAge" in shown
    assert "ReadThrottleEvents" in shown


def test_dashboards_are_free(application: Template) -> None:
    """Three of 50 metrics each; a search counts as one, whatever it finds. CloudWatch takes 1,024
    characters of it."""
    boards = application.properties("CloudWatch::Dashboard")
    assert len(boards) <= 3
    for name, board in boards.items():
        parts = board["DashboardBody"]["Fn::Join"][1]
        body = json.loads("".join(one if isinstance(one, str) else "x" * 20 for one in parts))
        metrics = [one for part in body["widgets"] for one in part["properties"].get("metrics", ())]
        assert 0 < len(metrics) <= 50, name
        searches = [str(one[0]["expression"]) for one in metrics if "expression" in str(one)]
        assert all(len(one) < 1_024 for one in searches), name


def test_ten_areas_have_three_dashboards(application: Template) -> None:
    (areas,) = [
        json.dumps(board["DashboardBody"])
        for board in application.properties("CloudWatch::Dashboard").values()
        if board["DashboardName"].startswith("Baton-areas-")
    ]
    assert areas.count("SEARCH(") == METRICS_OF_AN_AREA * (len(area_specs()) - 1)
    assert AREAS_TOGETHER * METRICS_OF_AN_AREA <= 50
    assert 1 + 10 // AREAS_TOGETHER <= 3


METRICS_OF_AN_AREA = 9


def test_what_went_wrong_last_is_a_kept_query_of_every_stack_with_functions(
    stacks: dict[str, Template],
) -> None:
    for area in area_specs():
        stack = stacks[f"Baton{area.capitalize()}"]
        (query,) = stack.properties("Logs::QueryDefinition").values()
        groups = {one["Ref"] for one in query["LogGroupNames"]}
        functions = stack.properties("Lambda::Function").values()
        assert groups == {one["LoggingConfig"]["LogGroup"]["Ref"] for one in functions}


def listed(one: str | list[str]) -> list[str]:
    return [one] if isinstance(one, str) else list(one)


def test_nobody_of_another_account_speaks_on_the_topic(application: Template) -> None:
    (policy,) = application.properties("SNS::TopicPolicy").values()
    own = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    allowed = [one for one in policy["PolicyDocument"]["Statement"] if one["Effect"] == "Allow"]
    assert allowed
    assert all(one["Condition"] == own for one in allowed)
    (key,) = application.properties("KMS::Key").values()
    services = {
        service: one.get("Condition")
        for one in key["KeyPolicy"]["Statement"]
        for service in listed(one["Principal"].get("Service", ()))
    }
    # EventBridge tells a key nothing of the account: a condition would lose its notices.
    assert services.pop("events.amazonaws.com") is None
    assert services == {"cloudwatch.amazonaws.com": own, "budgets.amazonaws.com": own}


def test_alarms_may_speak_on_the_encrypted_topic(application: Template) -> None:
    (key,) = application.properties("KMS::Key").values()
    allowed = json.dumps(key["KeyPolicy"])
    (policy,) = application.properties("SNS::TopicPolicy").values()
    for service in ("cloudwatch.amazonaws.com", "budgets.amazonaws.com"):
        assert service in allowed
        assert service in json.dumps(policy)
