"""The life of leads on the local stack, from the API to consolidation and the last step of the plan, as
far as the default configuration goes; counted, and timed.

The real handlers run in this process on the local stack's tables, on a clock that is moved on by days.
Three services are played: the workflow service (``steps.pipeline_here``), the table's stream, which
tells the outbox of every entry by itself, and the bus, which calls whoever hears an event. Nobody else
works on the stack meanwhile.
"""

import io
import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from baton.persistence.timestamps import moment_text
from baton.runtime.heartbeat import Heartbeat
from infra.configuration import Configuration
from infra.function_specs import function_specs
from infra.local.stack import LocalStack
from tests.benchmarks.capacity import item_bytes
from tests.benchmarks.handlers import Handler
from tests.benchmarks.steps import Meter, one_lead, pipeline_here
from tests.benchmarks.usage import Usage, counted

WARM_UP, LEADS = 6, 60
DAYS = 35
"""How long leads are followed: longer than any plan, and than an effect is of use."""
CONSOLIDATED_ON = 2
PACE_SECONDS = 30 * 24 * 3_600 / 1_000_000
"""Between two leads, by the registry's watch: a million a month. Workers report to it every five seconds
at most, so by the clock of this machine it would be its load that is counted."""
PHASES = ("lead path", "events", "outreach", "consolidation")

LINE_BYTES = 26
"""What CloudWatch counts of a line besides its text (AWS: "PutLogEvents"). Lambda itself writes none
below a warning (``infra.constructs.functions``)."""

_SPECS = {spec.name: spec for spec in function_specs()}
_HEAR_BY_QUEUE = ("live",)
"""Functions that hear of leads by a queue of their own."""


class MovableClock:
    """The time, which can be moved on."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def advance(self, days: float) -> None:
        """Moves it on."""
        self._ahead += timedelta(days=days)


class _Context:
    """Lambda's: as long as it takes."""

    def get_remaining_time_in_millis(self) -> int:
        return 900_000


class Lives:
    """Leads on their way, a function's calls by phase."""

    def __init__(
        self,
        stack: LocalStack,
        outputs: dict[str, Any],
        handlers: dict[str, Handler],
        clock: MovableClock,
    ) -> None:
        self._outputs, self._clock = outputs, clock
        self._handlers = {name: self._called(name, one) for name, one in handlers.items()}
        self._plain = stack.aws.client("dynamodb")
        self._number = 0
        self._ticks = 0.0
        self.usage = Usage()
        self.cpu: Counter[tuple[str, str]] = Counter()
        """milliseconds by (phase, function), without those of functions that were called meanwhile"""
        self._nested = 0.0

    def ticks(self) -> float:
        """The registry's watch, in seconds."""
        return self._ticks

    def name_of(self, table: str) -> str:
        """A table's name in the data model."""
        names: dict[str, str] = self._outputs["stack"]
        return next(key.removesuffix("TableName") for key, name in names.items() if name == table)

    def kept_bytes(self) -> int:
        """What the tables hold and will hold; AWS counts 100 bytes besides an item's own."""
        tables = [n for key, n in self._outputs["stack"].items() if key.endswith("TableName")]
        now = self._clock().timestamp()
        with self.usage.at(""):
            items = [
                item
                for table in tables
                for page in self._plain.get_paginator("scan").paginate(TableName=table)
                for item in page["Items"]
            ]
        stays = [one for one in items if float(one.get("expires_at", {"N": "inf"})["N"]) > now]
        return sum(item_bytes(item) + 100 for item in stays)

    def live(self, leads: int) -> None:
        """Has so many leads come, and follows them to their end."""
        with pipeline_here(self._handlers, Meter()):
            for _ in range(leads):
                self._number += 1
                self._ticks += PACE_SECONDS
                with self.usage.at("lead path"):
                    one_lead(self._handlers["leads_api"], self._outputs, self._number)
                with self.usage.at("events"):
                    self._publish()
                    self._deliver()
                    self._registry_changed()
        for day in range(DAYS):
            self._clock.advance(1)
            self._ticks += timedelta(days=1).total_seconds()
            with self.usage.at("outreach"):
                if self._is_due():
                    self._task("outreach")
            if day == CONSOLIDATED_ON:
                with self.usage.at("consolidation"):
                    while self._task("consolidation").get("more"):
                        pass

    def _called(self, name: str, handler: Handler) -> Handler:
        def call(event: dict[str, Any], context: Any) -> dict[str, Any]:
            log, before, outer = io.StringIO(), self._nested, self.usage.function
            self._nested, self.usage.function = 0.0, name
            started = time.process_time()
            with redirect_stdout(log):
                answer = handler(event, context or _Context())
            spent = (time.process_time() - started) * 1000
            self.cpu[self.usage.phase, name] += spent - self._nested  # type: ignore[assignment]
            self._nested, self.usage.function = before + spent, outer
            self.usage.add("lambda", name)
            lines = log.getvalue().splitlines()
            self.usage.add("logs", "bytes", sum(len(one.encode()) + LINE_BYTES for one in lines))
            return answer

        return call

    def _task(self, function: str) -> dict[str, Any]:
        trace = {"correlation_id": "bench"}
        return self._handlers[function]({"task": {}, "trace": trace}, None)

    def _is_due(self) -> bool:
        """Whether an effect is. A sweep that finds none is the schedule's and not a lead's:
        ``make cost`` has it in what idles.
        """
        with self.usage.at(""):
            table, now = self._outputs["stack"]["EffectsTableName"], moment_text(self._clock())
            kept = self._plain.scan(TableName=table, ConsistentRead=True)["Items"]
        return any(one.get("due_at", {"S": "~"})["S"] <= now for one in kept)

    def _publish(self) -> None:
        """Tells the outbox of what waits, as the stream of its table does."""
        with self.usage.at(""):
            table = self._outputs["stack"]["OutboxTableName"]
            kept = self._plain.scan(TableName=table, ConsistentRead=True)["Items"]
        waiting = [item for item in kept if item["state"]["S"] == "waiting"]
        records = [
            {
                "eventSource": "aws:dynamodb",
                "eventName": "INSERT",
                "dynamodb": {
                    "Keys": {"entry_id": item["entry_id"]},
                    "NewImage": item,
                    "SequenceNumber": str(number),
                },
            }
            for number, item in enumerate(waiting)
        ]
        if records:
            self._handlers["outbox"]({"Records": records}, None)

    def _deliver(self) -> None:
        """Calls whoever hears what was put on the bus."""
        told, self.usage.told = self.usage.told, []
        for entry in told:
            name, detail = entry["DetailType"], json.loads(entry["Detail"])
            event = {"source": entry["Source"], "detail-type": name, "detail": detail}
            for function, spec in _SPECS.items():
                heard = [one for one in spec.triggers.events if one.wanted(Configuration())]
                if any(name in one.events for one in heard):
                    self._handlers[function](event, None)
            for function in _HEAR_BY_QUEUE:
                self.usage.add("sqs", "queued message")
                self._handlers[function](
                    {"Records": [{"eventSource": "aws:sqs", "body": json.dumps(event)}]}, None
                )

    def _registry_changed(self) -> None:
        """Tells the live updates that an agent reported: at most once a second, so once a lead."""
        change = {"eventName": "MODIFY", "dynamodb": {"Keys": {"agent": {"S": "lead_triage"}}}}
        self._handlers["live"]({"Records": [{"eventSource": "aws:dynamodb", **change}]}, None)


def lived(
    stack: LocalStack, outputs: dict[str, Any], handlers: dict[str, Handler], clock: MovableClock
) -> Lives:
    """Leads that lived: timed without counting, then counted."""
    lives = Lives(stack, outputs, handlers, clock)
    paced = patch.object(Heartbeat.__init__, "__defaults__", (lives.ticks,))
    with _alone(stack), counted(lives.usage), paced:
        lives.usage.counting = False
        lives.live(WARM_UP)
        lives.cpu.clear()
        lives.live(LEADS)
        timed = Counter(lives.cpu)
        lives.usage.counting = True
        lives.usage.counts.clear()
        kept = lives.kept_bytes()
        lives.live(LEADS)
        lives.cpu = timed
        lives.usage.counts["", "dynamodb", "kept bytes"] = lives.kept_bytes() - kept
    return lives


@contextmanager
def _alone(stack: LocalStack) -> Iterator[None]:
    """No stream and no queue of the stack calls the deployed functions meanwhile."""
    deployed = stack.aws.client("lambda")
    bound = deployed.list_event_source_mappings()["EventSourceMappings"]
    for one in bound:
        deployed.update_event_source_mapping(UUID=one["UUID"], Enabled=False)
    try:
        yield
    finally:
        for one in bound:
            deployed.update_event_source_mapping(UUID=one["UUID"], Enabled=True)
