"""The bill is computed from the templates and one dated list of prices."""

import json
from typing import Any

import pytest

from infra.cost.__main__ import IDLE_LIMIT, MILLION_LIMIT, USAGE, prices
from infra.cost.idle import Line, idle_lines
from infra.cost.running import dollars_a_million, dollars_kept_a_month
from tests.infrastructure.synthesis import Template


def lines_of(*resources: dict[str, Any]) -> dict[str, Line]:
    return {line.what: line for line in idle_lines(resources, prices())}


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def test_idle_with_every_area_on_costs_no_more_than_it_may(
    application: Template, operations: Template
) -> None:
    resources = [*application.resources.values(), *operations.resources.values()]
    assert sum(line.dollars for line in idle_lines(resources, prices())) <= IDLE_LIMIT


def test_the_bill_counts_what_the_templates_have(
    application: Template, operations: Template
) -> None:
    resources = [*application.resources.values(), *operations.resources.values()]
    lines = {line.what: line.number for line in idle_lines(resources, prices())}
    assert lines["KMS, keys"] == len(application.of_type("KMS::Key"))
    assert lines["CloudWatch, dashboards"] == len(application.of_type("CloudWatch::Dashboard"))
    assert lines["Lambda, snapshots of versions (SnapStart)"] == sum(
        "SnapStart" in one for one in application.properties("Lambda::Function").values()
    )


def test_a_function_that_nobody_waits_for_adds_nothing(application: Template) -> None:
    """Neither its alarm nor its place on a dashboard, so an agent more does not change the sum."""
    of_finance = [
        one
        for name, one in application.resources.items()
        if name.startswith("BatonGtm.FunctionsFinance")
    ]
    assert {one["Type"] for one in of_finance} > {
        "AWS::Lambda::Function",
        "AWS::Logs::MetricFilter",
    }
    assert sum(line.dollars for line in idle_lines(of_finance, prices())) == 0


def test_a_million_leads_as_last_counted_cost_no_more_than_they_may() -> None:
    counted = json.loads(USAGE.read_text(encoding="utf-8"))
    tables = [units for phase in counted["write_units"].values() for units in phase.values()]
    assert sum(tables) == pytest.approx(counted["per_lead"]["dynamodb_write_units"])
    assert sum(dollars_a_million(counted["per_lead"], prices()).values()) <= MILLION_LIMIT


def test_every_option_has_its_price(options: dict[str, Template]) -> None:
    resources = [one for stack in options.values() for one in stack.resources.values()]
    lines = {line.what: line for line in idle_lines(resources, prices())}
    assert (lines["WAF, firewalls"].dollars, lines["WAF, rules"].dollars) == (10, 6)
    assert lines["OpenSearch, t3.small.search"].number == 2


def test_a_snapshot_is_paid_by_its_functions_memory_all_month() -> None:
    waited_for = {"MemorySize": 1_024, "SnapStart": {"ApplyOn": "PublishedVersions"}}
    lines = lines_of(
        resource("Lambda::Function", **waited_for), resource("Lambda::Function", MemorySize=3_008)
    )
    (line,) = [one for name, one in lines.items() if "SnapStart" in name]
    assert line.number == 1
    assert line.dollars == pytest.approx(3.954, abs=0.001)


def test_an_alarm_is_paid_by_its_metrics_beyond_the_free_ones() -> None:
    simple = [resource("CloudWatch::Alarm", MetricName="Errors") for _ in range(9)]
    computed = resource(
        "CloudWatch::Alarm",
        Metrics=[{"Expression": "MAX(METRICS())"}, *({"MetricStat": {}} for _ in range(3))],
    )
    query = resource("CloudWatch::Alarm", Metrics=[{"Expression": "SELECT SUM(x) FROM SCHEMA(y)"}])
    line = lines_of(*simple, computed, query)["CloudWatch, metrics of alarms"]
    assert line.number == 13
    assert line.dollars == pytest.approx(0.30)


def test_calls_by_the_minute_are_paid_and_those_by_the_calendar_are_not() -> None:
    function = resource("Lambda::Function", MemorySize=512)
    minutely = resource("Scheduler::Schedule", ScheduleExpression="rate(1 minute)")
    weekly = resource("Scheduler::Schedule", ScheduleExpression="cron(30 2 ? * SUN *)")
    lines = lines_of(function, minutely, weekly)
    assert lines["Scheduled calls that find nothing to do"].number == 60 * 730
    assert "Scheduled calls that find nothing to do" not in lines_of(function, weekly)


def test_what_has_no_price_is_named() -> None:
    domain = resource(
        "OpenSearchService::Domain",
        ClusterConfig={"InstanceType": "x9.huge.search", "InstanceCount": 1},
        EBSOptions={"VolumeSize": 10},
    )
    with pytest.raises(LookupError, match=r"x9\.huge\.search has no price"):
        idle_lines([domain], prices())


def test_a_million_leads_are_a_million_times_what_one_asks() -> None:
    nothing = dict.fromkeys(
        (
            "http_api_requests",
            "lambda_requests",
            "lambda_gb_seconds",
            "express_executions",
            "express_gb_seconds",
            "dynamodb_write_units",
            "dynamodb_read_units",
            "events",
            "sqs_requests",
            "xray_traces",
            "log_bytes",
        ),
        0.0,
    )
    lines = dollars_a_million(nothing | {"dynamodb_write_units": 31, "log_bytes": 2_000}, prices())
    assert lines["DynamoDB writes"] == pytest.approx(31 * 0.625)
    assert lines["CloudWatch logs"] == pytest.approx(1.00)
    assert sum(lines.values()) == pytest.approx(31 * 0.625 + 1)
    kept = dollars_kept_a_month(10_000, prices())
    assert kept["storage"] == pytest.approx(2.5)
    assert kept["weekly copies, 5 kept"] == pytest.approx(5)
