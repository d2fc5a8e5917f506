"""Logs as JSON lines with a correlation id, and metrics as JSON lines of the same make.

Logs are powertools'. Metrics are in CloudWatch's embedded metric format, written here: a task's
line costs a fifth of what powertools' Metrics takes, and every task pays it (docs/decisions.md).
Nothing of a person is written: callers pass ids and counts, and the mask catches what slips through.
"""

import json
import re
import sys
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

NAMESPACE = "Baton"

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?<![\w\-.:])\+?\d[\d ().\-]{7,}\d(?![\w\-:]|\.\w)")
_encode = json.JSONEncoder(default=str, ensure_ascii=False, separators=(",", ":")).encode


def mask(text: str) -> str:
    """``text`` with e-mail addresses and phone numbers replaced."""
    return _PHONE.sub("<phone>", _EMAIL.sub("<email>", text))


def _masked_line(record: Any) -> str:
    line = _encode(record)
    return _EMAIL.sub("<email>", line) if "@" in line else line


@cache
def logger(service: str) -> Logger:
    """The logger of a function, at level INFO unless ``POWERTOOLS_LOG_LEVEL`` says otherwise."""
    return Logger(
        service=service,
        utc=True,
        location=None,
        json_serializer=_masked_line,
        json_deserializer=str,  # messages are words; trying to read them as JSON costs time
    )


def record(
    service: str,
    message: str,
    *,
    milliseconds: Mapping[str, float] | None = None,
    counts: Mapping[str, float] | None = None,
    **fields: Any,
) -> None:
    """Writes one line that is a log line to people and metrics to CloudWatch.

    Durations are in milliseconds; the metrics have the namespace ``Baton`` and the dimension
    ``service`` (AWS: "Specification: Embedded metric format"), and those of ``by`` together beside it.
    ``fields`` are only for reading.
    """
    durations, numbers = milliseconds or {}, counts or {}
    names = [{"Name": name, "Unit": "Milliseconds"} for name in durations]
    names += [{"Name": name, "Unit": "Count"} for name in numbers]
    dimensions = [["service"], list(by)] if by else [["service"]]
    directive = {"Namespace": NAMESPACE, "Dimensions": dimensions, "Metrics": names}
    line = {
        "level": "INFO",
        "message": message,
        "service": service,
        **fields,
    by: Mapping[str, str] | None = None,
        **durations,
        **numbers,
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]},
    }
    sys.stdout.write(_masked_line(line) + "\n")
    sys.stdout.flush()
        **(by or {}),
