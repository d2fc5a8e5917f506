"""Puts the deployed functions behind a proxy, and back."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from infra.function_specs import ALIAS
from infra.local.ministack import MiniStack

WARM_SECONDS = 120.0

LEAD_FUNCTIONS = (
    "leads_api",
    "lead_triage",
    "handoff",
    "engagement",
    "campaign_optimizer",
    "result_writer",
    "escalation",
    "outbox",
)
"""Who works on a lead."""

REPORT_FUNCTIONS = ("reporting",)
"""Who else works on a report of campaigns, and mails it."""

STEP_FUNCTIONS = ("outreach",)
"""Who else carries out the steps of a lead's plan."""


@contextmanager
def behind(
    aws: MiniStack, url: str, functions: Sequence[str], settings: Mapping[str, str]
) -> Iterator[None]:
    """The alias of each function leads to a version that finds AWS at ``url`` and has ``settings``
    beside its own; afterwards to what it led to before.

    Only what functions ask of AWS goes through the proxy: the local AWS calls the functions, feeds
    them from streams and runs workflows within itself.
    """
    deployed = aws.client("lambda")
    before: dict[str, str] = {}
    try:
        for name in functions:
            known = deployed.get_alias(FunctionName=_full(name), Name=ALIAS)
            before[name] = known["FunctionVersion"]
            _shift(deployed, name, {"AWS_ENDPOINT_URL": url, **settings})
        _wait_until_warm(deployed, functions)
        yield
    finally:
        for name, version in before.items():
            deployed.update_alias(FunctionName=_full(name), Name=ALIAS, FunctionVersion=version)


def _shift(deployed: Any, name: str, more: Mapping[str, str]) -> None:
    known = deployed.get_function_configuration(FunctionName=_full(name))
    own = known.get("Environment", {}).get("Variables", {})
    deployed.update_function_configuration(
        FunctionName=_full(name), Environment={"Variables": {**own, **more}}
    )
    version = deployed.publish_version(FunctionName=_full(name))["Version"]
    deployed.update_alias(FunctionName=_full(name), Name=ALIAS, FunctionVersion=version)
    deployed.update_function_configuration(
        FunctionName=_full(name), Environment={"Variables": dict(own)}
    )


def _wait_until_warm(deployed: Any, functions: Sequence[str]) -> None:
    deadline = time.monotonic() + WARM_SECONDS
    for name in functions:
        while _is_starting(deployed, name) and time.monotonic() < deadline:
            time.sleep(0.05)


def _is_starting(deployed: Any, name: str) -> bool:
    live = deployed.get_function_configuration(FunctionName=_full(name), Qualifier=ALIAS)
    return bool(live["State"] == "Pending")


def _full(name: str) -> str:
    return f"Baton-{name}"
