"""What a million leads cost on AWS: the counted requests of a real run times list prices.

Requests, capacity units, bytes of log and times are those that the ``steps`` section measured on
this machine; memory sizes are those of ``infra.function_specs``. Not in it: storage, the OpenSearch
domain, what leaves for the internet, free tiers.
"""

import statistics
from pathlib import Path
from typing import Any

import yaml

from infra.function_specs import function_specs
from tests.benchmarks.report import Section
from tests.benchmarks.steps import LEADS, Meter

MILLION = 1_000_000
EVENTS_A_LEAD = 1
EXPRESS_GB = 64 / 1024
BILLED_STEP_MS = 100
"""Express workflows are billed in steps of 100 ms."""


def run(meter: Meter) -> Section:
    """The cost table, in US dollars per million leads."""
    prices = yaml.safe_load(Path(__file__).with_name("prices.yaml").read_text(encoding="utf-8"))
    lines = _lines(meter, prices)
    section = Section(
        f"Cost of a million leads on AWS ({prices['region']}, list prices of {prices['as_of']})",
        note="Counted from the run above; without storage, OpenSearch, traffic and free tiers.",
    )
    for name, dollars in lines.items():
        section.add(name, dollars, "$")
    section.add("together", sum(lines.values()), "$")
    return section


def _lines(meter: Meter, prices: dict[str, Any]) -> dict[str, float]:
    each = prices["per_million"]
    memory = {spec.name: spec.memory_mb / 1024 for spec in function_specs()}
    calls = sum(len(times) for times in meter.wall.values()) / LEADS
    seconds = {
        name: sum(times) / LEADS / 1000 * memory[meter.functions[name]]
        for name, times in meter.wall.items()
    }
    pipeline_ms = sum(
        statistics.mean(times) * len(times) / LEADS
        for name, times in meter.wall.items()
        if name != "whole lead"
    )
    billed_ms = -(-pipeline_ms // BILLED_STEP_MS) * BILLED_STEP_MS
    gigabytes = meter.log_bytes / LEADS / 1e9
    publisher = 1  # the outbox publishes lead.processed: one call, two units to claim and delete
    return {
        "HTTP API requests": each["http_api_request"],
        "Lambda requests": (calls + publisher) * each["lambda_request"],
        "Lambda time": sum(seconds.values()) * prices["lambda_gb_second"] * MILLION,
        "Step Functions Express": each["express_execution"]
        + billed_ms / 1000 * EXPRESS_GB * prices["express_gb_second"] * MILLION,
        "DynamoDB writes": (meter.units["write"] / LEADS + 2 * publisher)
        * each["dynamodb_write_unit"],
        "DynamoDB reads": meter.units["read"] / LEADS * each["dynamodb_read_unit"],
        "EventBridge events": EVENTS_A_LEAD * each["eventbridge_event"],
        "CloudWatch logs": gigabytes * each["log_gigabyte"],
    }
