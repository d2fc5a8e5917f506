"""What a lead asks of AWS by line, counted on a real run, and what a million of them cost.

The counts are saved in ``infra/cost/usage.json``, which ``make cost`` reads. Not in them: what
leaves for the internet, the OpenSearch domain (it costs by the hour), free tiers; streams, which are
free to read for functions; and what people and schedules ask of the stack without a lead.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from infra.configuration import TRACED_SHARE
from infra.cost.__main__ import MILLION_LIMIT, USAGE, prices
from infra.cost.running import dollars_a_million, dollars_kept_a_month
from infra.function_specs import function_specs
from tests.benchmarks.lead_life import LEADS, PHASES, Lives
from tests.benchmarks.report import Section, at_most

WRITE_UNITS_LIMIT = 31
LEAD_PATH = ("lead path", "events")

EXPRESS_GB = 64 / 1024
BILLED_STEP_MS = 100
"""Express workflows are billed in steps of 100 ms."""
CORE_MB = 1_769
"""Lambda gives a function a core for so much memory (AWS Lambda developer guide)."""
REQUEST_MS = 5
"""A request of DynamoDB, by the single-digit milliseconds that AWS promises."""
QUEUE_REQUESTS = 1.2
"""of SQS for a message: it is sent, and received and deleted in tens"""
ACCESS_LINE_BYTES = 300
"""of the access log of the API for a request"""
_PIPELINE = ("lead_triage", "handoff", "engagement", "campaign_optimizer", "result_writer")

_SPECS = {spec.name: spec for spec in function_specs()}
Usage = Mapping[str, Any]


def usage_of(lives: Lives) -> dict[str, Any]:
    """What a lead asks of AWS: one number a line, and DynamoDB's units by phase and table."""
    counts = lives.usage.counts
    of_lambda = {key: number for key, number in counts.items() if key[1] == "lambda"}
    billed = _billed_ms(lives)
    gb_seconds = sum(
        spent / 1000 * _SPECS[function].memory_mb / 1024 for (_, function), spent in billed.items()
    )
    steps_ms = sum(billed["lead path", name] for name in _PIPELINE) / LEADS
    roots = sum(n for (_, _, name), n in of_lambda.items() if name not in _PIPELINE)
    log_bytes = sum(number for (_, service, _), number in counts.items() if service == "logs")
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "leads": LEADS,
        "per_lead": {
            "http_api_requests": 1,
            "lambda_requests": sum(of_lambda.values()) / LEADS,
            "lambda_gb_seconds": gb_seconds / LEADS,
            "express_executions": 1,
            "express_gb_seconds": -(-steps_ms // BILLED_STEP_MS)
            * BILLED_STEP_MS
            / 1000
            * EXPRESS_GB,
            "dynamodb_write_units": _units(lives, ("write", "index"), PHASES),
            "dynamodb_read_units": _units(lives, ("read",), PHASES),
            "events": _sum(counts, "events", "event") / LEADS,
            "sqs_requests": QUEUE_REQUESTS * _sum(counts, "sqs", "queued message") / LEADS
            + _sum(counts, "sqs", "SendMessage") * QUEUE_REQUESTS / LEADS,
            "xray_traces": TRACED_SHARE * roots / LEADS,
            "log_bytes": log_bytes / LEADS + ACCESS_LINE_BYTES,
            "kept_bytes": counts["", "dynamodb", "kept bytes"] / LEADS,
        },
        "write_units": _table(lives, ("write", "index")),
        "read_units": _table(lives, ("read",)),
    }


def _billed_ms(lives: Lives) -> Mapping[tuple[str, str], float]:
    """How long calls take on Lambda, by (phase, function): the CPU that was measured at the share of a
    core that the function's memory brings, and the requests that it waits for. The API also waits for
    the pipeline. By the clock of this machine it would be its load that is told.
    """
    billed = defaultdict[tuple[str, str], float](float)
    for (phase, function), spent in lives.cpu.items():
        share = min(1, _SPECS[function].memory_mb / CORE_MB)
        asked = lives.usage.counts[phase, "requests", function]
        billed[phase, function] = spent / share + asked * REQUEST_MS
    billed["lead path", "leads_api"] += sum(billed["lead path", name] for name in _PIPELINE)
    return billed


def lead_path_units(usage: Usage) -> float:
    """Write units from reception to the event that tells of the result."""
    return sum(sum(usage["write_units"][phase].values()) for phase in LEAD_PATH)


def run(lives: Lives) -> tuple[Section, Section]:
    """The units by phase and table, and the cost table in US dollars per million leads."""
    usage = usage_of(lives)
    USAGE.write_text(json.dumps(usage, indent=2) + "\n", encoding="utf-8")
    return _counted(usage), _priced(usage)


def _counted(usage: Usage) -> Section:
    section = Section(
        f"DynamoDB's units a lead, counted on {usage['leads']} leads",
        note="Writes with indexes, transactions, deletes and failed conditions; see capacity.py. "
        f"Everything counted is in {USAGE.name}.",
    )
    for phase, tables in usage["write_units"].items():
        for table, units in tables.items():
            section.add(f"{phase}: {table}", units, "write units")
    path = lead_path_units(usage)
    section.figures.append(
        at_most("lead path, with its event", path, "write units", WRITE_UNITS_LIMIT)
    )
    for phase, tables in usage["read_units"].items():
        section.add(f"{phase}: all tables", sum(tables.values()), "read units")
    return section


def _priced(usage: Usage) -> Section:
    listed = prices()
    section = Section(
        f"Cost of a million leads on AWS ({listed['region']}, list prices of {listed['as_of']})",
        note="Followed to their end, as the default configuration has them: nothing is sent. Without "
        "the OpenSearch domain, traffic and free tiers.",
    )
    lines = dollars_a_million(usage["per_lead"], listed)
    for name, dollars in lines.items():
        section.add(name, dollars, "$")
    section.figures.append(at_most("together", sum(lines.values()), "$", MILLION_LIMIT))
    for name, dollars in dollars_kept_a_month(usage["per_lead"]["kept_bytes"], listed).items():
        section.add(f"kept, for a month: {name}", dollars, "$")
    return section


def _sum(counts: Mapping[tuple[str, str, str], float], service: str, what: str) -> float:
    return sum(number for key, number in counts.items() if key[1:] == (service, what))


def _units(lives: Lives, kinds: tuple[str, ...], phases: tuple[str, ...]) -> float:
    found = lives.usage.units.items()
    return sum(n for (phase, _, kind), n in found if kind in kinds and phase in phases) / LEADS


def _table(lives: Lives, kinds: tuple[str, ...]) -> dict[str, dict[str, float]]:
    tables = sorted({table for _, table, _ in lives.usage.units})
    return {
        phase: {
            lives.name_of(table): units
            for table in tables
            if (units := sum(lives.usage.units[phase, table, kind] for kind in kinds) / LEADS)
        }
        for phase in PHASES
    }
