"""What the functions of the local stack logged: it is in the local AWS's CloudWatch Logs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.local.places import PREFIX

_PAGE = 10_000
"""Lines that CloudWatch Logs gives at once."""

_OF_LAMBDA = ("START RequestId:", "END RequestId:", "REPORT RequestId:")


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One line of a function; ``at`` is the moment of the call's end."""

    at: datetime
    function: str
    text: str


def lines(
    logs: Any, functions: Iterable[Mapping[str, Any]], *, since: datetime, holds: str = ""
) -> list[Line]:
    """What functions wrote since then, over all of them the oldest first; only what ``holds`` a text, as
    a correlation id. ``functions`` are as Lambda lists them; ``logs`` is a client of CloudWatch Logs.
    """
    found: set[Line] = set()
    for function in functions:
        name = str(function["FunctionName"])
        group = function.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{name}"
        for event in _events(logs, group, since):
            text = str(event["message"]).rstrip()
            if holds in text and not text.startswith(_OF_LAMBDA):
                at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
                found.add(Line(at, name.removeprefix(f"{PREFIX}-"), text))
    return sorted(found)


def _events(logs: Any, group: str, since: datetime) -> Iterator[Mapping[str, Any]]:
    """All events, in pages; what is of the last millisecond of a page comes twice."""
    start, limit = int(since.timestamp() * 1000), _PAGE
    while True:
        try:
            page = logs.filter_log_events(logGroupName=group, startTime=start, limit=limit)[
                "events"
            ]
        except logs.exceptions.ResourceNotFoundException:
            return  # nothing was logged yet
        yield from page
        if len(page) < limit:
            return
        start = max(page[-1]["timestamp"], start + 1)
