"""When people are told (requirement G8): every alarm, with its limit from the configuration."""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.constructs.alarms import Alarms
from infra.constructs.api import Api
from infra.constructs.dashboard import Dashboard
from infra.constructs.dead_letters import DeadLetters
from infra.constructs.functions import BatonFunction, Functions
from infra.constructs.live import Live
from infra.constructs.metrics import (
    FIVE_MINUTES,
    MINUTE,
    QUARTER,
    measured,
    of_agent,
    of_function,
)
from infra.constructs.tables import Tables
from infra.constructs.workflows import Workflows
from infra.workflows.machine import Workflow

NEWS_WAITS_SECONDS = 120
"""How long a note of the live updates may wait; it is put there for seconds."""

CALL_WAITS_SECONDS = 2 * 3_600
"""How long a call task may wait; it comes in the person's own working hours only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is watched."""

    api: Api
    functions: Functions
    workflows: Workflows
    tables: Tables
    dead_letters: Sequence[DeadLetters]
    calls: sqs.IQueue
    """what people of the house are asked to call"""
    live: Live


class Monitoring(Construct):
    """The alarms and the dashboard."""

    def __init__(self, scope: Construct, configuration: Configuration, watched: Watched) -> None:
        super().__init__(scope, "Monitoring")
        self._limits = configuration.alarms
        self.alarms = Alarms(self, configuration)
        self._watch_api(watched.api)
        for function in watched.functions:
            self._watch_function(function)
        self._watch_throttles(watched.tables)
        for workflow in watched.workflows.all:
            self._watch_workflow(workflow)
        self._watch_outbox(watched.functions["outbox"])
        self._watch_outreach(watched.functions["outreach"])
        self._watch_surroundings()
        self._watch_calls(watched.calls)
        self._watch_live(watched.live)
        for queue in watched.dead_letters:
            self._watch_queue(queue)
        Dashboard(
            self,
            watched.api,
            watched.live,
            watched.functions,
            workflows=watched.workflows,
            tables=watched.tables,
        )

    def _watch_api(self, api: Api) -> None:
        limits = self._limits
        for percentile, seconds in (
            ("p50", limits.p50_seconds),
            ("p95", limits.p95_seconds),
            ("p99", limits.p99_seconds),
        ):
            self.alarms.when(
                f"api-{percentile}",
                api.metric("Latency", percentile),
                above=seconds * 1000,
                out_of=(2, 3),
                says=f"The API's {percentile} latency is above {seconds:g} s.",
                look_up="Slow answers",
            )
        self.alarms.when(
            "api-errors",
            api.metric("5xx", "Average"),
            above=limits.error_rate,
            out_of=(2, 3),
            says=f"More than {limits.error_rate:.0%} of the API's answers are server errors.",
            look_up="Errors",
        )
        for service in ("leads_api", "platform_api", "rpc"):
            self.alarms.when(
                f"audit-lines-{service}",
                of_agent(service, "AuditLost", "Sum"),
                above=0,
                says=f"Audit lines are in the log of {service} only, since their table took none.",
                look_up="A person must be shown or forgotten",
            )

    def _watch_function(self, function: BatonFunction) -> None:
        name, limits = function.name, self._limits
        # By the minute, since it is also what rolls a canary back.
        self.alarms.when(
            names.errors_alarm(function.spec.name),
            of_function(name, "Errors", "Average", over=MINUTE),
            above=limits.error_rate,
            out_of=(2, 3),
            says=f"More than {limits.error_rate:.0%} of the calls of {name} fail.",
            look_up="Errors",
        )
        if not function.spec.serves_callers:
            self.alarms.when(
                f"{function.spec.name}-success",
                of_agent(function.spec.name, "Failed", "Average", over=QUARTER),
                above=round(1 - limits.agent_success, 6),
                out_of=(2, 2),
                says=f"Less than {limits.agent_success:.0%} of the tasks of {name} succeed.",
                look_up="Errors",
            )

    def _watch_throttles(self, tables: Tables) -> None:
        self.alarms.when(
            "function-throttles",
            measured("AWS/Lambda", "Throttles", "Sum"),
            above=0,
            out_of=(2, 3),
            says="Functions are called more often at a time than the account allows.",
            look_up="Slow answers",
        )
        for name in tables.names:
            for kind in ("Read", "Write"):
                self.alarms.when(
                    f"{name}-{kind.lower()}-throttles",
                    measured(
                        "AWS/DynamoDB",
                        f"{kind}ThrottleEvents",
                        "Sum",
                        TableName=tables[name].table_name,
                    ),
                    above=0,
                    out_of=(2, 3),
                    says=f"The table {name} refuses {kind.lower()}s: more than it has grown to.",
                    look_up="Slow answers",
                )

    def _watch_workflow(self, workflow: Workflow) -> None:
        limit = self._limits.workflow_failures if workflow.express else 0
        for metric, what in (("ExecutionsFailed", "failed"), ("ExecutionsTimedOut", "timed out")):
            self.alarms.when(
                f"{workflow.name}-{what.replace(' ', '-')}",
                workflow.metric(metric),
                above=limit,
                says=f"More than {limit} executions of {workflow.name} {what} in five minutes.",
                look_up="Workflows",
            )

    def _watch_outbox(self, function: BatonFunction) -> None:
        limits = self._limits
        self.alarms.when(
            "outbox-age",
            of_agent("outbox", "OldestAge", "Maximum"),
            above=limits.outbox_age_seconds * 1000,
            says=f"An entry of the outbox waits for more than {limits.outbox_age_seconds} s.",
            look_up="Outbox",
        )
        self.alarms.when(
            "outbox-parked",
            of_agent("outbox", "Parked"),
            above=0,
            says="Entries of the outbox failed at every attempt and were put aside.",
            look_up="Outbox",
        )
        self.alarms.when(
            "outbox-asleep",
            of_function(function.name, "Invocations", over=FIVE_MINUTES),
            below=1,
            out_of=(2, 2),
            says="The outbox was not called for ten minutes, though it should be every minute.",
            look_up="Outbox",
            silence_is_bad=True,
        )

    def _watch_outreach(self, function: BatonFunction) -> None:
        self.alarms.when(
            "outreach-unknown",
            of_agent("outreach", "NeedsAPerson"),
            above=0,
            says="Nobody knows whether something went out to a person, or it fails as nobody expected.",
            look_up="Unknown effects",
        )
        self.alarms.when(
            "outreach-asleep",
            of_function(function.name, "Invocations", over=FIVE_MINUTES),
            below=1,
            out_of=(2, 2),
            says="Outreach was not called for ten minutes, though it should be every minute.",
            look_up="Unknown effects",
            silence_is_bad=True,
        )

    def _watch_surroundings(self) -> None:
        self.alarms.when(
            "breaker-opened",
            of_agent("resilience", "BreakerOpened"),
            above=0,
            says="Something that Baton depends on failed five times in a row and is left alone.",
            look_up="A dependency is down",
        )
        self.alarms.when(
            "campaign-overspend",
            of_agent("campaigns", "Overspent"),
            above=0,
            says="A running campaign spent half as much again as it may on a day.",
            look_up="A campaign spends too much",
        )

    def _watch_calls(self, calls: sqs.IQueue) -> None:
        self.alarms.when(
            "calls-waiting",
            measured(
                "AWS/SQS",
                "ApproximateAgeOfOldestMessage",
                "Maximum",
                over=FIVE_MINUTES,
                QueueName=calls.queue_name,
            ),
            above=CALL_WAITS_SECONDS,
            says="Somebody waits for a call, and nobody of the house has taken it for two hours.",
            look_up="Calls",
        )

    def _watch_live(self, live: Live) -> None:
        self.alarms.when(
            "live-late",
            measured(
                "AWS/SQS",
                "ApproximateAgeOfOldestMessage",
                "Maximum",
                over=FIVE_MINUTES,
                QueueName=live.queue.queue_name,
            ),
            above=NEWS_WAITS_SECONDS,
            says="Live updates come minutes late, or not at all.",
            look_up="Live updates",
        )

    def _watch_queue(self, queue: DeadLetters) -> None:
        self.alarms.when(
            f"{queue.holds}-dead-letters",
            measured(
                "AWS/SQS",
                "ApproximateNumberOfMessagesVisible",
                "Maximum",
                over=Duration.minutes(5),
                QueueName=queue.queue_name,
            ),
            above=0,
            says=f"Something is in the queue of {queue.holds} that could not be delivered.",
            look_up="Dead letters",
        )
