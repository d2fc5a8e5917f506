"""Lines of several functions come in one order, whole, however many pages they fill."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from infra.local import logs


class Unknown(Exception):
    """There is no such group."""


class Recorded:
    """CloudWatch Logs that gives at most two events at once."""

    exceptions = SimpleNamespace(ResourceNotFoundException=Unknown)

    def __init__(self, events):
        self._events = events

    def filter_log_events(self, *, logGroupName, startTime, limit):  # noqa: N803
        if logGroupName not in self._events:
            raise Unknown
        left = [(at, text) for at, text in self._events[logGroupName] if at >= startTime]
        return {"events": [{"timestamp": at, "message": text} for at, text in left[:limit]]}


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(logs, "_PAGE", 2)


def test_lines_of_all_functions_are_in_the_order_of_their_moments():
    recorded = Recorded(
        {
            "own": [(1_000, "START RequestId: 1"), (2_000, "one c-1\n"), (4_000, "three c-1")],
            "/aws/lambda/Baton-engagement": [(3_000, "two c-1"), (3_500, "another's c-2")],
        }
    )
    functions = [
        {"FunctionName": "Baton-handoff", "LoggingConfig": {"LogGroup": "own"}},
        {"FunctionName": "Baton-engagement"},
        {"FunctionName": "Baton-silent"},
    ]
    since = datetime.fromtimestamp(0, UTC)

    found = logs.lines(recorded, functions, since=since, holds="c-1")

    assert [(line.function, line.text) for line in found] == [
        ("handoff", "one c-1"),
        ("engagement", "two c-1"),
        ("handoff", "three c-1"),
    ]
    later = datetime.fromtimestamp(3.9, UTC)
    assert [line.text for line in logs.lines(recorded, functions, since=later)] == ["three c-1"]
