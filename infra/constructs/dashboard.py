"""The dashboards: one of what all areas share, and few of the areas, with rows for each.

They stand in the platform's stack and are drawn from the areas' files by names that are known beforehand
(``infra.names``), so another area is on them without being asked. What there are many of is searched
for: three dashboards of 50 metrics each are free, and a search counts as one.
"""

from collections.abc import Iterator, Mapping, Sequence

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra import names
from infra.area_specs import areas_on, functions_on
from infra.configuration import PLATFORM, Configuration
from infra.constructs.functions import Functions
from infra.constructs.http_api import HttpApi
from infra.constructs.metrics import FIVE_MINUTES, measured, of_agent, searched
from infra.constructs.sockets import STAGE, Sockets
from infra.constructs.tables import Tables
from infra.constructs.workflows import workflow_specs
from infra.function_specs import ALIAS, FunctionSpec

_WIDTH = 24
"""Columns of a CloudWatch dashboard."""

AREAS_TOGETHER = 5
"""Areas of one dashboard: each draws nine metrics."""


Found = cloudwatch.MathExpression
"""Metrics that are searched for when somebody looks: one a resource, under its name."""

Graph = tuple[str, Mapping[str, cloudwatch.Metric | Found] | Found]
"""A title, and what is drawn under which label."""


class Dashboards(Construct):
    """What there is, at a glance: what all share with ``rows`` of its own, and the areas that are on."""

    def __init__(
        self,
        scope: Construct,
        configuration: Configuration,
        rows: Mapping[str, Sequence[Graph]],
    ) -> None:
        super().__init__(scope, "Dashboards")
        self._configuration = configuration
        self._draw(PLATFORM, {**rows, **self._rows_of(PLATFORM)})
        areas = [area.name for area in areas_on(configuration) if area.name != PLATFORM]
        for start in range(0, len(areas), AREAS_TOGETHER):
            together = {
                title: graphs
                for area in areas[start : start + AREAS_TOGETHER]
                for title, graphs in self._rows_of(area).items()
            }
            self._draw("areas" + (f"-{start // AREAS_TOGETHER + 1}" if start else ""), together)

    def _draw(self, name: str, rows: Mapping[str, Sequence[Graph]]) -> None:
        prefix, region = self._configuration.prefix, self._configuration.region
        board = cloudwatch.Dashboard(
            self,
            names.in_camel_case(name.replace("-", "_")),
            dashboard_name=names.worldwide(prefix, region, name),
        )
        for title, graphs in rows.items():
            board.add_widgets(cloudwatch.TextWidget(markdown=f"## {title}", width=_WIDTH, height=1))
            board.add_widgets(*_side_by_side(graphs))

    def _rows_of(self, area: str) -> dict[str, list[Graph]]:
        """What an area consists of."""
        specs = [one for one in functions_on(self._configuration) if one.area == area]
        workflows = list(workflow_specs(area, self._configuration))
        rows = {
            "Workflows": list(self._workflows(workflows)) if workflows else [],
            "Agents": list(self._agents(specs)),
            "Functions": list(self._functions(specs)),
        }
        return {f"{area.capitalize()}: {part}": graphs for part, graphs in rows.items() if graphs}

    def _workflows(self, workflows: Sequence[str]) -> Iterator[Graph]:
        arns = [names.workflow_arn(self, self._configuration.prefix, one) for one in workflows]
        for title, metric, statistic in (
            ("Started", "ExecutionsStarted", "Sum"),
            ("Failed, timed out", ("ExecutionsFailed", "ExecutionsTimedOut"), "Sum"),
            ("p95 duration, ms", "ExecutionTime", "p95"),
        ):
            yield title, searched("AWS/States", metric, statistic, StateMachineArn=arns)

    def _agents(self, specs: Sequence[FunctionSpec]) -> Iterator[Graph]:
        services = [one.name for one in specs if not one.serves_callers]
        for title, metric, statistic in (
            ("Tasks", "Tasks", "Sum"),
            ("Failed", "Failed", "Sum"),
            ("TaskTime p95, ms", "TaskTime", "p95"),
        ):
            yield title, searched(self._configuration.prefix, metric, statistic, service=services)

    def _functions(self, specs: Sequence[FunctionSpec]) -> Iterator[Graph]:
        prefix = self._configuration.prefix
        called = [f"{names.function_name(prefix, one.name)}:{ALIAS}" for one in specs]
        for title, metric, statistic in (
            ("Errors", "Errors", "Sum"),
            ("Duration p95, ms", "Duration", "p95"),
            ("Running at a time", "ConcurrentExecutions", "Maximum"),
        ):
            yield (
                title,
                searched("AWS/Lambda", metric, statistic, Resource=called, FunctionName=()),
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


def throttles_row() -> list[Graph]:
    """Calls refused since the account runs as many functions at a time as it may."""
    return [("Calls refused", {"throttles": measured("AWS/Lambda", "Throttles", "Sum")})]


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
