"""Feeds leads to the API, several at a time, and keeps what came of each."""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from infra.local.client import Answer, ApiClient
from infra.local.interruption import threads
from infra.local.lead_file import FileLead

WORKERS = 4
FINISH_SECONDS = 180.0
"""How long a lead that was stored only (202) is waited for: its lease, a sweep, the pipeline."""

_ASK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class FeedResult:
    """One lead that was fed: the API's lead, or what went wrong."""

    source: FileLead
    lead: dict[str, Any] | None
    problem: str
    milliseconds: float

    @property
    def report(self) -> dict[str, Any]:
        """The lead's report; empty if it has none."""
        return (self.lead or {}).get("report") or {}

    @property
    def score(self) -> float:
        """The lead's score, 0 to 100; -1 if it has none."""
        return float(self.report["assessment"]["score"]) if self.report else -1.0


def feed(
    api: ApiClient,
    leads: Sequence[FileLead],
    on_each: Callable[[], None],
    on_waiting: Callable[[int], None],
) -> list[FeedResult]:
    """Feeds every lead and gives the results in the file's order. Nothing is raised for one lead.

    ``on_waiting`` is told of one more (1) or less (-1) that is stored, and waits to be tried again.
    """

    def one(source: FileLead) -> FeedResult:
        fed = _feed_one(api, source, on_waiting)
        on_each()
        return fed

    with threads(WORKERS) as pool:
        return list(pool.map(one, leads))


def _feed_one(api: ApiClient, source: FileLead, on_waiting: Callable[[int], None]) -> FeedResult:
    if source.lead is None:
        return FeedResult(source, None, f"row {source.row}: {'; '.join(source.faults)}", 0.0)
    try:
        answer = api.request("POST", "/api/v1/leads", json=source.lead.to_json())
    except httpx.HTTPError as error:
        return FeedResult(source, None, f"row {source.row}: {error}", 0.0)
    if answer.problem:
        return FeedResult(source, None, f"row {source.row}: {answer.problem}", answer.milliseconds)
    if answer.status == httpx.codes.ACCEPTED:
        on_waiting(1)
        try:
            return _finished_later(api, source, answer)
        finally:
            on_waiting(-1)
    return FeedResult(source, answer.body, "", answer.milliseconds)


def _finished_later(api: ApiClient, source: FileLead, receipt: Answer) -> FeedResult:
    """A lead that is stored but was not processed in time: the outbox does it, the caller asks.

    Its milliseconds are those until it was seen done. Only one that stays undone has failed.
    """
    started = time.monotonic()
    path = f"/api/v1/leads/{receipt.body['lead_id']}"
    lead, status = receipt.body, "received"
    while status == "received" and time.monotonic() - started < FINISH_SECONDS:
        time.sleep(_ASK_AGAIN_SECONDS)
        try:
            answer = api.request("GET", path)
        except httpx.HTTPError:
            continue  # a busy machine; the lead is asked for again until the time is up
        if not answer.problem:
            lead, status = answer.body, str(answer.body["status"])
    elapsed = receipt.milliseconds + (time.monotonic() - started) * 1000
    done = bool(lead.get("report"))
    problem = "" if done else f"row {source.row}: stored, but {status} after {elapsed / 1000:.0f} s"
    return FeedResult(source, lead, problem, elapsed)


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of all leads. Times in milliseconds, as the caller saw them."""

    count: int
    failed: int
    statuses: Counter[str]
    categories: Counter[str]
    temperatures: Counter[str]
    converted: dict[str, tuple[int, int]]
    p50: float
    p95: float
    per_second: float
    problems: Counter[str]


def summarise(fed: Sequence[FeedResult], seconds: float) -> Summary:
    """Counts and times. ``converted`` maps a category or temperature to conversions and leads."""
    done = [one for one in fed if one.report]
    times = [one.milliseconds for one in fed if one.milliseconds] or [0.0]
    cuts = statistics.quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    converted: dict[str, tuple[int, int]] = {}
    for one in done:
        if one.source.converted is not None:
            for group in (one.report["category"], one.report["temperature"]):
                wins, total = converted.get(group, (0, 0))
                converted[group] = (wins + one.source.converted, total + 1)
    return Summary(
        count=len(fed),
        failed=sum(1 for one in fed if one.problem),
        statuses=Counter(str((one.lead or {}).get("status", "failed")) for one in fed),
        categories=Counter(one.report["category"] for one in done),
        temperatures=Counter(one.report["temperature"] for one in done),
        converted=converted,
        p50=cuts[49],
        p95=cuts[94],
        per_second=len(fed) / seconds if seconds else 0.0,
        problems=Counter(one.problem.partition(": ")[2] for one in fed if one.problem),
    )
