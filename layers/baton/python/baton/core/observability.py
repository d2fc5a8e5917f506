"""Logs as JSON lines with a correlation id, and metrics as JSON lines of the same make.

Logs are powertools'. Metrics are in CloudWatch's embedded metric format, written here: one line has
several sets of dimensions, and passes the mask (docs/decisions).
Nothing of a person is written: callers pass ids and counts, and the mask catches what slips through.
"""

import json
import os
import sys
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

from baton.core.masking import Words, erased, mask, mask_addresses

_SENTENCES = frozenset({"message", "exception", "error", "reason", "reasons", "why", "note"})
"""What holds words of an error or of a person, of all that a line may have."""

_encode = json.JSONEncoder(default=str, ensure_ascii=False, separators=(",", ":")).encode
_present: list[Any] = [None]
"""The task that this container has in hand. It has one at a time."""

_correlation: list[str] = [""]
"""The correlation id of that task."""


def bind_task(task: Any, correlation_id: str = "") -> None:
    """Says whose data the container works with: the logger keeps the words of these persons out of
    its lines, whatever an error's text repeats of them; every line tells the correlation id.
    """
    _present[0], _correlation[0] = task, correlation_id


def _masked_line(line: Mapping[str, Any]) -> str:
    text = mask_addresses(_encode(erased(line)))
    return text.encode("utf-8", "replace").decode()  # half a surrogate pair would lose the line


def _logged_line(line: Mapping[str, Any]) -> str:
    """A line of the logger: there are few of them, and an error's text may say anything."""
    plain = Words(_present[0]).out_of(line)
    for name in _SENTENCES & set(plain):
        if isinstance(plain[name], str):
            plain[name] = mask(plain[name])
    return _masked_line(plain)


@cache
def logger(service: str) -> Logger:
    """The logger of a function, at level INFO unless ``POWERTOOLS_LOG_LEVEL`` says otherwise."""
    return Logger(
        service=service,
        utc=True,
        location=None,
        json_serializer=_logged_line,
        json_deserializer=str,  # messages are words; trying to read them as JSON costs time
    )


def record(
    service: str,
    message: str,
    *,
    milliseconds: Mapping[str, float] | None = None,
    counts: Mapping[str, float] | None = None,
    by: Mapping[str, str] | None = None,
    together: bool = False,
    **fields: Any,
) -> None:
    """Writes one line that is a log line to people and metrics to CloudWatch.

    Durations are in milliseconds; the metrics have the deployment's namespace and the dimension
    ``service`` (AWS: "Specification: Embedded metric format"), and those of ``by`` together beside it;
    with ``together`` they are also counted without a dimension, over all services.
    ``fields`` are only for reading.
    """
    durations, numbers = milliseconds or {}, counts or {}
    names = [{"Name": name, "Unit": "Milliseconds"} for name in durations]
    names += [{"Name": name, "Unit": "Count"} for name in numbers]
    dimensions = [["service"], *([list(by)] if by else []), *([[]] if together else [])]
    # of this deployment: two stages in one account and region count apart
    namespace = os.environ.get("POWERTOOLS_METRICS_NAMESPACE", "Baton")
    directive = {"Namespace": namespace, "Dimensions": dimensions, "Metrics": names}
    line = {
        "level": "INFO",
        "message": message,
        "service": service,
        **(by or {}),
        **({"correlation_id": _correlation[0]} if _correlation[0] else {}),
        **fields,
        **durations,
        **numbers,
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]},
    }
    sys.stdout.write(_masked_line(line) + "\n")
    sys.stdout.flush()
