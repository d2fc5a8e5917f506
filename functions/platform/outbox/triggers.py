"""How the outbox is called: by the stream of its table, and by the minute.

The answer to a stream batch is a partial one (``ReportBatchItemFailures``), written here and not by
powertools' BatchProcessor: that one takes records one after the other, or each as a coroutine, while
events go out in tens and runs side by side; and it reports every record that failed, while here the
table is the memory of failures. A failed entry is deferred in the table, so it never holds up the
shard behind it; the stream gets back only the records that nobody got to, and brings those again.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from baton.core.observability import logger, record
from baton.messaging.outbox import OutboxEntry, Work
from baton.messaging.outbox_repository import entry_of_image
from baton.runtime.assembly import Assembled
from functions.platform.outbox.batch_result import BatchResult
from functions.platform.outbox.dispatcher import Dispatcher, EntryRef

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]

SERVICE = "outbox"


def outbox_handler(assemble: "Callable[[Platform], Dispatcher]") -> Handler:
    """The Lambda handler of the outbox. The dispatcher is assembled once per container.

    An event with ``Records`` is a batch of the table's stream; anything else asks for a sweep, which
    does no harm at any time.
    """
    assembled = Assembled(assemble)

    def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
        dispatcher = assembled()
        started = time.perf_counter()
        result, failed, trigger = BatchResult(), True, "stream" if "Records" in event else "sweep"

        def time_left() -> float:
            return float(context.get_remaining_time_in_millis()) / 1000

        try:
            if trigger == "sweep":
                result = dispatcher.sweep(time_left)
                answer: dict[str, Any] = {"counts": result.counts()}
            else:
                records = announced(event)
                result = dispatcher.dispatch(list(records.values()), time_left)
                answer = {"batchItemFailures": unreached(records, result)}
            failed = False
            return answer
        except Exception:
            logger(SERVICE).exception("outbox failed")
            raise
        finally:
            _report(trigger, result, time.perf_counter() - started, failed=failed)

    return handle


def announced(event: Mapping[str, Any]) -> dict[str, EntryRef]:
    """The entries that a stream batch announces, by the sequence number of their records."""
    return {
        change["dynamodb"]["SequenceNumber"]: EntryRef(
            change["dynamodb"]["Keys"]["entry_id"]["S"],
            _work(change["dynamodb"].get("NewImage", {}).get("work", {}).get("S")),
            _entry(change["dynamodb"].get("NewImage", {})),
        )
        for change in event["Records"]
    }


def unreached(records: Mapping[str, EntryRef], result: BatchResult) -> list[dict[str, str]]:
    """The records that the stream should bring again, in their order."""
    left = set(result.unreached())
    return [{"itemIdentifier": number} for number, ref in records.items() if ref.entry_id in left]


def _work(name: str | None) -> Work | None:
    """The kind of work; unknown if a newer version of Baton wrote the entry."""
    known: Iterable[Work] = Work
    return next((work for work in known if work.value == name), None)


def _entry(image: Mapping[str, Any]) -> OutboxEntry | None:
    """The event in a record; nothing else is worth bringing along, since it has to be claimed."""
    if image.get("work", {}).get("S") != Work.PUBLISH:
        return None
    try:
        return entry_of_image(image)
    except ValueError:  # what a newer version of Baton wrote is claimed and read by itself
        return None


def _report(trigger: str, result: BatchResult, seconds: float, *, failed: bool) -> None:
    """One line a call: metrics for the dashboard and words for a person."""
    times = {"TaskTime": round(seconds * 1000, 2)}
    if trigger == "sweep":
        times["OldestAge"] = round(result.oldest.total_seconds() * 1000)
    record(
        SERVICE,
        "outbox",
        milliseconds=times,
        counts={
            "Tasks": 1,
            "Failed": int(failed),
            **{k: n for k, n in result.counts().items() if n},
        },
        trigger=trigger,
    )
