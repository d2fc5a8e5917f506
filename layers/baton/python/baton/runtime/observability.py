"""Logs as JSON lines with a correlation id, and metrics in CloudWatch's embedded format.

The formats come from powertools. Nothing of a person is logged: callers pass ids and counts, and
the masks below catch what slips through.
"""

import logging
import re
from collections.abc import Mapping
from functools import cache

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "Baton"

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?<![\w\-.:])\+?\d[\d ().\-]{7,}\d(?![\w\-.:])")


def mask(text: str) -> str:
    """``text`` with e-mail addresses and phone numbers replaced."""
    return _PHONE.sub("<phone>", _EMAIL.sub("<email>", text))


class _MaskedFormatter(LambdaPowertoolsFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return _EMAIL.sub("<email>", super().format(record))


@cache
def logger(service: str) -> Logger:
    """The logger of a function. One line a call is always written (level INFO)."""
    return Logger(service=service, logger_formatter=_MaskedFormatter(), utc=True)


def measure(
    service: str,
    milliseconds: Mapping[str, float] | None = None,
    counts: Mapping[str, float] | None = None,
) -> None:
    """Writes durations and counts of one service as metrics in the namespace ``Baton``."""
    metrics = EphemeralMetrics(namespace=NAMESPACE, service=service)
    for name, value in (milliseconds or {}).items():
        metrics.add_metric(name=name, unit=MetricUnit.Milliseconds, value=value)
    for name, value in (counts or {}).items():
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
    metrics.flush_metrics()
