"""When people are told (requirement G8): an alarm for whatever somebody would act on, and no more.

Folded, since each of these says one thing to do: the functions of an area share one, on the calls that
fail; all agents share one, on their tasks; all Standard workflows share the dead letters ``workflows``;
all tables share one (``infra.stacks.operations``). So another function adds neither an alarm nor a
metric that is paid, and another area one of each.
What a caller waits for is an Express workflow, whose failure is an error of the API.
"""

from aws_cdk import aws_sqs as sqs

from infra import names
from infra.constructs.alarms import Alarms
from infra.constructs.dead_letters import DeadLetters
from infra.constructs.functions import BatonFunction
from infra.constructs.http_api import HttpApi
from infra.constructs.metrics import (
    FIVE_MINUTES,
    MINUTE,
    QUARTER,
    measured,
    of_agent,
    of_all_agents,
    of_function,
    share,
)
from infra.constructs.workflows import Workflow
from infra.deployment_options import Alarms as Limits

CALL_WAITS_SECONDS = 2 * 3_600
"""How long a call task may wait; it comes in the person's own working hours only."""


def watch_api(alarms: Alarms, api: HttpApi, limits: Limits) -> None:
    """What callers feel, of whichever function answers. AWS documents ``5xx`` of an HTTP API as a number
    of errors, and no statistic of it as their share.
    """
    alarms.when(
        "api-p95",
        api.metric("Latency", "p95"),
        above=limits.p95_seconds * 1000,
        out_of=(2, 3),
        says=f"The API's p95 latency is above {limits.p95_seconds:g} s.",
        look_up="Slow answers",
    )
    alarms.when(
        "api-errors",
        share(api.metric("5xx", "Sum"), api.metric("Count", "Sum")),
        above=limits.error_rate,
        out_of=(2, 3),
        says=f"More than {limits.error_rate:.0%} of the API's answers are server errors.",
        look_up="Errors",
    )


def watch_functions(alarms: Alarms, area: str, limits: Limits) -> None:
    """Calls that end in an error, of whichever function of an area. They are counted and not set against
    all calls, so what fails of a new version, which has a tenth of them, is not lost in the whole: it
    also rolls a canary back, and looks by the minute.
    """
    limit = limits.failed_calls
    alarms.when(
        names.errors_alarm(area),
        measured(alarms.prefix, names.failed_calls(area), "Sum", over=MINUTE),
        above=limit,
        out_of=(2, 3),
        says=f"In two of three minutes, {f'more than {limit} calls' if limit else 'calls'} of functions "
        f"of {area} ended in an error, ran out of time or memory.",
        look_up="Errors",
    )


def watch_agents(alarms: Alarms, limits: Limits) -> None:
    """The share of all agents' tasks that fail, slowly too."""
    alarms.when(
        "agents-failing",
        of_all_agents(alarms.prefix, "Failed", "Average", over=QUARTER),
        above=round(1 - limits.agent_success, 6),
        out_of=(2, 2),
        says=f"Less than {limits.agent_success:.0%} of the agents' tasks succeed.",
        look_up="Errors",
    )


def watch_throttles(alarms: Alarms) -> None:
    """Functions of the whole account, which share its limit."""
    alarms.when(
        "function-throttles",
        measured("AWS/Lambda", "Throttles", "Sum"),
        above=0,
        out_of=(2, 3),
        says="Functions are called more often at a time than the account allows.",
        look_up="Slow answers",
    )


def watch_queue(alarms: Alarms, queue: DeadLetters) -> None:
    """What could not be delivered."""
    alarms.when(
        f"{queue.holds}-dead-letters",
        measured(
            "AWS/SQS",
            "ApproximateNumberOfMessagesVisible",
            "Maximum",
            over=FIVE_MINUTES,
            QueueName=queue.queue_name,
        ),
        above=0,
        says=f"Something is in the queue of {queue.holds} that could not be delivered.",
        look_up="Dead letters",
    )


def watch_calls(alarms: Alarms, calls: sqs.IQueue) -> None:
    """Calls that employees are asked to make."""
    alarms.when(
        "calls-waiting",
        measured(
            "AWS/SQS",
            "ApproximateAgeOfOldestMessage",
            "Maximum",
            over=FIVE_MINUTES,
            QueueName=calls.queue_name,
        ),
        above=CALL_WAITS_SECONDS,
        says="A call task has waited for more than two hours.",
        look_up="Calls",
    )


def watch_breakers(alarms: Alarms) -> None:
    """What Baton depends on."""
    alarms.when(
        "breaker-opened",
        of_agent(alarms.prefix, "resilience", "BreakerOpened"),
        above=0,
        says="Something that Baton depends on failed five times in a row and is left alone.",
        look_up="A dependency is down",
    )


def watch_audit(alarms: Alarms) -> None:
    """The audit trail of every service that serves callers."""
    alarms.when(
        "audit-lines",
        of_agent(alarms.prefix, "audit", "AuditLost"),
        above=0,
        says="Audit lines are in a service's log only, since their table took none.",
        look_up="A person must be shown or forgotten",
    )


def watch_language(alarms: Alarms) -> None:
    """Counts of tokens by which language models are paid."""
    alarms.when(
        "language-usage",
        of_agent(alarms.prefix, "language", "LanguageUsageDoubted"),
        above=0,
        says="A language model's endpoint counted more tokens than a call can have.",
        look_up="Language models",
    )


def watch_outbox(alarms: Alarms, outbox: BatonFunction, limits: Limits) -> None:
    """Work that waits, or that was given up."""
    alarms.when(
        "outbox-age",
        of_agent(alarms.prefix, "outbox", "OldestAge", "Maximum"),
        above=limits.outbox_age_seconds * 1000,
        says=f"An entry of the outbox waits for more than {limits.outbox_age_seconds} s.",
        look_up="Outbox",
    )
    alarms.when(
        "outbox-parked",
        of_agent(alarms.prefix, "outbox", "Parked"),
        above=0,
        says="Entries of the outbox failed at every attempt and were put aside.",
        look_up="Outbox",
    )
    watch_called(alarms, outbox, look_up="Outbox")


def watch_memory(alarms: Alarms, limits: Limits) -> None:
    """Consolidation, whose input expires unread if it stands still for two weeks."""
    alarms.when(
        "memory-behind",
        of_agent(alarms.prefix, "consolidation", "Behind", "Maximum"),
        above=limits.memory_behind_hours * 3_600_000,
        says=f"Turns of conversations wait for consolidation for {limits.memory_behind_hours} hours.",
        look_up="Memory",
    )


def watch_called(alarms: Alarms, function: BatonFunction, *, look_up: str) -> None:
    """A function whose work stops unseen when its schedule does."""
    name = function.spec.name
    alarms.when(
        f"{name}-asleep",
        of_function(function.name, "Invocations", over=FIVE_MINUTES),
        below=1,
        out_of=(2, 2),
        says=f"{name} was not called for ten minutes, though it should be every minute.",
        look_up=look_up,
        silence_is_bad=True,
    )


def watch_workflow(alarms: Alarms, workflow: Workflow, limits: Limits) -> None:
    """An Express workflow that somebody waits for, and that is tried again by itself."""
    limit = limits.workflow_failures
    alarms.when(
        f"{workflow.name}-failed",
        workflow.metric("ExecutionsFailed"),
        above=limit,
        says=f"More than {limit} executions of {workflow.name} failed in five minutes.",
        look_up="Workflows",
    )
