"""Which faults come how often: rules for microburst, in the words of each service. Pure.

Each fault is drawn by itself on every attempt, the SDK's own repetitions included. The header
``amz-sdk-request`` says which attempt of a call a request is; the last rule of each attempt after the
first fires for what no fault hit, does nothing, and so counts the repetitions.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST = 0.6
"""The worst share of requests that may be hit; beyond that nothing ever ends."""

LOST_PATIENCE_MS = 11_000
"""Longer than the clients wait for an answer (``baton.aws.clients.READ_SECONDS``)."""

SLOW_MS = 300
LATER_ATTEMPTS = (3, 2)

Rule = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of fault. ``share`` is its part of all faults; the shares of all sum up to one."""

    name: str
    share: float


THROTTLED = Sort("throttled", 0.40)
BROKEN = Sort("500", 0.20)
SLOW = Sort("slow", 0.17)
RESET = Sort("reset", 0.10)
LOST = Sort("answer lost", 0.10)
SILENT = Sort("time-out", 0.03)
SORTS = (THROTTLED, BROKEN, SLOW, RESET, LOST, SILENT)

_WORDS: Mapping[str, tuple[str, int, str, int]] = {
    "dynamodb": ("ProvisionedThroughputExceededException", 400, "InternalServerError", 500),
    "events": ("ThrottlingException", 400, "InternalException", 500),
    "sesv2": ("TooManyRequestsException", 429, "InternalFailure", 500),
    "stepfunctions": ("ThrottlingException", 400, "InternalServerException", 500),
}
"""What each service, by its name in the SDK, says when it throttles and when it breaks."""

SERVICES = tuple(_WORDS)


def rules(rate: float, sorts: Sequence[Sort] = SORTS) -> list[Rule]:
    """The rules with which a share ``rate`` (0 to 0.6) of the requests to each service is hit, less
    what the ``sorts`` that are left out would have hit.

    The first rule that fires wins, so each one's chance is that of its fault given that no fault
    before it came.
    """
    if not 0 <= rate <= MOST:
        raise ValueError(f"a rate of faults lies between 0 and {MOST}, not at {rate}")
    return [rule for service in SERVICES for rule in _of(service, rate, sorts)]


def _of(service: str, rate: float, sorts: Sequence[Sort]) -> Iterator[Rule]:
    for attempt in LATER_ATTEMPTS:
        this_one = {"headers": {"amz-sdk-request": f"attempt={attempt}"}}
        yield from (
            {"service": service, **this_one, **rule} for rule in _faults(service, rate, sorts)
        )
        yield {"service": service, **this_one}
    yield from ({"service": service, **rule} for rule in _faults(service, rate, sorts))


def _faults(service: str, rate: float, sorts: Sequence[Sort]) -> Iterator[Rule]:
    throttle, throttle_status, breakage, breakage_status = _WORDS[service]
    effects: Mapping[Sort, Rule] = {
        THROTTLED: {"error": {"code": throttle, "status": throttle_status}},
        BROKEN: {"error": {"code": breakage, "status": breakage_status}},
        SLOW: {"latency": SLOW_MS},
        RESET: {"reset": True},
        LOST: {"response": {"abort_bytes": 0}},
        SILENT: {"timeout_ms": LOST_PATIENCE_MS},
    }
    left = 1.0
    for sort in sorts:
        chance = rate * sort.share
        yield {"probability": chance / left, **effects[sort]}
        left -= chance


def sort_of(action: str) -> Sort | None:
    """The sort of fault that microburst's name of an action means; ``None`` for a mere repetition."""
    if action == "match":
        return None
    beginnings = {"latency": SLOW, "reset": RESET, "response": LOST, "timeout": SILENT}
    for beginning, sort in beginnings.items():
        if action.startswith(beginning):
            return sort
    code = action.removeprefix("error:")
    return THROTTLED if code in {words[0] for words in _WORDS.values()} else BROKEN
