"""The rate from which each thing throttles or falls behind: partitions, containers, quotas, sweeps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from baton.persistence.shards import DUE_SHARDS
from baton.resilience.breaker import CALM_FOR
from baton.runtime.heartbeat import EVERY_SECONDS
from functions.platform.outbox.availability_gate import KNOWN_FOR
from tests.scale.heat import READ_LIMIT, WRITE_LIMIT, shared
from tests.scale.recorder import Sample

QUOTAS = Path(__file__).parent / "quotas.yaml"


@dataclass(frozen=True, slots=True)
class Limit:
    """``rate`` is in leads a second. ``ours`` is what our code bounds: AWS raises no partition's limit.
    ``beyond`` says what happens above it.
    """

    name: str
    rate: float
    ours: bool = True
    beyond: str = "DynamoDB throttles; requests are tried again, then fail"

    def holds_at(self, rate: float) -> bool:
        """Whether nothing happens at so many leads a second."""
        return rate <= self.rate


def limits(sample: Sample) -> list[Limit]:
    """Everything that bounds the rate of leads, the lowest first."""
    known = _quotas()
    found = [
        *(Limit(one.name, one.throttles_at) for one in shared(sample)),
        *_containers(sample, known["seconds"]),
        *_sweeps(sample, known["turns_a_second"]),
        *of_account(sample),
    ]
    return sorted(found, key=lambda one: one.rate)


def _containers(sample: Sample, seconds: Mapping[str, float]) -> Iterator[Limit]:
    """What containers ask and tell now and then. There are as many of a function as calls are under way
    (Little's law), and each asks at most as often as it is called.
    """

    def every(name: str, period: float) -> float:
        calls = sample.calls[f"lambda {name}"] / sample.leads
        return min(calls, calls * seconds[name] / period)

    yield Limit("breakers episodes", READ_LIMIT / every("handoff", CALM_FOR.total_seconds()))
    yield Limit("agents handoff, reports", WRITE_LIMIT / every("handoff", EVERY_SECONDS))
    asked = every("outbox", KNOWN_FOR.total_seconds())
    yield Limit("agents handoff, asked by the outbox", READ_LIMIT / asked)


def _sweeps(sample: Sample, turns_a_second: float) -> Iterator[Limit]:
    turns = sample.made["turns"] / sample.leads
    behind = "memory-behind rings; turns wait for two weeks, then expire unread"
    rate = DUE_SHARDS * turns_a_second / turns
    yield Limit(f"consolidation, {DUE_SHARDS} helpers", rate, beyond=behind)


def of_account(sample: Sample) -> Iterator[Limit]:
    """What the account's quotas bound, which AWS raises."""
    known = _quotas()
    for quota in known["quotas"]:
        calls = sum(sample.calls[name] for name in quota["calls"]) / sample.leads
        if calls:
            yield Limit(
                quota["name"], quota["a_second"] / calls, ours=False, beyond=quota["beyond"]
            )
    busy = sum(
        sample.calls[f"lambda {name}"] / sample.leads * seconds
        for name, seconds in known["seconds"].items()
    )
    concurrency = known["concurrency"]
    yield Limit(
        "Lambda calls at a time", concurrency["a_second"] / busy, False, concurrency["beyond"]
    )


@cache
def _quotas() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(QUOTAS.read_text(encoding="utf-8"))
    return found


def first(found: Sequence[Limit], rate: float) -> Sequence[Limit]:
    """What does not hold at a rate, the lowest first."""
    return [one for one in found if not one.holds_at(rate)]
