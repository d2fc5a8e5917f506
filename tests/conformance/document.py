"""Whether the APIs answer as their OpenAPI document says, by schemathesis over every operation."""

import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal, cast

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from tests.conformance.report import Finding, Outcome
from tests.conformance.wsgi import app_of
from tests.samples.http import Client, a_platform

sys.modules.setdefault("flask", cast("Any", None))
"""schemathesis tries to import it at every request: what is known to be absent is not looked for."""

Phase = Literal["examples", "coverage", "fuzzing"]
PHASES: Collection[Phase] = ("examples", "coverage", "fuzzing")

LEFT_OUT = {
    "values by chance": "`make test` tries them on every operation, without a network",
    "positive_data_acceptance": "a schema cannot say that a cursor or an id is one of ours",
    "stateful phase": "the operations that follow from each other are walked by tests/integration",
}
OF_THE_GATEWAY = ("unsupported_method", "allow_header_conformance", "ignored_auth")
"""Checks of what API Gateway decides before a function is called; left out where there is none."""

_MISSING_HEADER = (400, 401, 403, 406, 415, 422, 428)
"""428 is what RFC 6585 has for a change without ``If-Match``."""


def _configuration(phases: Collection[Phase], examples: int, **more: Any) -> SchemathesisConfig:
    off: Mapping[str, Any] = {"enabled": False}
    gateway = {} if "base-url" in more else dict.fromkeys(OF_THE_GATEWAY, off)
    return SchemathesisConfig.from_dict(
        {
            "generation": {"deterministic": True, "max-examples": examples, "database": "none"},
            "phases": dict.fromkeys({*PHASES, "stateful"} - set(phases), off),
            "checks": {
                "positive_data_acceptance": off,
                "missing_required_header": {"expected-statuses": list(_MISSING_HEADER)},
                **gateway,
            },
            **more,
        }
    )


def in_memory(client: Client, examples: int) -> Any:
    """The document of the APIs that ``client`` calls, tried by chance."""
    config = _configuration(["fuzzing"], examples)
    return schemathesis.openapi.from_wsgi("/openapi.json", app_of(client), config=config)


def deployed(api_url: str, token: str, *, rate: int) -> Any:
    """The document of a deployed API, with its examples and what covers its schemas; at most ``rate``
    requests a second.
    """
    config = _configuration(
        ["examples", "coverage"],
        1,
        **{
            "base-url": api_url,
            "headers": {"Authorization": f"Bearer {token}"},
            "rate-limit": f"{rate}/s",
            "request-timeout": 60,
            "workers": 2,
        },
    )
    return schemathesis.openapi.from_url(f"{api_url}/openapi.json", config=config, timeout=60)


def operations(client: Client, examples: int) -> Iterator[Any]:
    """Every operation of the document that ``client``'s APIs serve, to be tried so often."""
    for found in in_memory(client, examples).get_all_operations():
        yield found.ok()


def outcome(suite: str, schema: Any, seconds: float | None = None) -> Outcome:
    """What the answers to tried requests are like. One that is not over after ``seconds`` says so."""
    told, deadline = Outcome(suite, left_out=dict(LEFT_OUT)), time.monotonic() + (seconds or 1e9)
    engine = from_schema(schema).execute()
    for event in engine:
        if isinstance(event, events.ScenarioFinished):
            _add(told, event)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            where = getattr(event, "label", "the whole run")
            told.findings.append(Finding(where, str(getattr(event, "value", event))[:400]))
        if time.monotonic() > deadline:
            told.findings.append(Finding("the whole run", f"was not over after {seconds:.0f} s"))
            engine.stop()
            break
    return told


def _add(told: Outcome, event: events.ScenarioFinished) -> None:
    for case_id, checks in event.recorder.checks.items():
        for check in checks:
            if check.status == Status.SUCCESS:
                told.passed += 1
            elif check.failure_info is not None:
                failure = check.failure_info.failure
                answer = event.recorder.interactions[case_id].response
                status = answer.status_code if answer else "no answer"
                text = f"{status} {failure.title}: {failure.message[:300]}"
                told.findings.append(Finding(str(event.recorder.label), text))


def findings(operation: Any) -> Counter[Finding]:
    """What of an operation's answers is not as the document says, and how often."""
    alone = operation.schema.include(path=operation.path, method=operation.method)
    return Counter(outcome(operation.label, alone).findings)


def a_client() -> Client:
    """A caller who may everything, of a platform in memory."""
    return Client(a_platform())
