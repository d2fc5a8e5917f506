"""The dashboards: one a stack, one row per part of it.

What there are many of is searched for: a dashboard is free up to 50 metrics, and a search counts as one.
"""

from collections.abc import Mapping, Sequence

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs.functions import Functions
from infra.constructs.http_api import HttpApi
from infra.constructs.metrics import FIVE_MINUTES, measured, of_agent, searched
from infra.constructs.sockets import STAGE, Sockets
from infra.constructs.tables import Tables
from infra.constructs.workflows import Workflows
from infra.function_specs import ALIAS

_WIDTH = 24
"""Columns of a CloudWatch dashboard."""


Found = cloudwatch.MathExpression
"""Metrics that are searched for when somebody looks: one a resource, under its name."""

Graph = tuple[str, Mapping[str, cloudwatch.Metric | Found] | Found]
"""A title, and what is drawn under which label."""


class Dashboard(Construct):
    """What a stack holds, at a glance: workflows, agents and functions, after ``rows`` of its own."""

    def __init__(
        self,
        scope: Construct,
        area: str,
        configuration: Configuration,
        *,
        functions: Functions,
        workflows: Workflows,
        rows: Mapping[str, Sequence[Graph]],
    ) -> None:
        super().__init__(scope, "Dashboard")
        prefix, region = configuration.prefix, configuration.region
        name = names.worldwide(prefix, region, area)
        board = cloudwatch.Dashboard(self, "Board", dashboard_name=name)
        for title, graphs in (
            *rows.items(),
            ("Workflows", _workflows(workflows)),
            ("Agents", _agents(prefix, functions)),
            ("Functions", _functions(functions)),
        ):
            board.add_widgets(cloudwatch.TextWidget(markdown=f"## {title}", width=_WIDTH, height=1))
            board.add_widgets(*_side_by_side(graphs))
        board.add_widgets(_latest_errors(functions))


def _latest_errors(functions: Functions) -> cloudwatch.IWidget:
    """The functions' errors; opened in Logs Insights, it searches all their logs at once."""
    return cloudwatch.LogQueryWidget(
        title="Latest errors (for one request: filter by its correlation_id)",
        log_group_names=[function.log_group.log_group_name for function in functions],
        query_lines=[
            "fields @timestamp, service, message, correlation_id",
            "filter level in ['ERROR', 'CRITICAL'] or @message like /Task timed out/",
            "sort @timestamp desc",
            "limit 50",
        ],
        width=_WIDTH,
        height=8,
    )


def _side_by_side(graphs: Sequence[Graph]) -> list[cloudwatch.IWidget]:
    return [
        cloudwatch.GraphWidget(
            title=title,
            left=[metrics]
            if isinstance(metrics, cloudwatch.MathExpression)
            else [metric.with_(label=label) for label, metric in metrics.items()],
            width=_WIDTH // len(graphs),
        )
        for title, metrics in graphs
    ]


def api_row(api: HttpApi) -> list[Graph]:
    """What callers feel."""
    percentiles = ("p50", "p95", "p99")
    return [
        ("Latency, ms", {part: api.metric("Latency", part) for part in percentiles}),
        ("Requests", {"requests": api.metric("Count", "Sum")}),
        ("Errors", {kind: api.metric(kind, "Sum") for kind in ("4xx", "5xx")}),
    ]


def live_row(live: Sockets) -> list[Graph]:
    """Connections and what goes over them."""

    def each(metric: str) -> cloudwatch.Metric:
        return measured("AWS/ApiGateway", metric, "Sum", ApiId=live.api.api_id, Stage=STAGE)

    return [
        ("Connections", {"opened": each("ConnectCount")}),
        ("Messages", {"messages": each("MessageCount")}),
        ("Errors", {kind: each(kind) for kind in ("ClientError", "IntegrationError")}),
    ]


def _workflows(workflows: Workflows) -> list[Graph]:
    arns = [workflow.machine.state_machine_arn for workflow in workflows.all]

    def each(metric: str, statistic: str = "Sum") -> Found:
        return searched("AWS/States", metric, statistic, StateMachineArn=arns)

    return [
        ("Started", each("ExecutionsStarted")),
        ("Failed", each("ExecutionsFailed")),
        ("Timed out", each("ExecutionsTimedOut")),
        ("p95 duration, ms", each("ExecutionTime", "p95")),
    ]


def _agents(prefix: str, functions: Functions) -> list[Graph]:
    services = [function.spec.name for function in functions if not function.spec.serves_callers]
    return [
        ("Tasks", searched(prefix, "Tasks", "Sum", service=services)),
        ("Failed", searched(prefix, "Failed", "Sum", service=services)),
        ("TaskTime p95, ms", searched(prefix, "TaskTime", "p95", service=services)),
    ]


def _functions(functions: Functions) -> list[Graph]:
    called = [f"{function.name}:{ALIAS}" for function in functions]

    def each(metric: str, statistic: str = "Sum") -> Found:
        return searched("AWS/Lambda", metric, statistic, Resource=called, FunctionName=())

    return [
        ("Errors", each("Errors")),
        ("Throttles", each("Throttles")),
        ("Duration p95, ms", each("Duration", "p95")),
        ("Running at a time", each("ConcurrentExecutions", "Maximum")),
    ]


def tables_row(tables: Tables) -> list[Graph]:
    """What all tables take, and what they refuse. They are found by the stack in their names, which
    CloudFormation makes: together those are too long for one search."""
    stack = Stack.of(tables).stack_name

    def each(metric: str) -> Found:
        return searched("AWS/DynamoDB", metric, "Sum", stack, TableName=())

    return [
        ("Read units", each("ConsumedReadCapacityUnits")),
        ("Write units", each("ConsumedWriteCapacityUnits")),
        ("Reads refused", each("ReadThrottleEvents")),
        ("Writes refused", each("WriteThrottleEvents")),
    ]


def outbox_row(prefix: str) -> list[Graph]:
    """What waits, and what became of entries."""
    fates = ("Done", "Deferred", "Parked", "Left", "Unreached", "Stranded")
    return [
        (
            "Age of the oldest entry, ms",
            {"oldest": of_agent(prefix, "outbox", "OldestAge", "Maximum")},
        ),
        ("Entries", searched(prefix, fates, "Sum", service=["outbox"])),
    ]


def language_row(prefix: str) -> list[Graph]:
    """What ``baton.language.meter`` says; the same metrics are there by agent and purpose."""
    found = {name: of_agent(prefix, "language", f"Language{name}") for name in _LANGUAGE}
    answers = [f"Language{name}" for name in ("Asks", "Calls", "Cached", "ByTemplate")]
    return [
        ("Cost, $", {"cost": found["CostDollars"]}),
        ("Tokens", {"in": found["TokensIn"], "out": found["TokensOut"]}),
        ("Answers", searched(prefix, answers, "Sum", service=["language"])),
        (
            "Duration p95, ms",
            {"answers": of_agent(prefix, "language", "LanguageDuration", "p95")},
        ),
    ]


_LANGUAGE = ("CostDollars", "TokensIn", "TokensOut")


def cache_row(prefix: str, functions: Functions) -> list[Graph]:
    """How often the functions that embed find a vector in the cache, all together, and what each does
    not. A search counts as one metric of the dashboard, however many functions there are."""
    services = [function.spec.name for function in functions if function.spec.embeds]
    found, asked = (
        searched(prefix, names, "Sum", service=services)
        for names in (("CacheHits", "CacheSharedHits"), _LOOK_UPS)
    )
    ratio = cloudwatch.MathExpression(
        expression="100 * SUM(found) / SUM(asked)",
        using_metrics={"found": found, "asked": asked},
        period=FIVE_MINUTES,
    )
    missed = searched(prefix, "CacheMisses", "Sum", service=services)
    return [("Hits, %", {"vectors": ratio}), ("Look-ups missed", missed)]


_LOOK_UPS = ("CacheHits", "CacheSharedHits", "CacheMisses")
