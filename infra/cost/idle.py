"""What a deployment costs a month while nobody uses it, from its templates and the price list.

Counted is what is paid by the hour or month and what schedules cause. Free of charge while nothing
happens are tables, buckets, queues, workflows, metrics of calls that failed, the API, CloudFront, the
user pool, CodeDeploy and a budget. Not counted is what is kept (storage, recovery and copies are paid by
the gigabyte) and what stands outside the deployment, as a hosted zone or a NAT gateway.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MILLION = 1_000_000
_GIGABYTE = 1e9
_HOURS = {"minute": 60, "hour": 1, "day": 1 / 24}
"""Calls an hour of ``rate(1 …)``."""

Resource = Mapping[str, Any]
Prices = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill: ``number`` of ``what``, and what they cost together, in dollars a month."""

    what: str
    number: float
    dollars: float


def idle_lines(resources: Iterable[Resource], prices: Prices) -> tuple[Line, ...]:
    """The monthly bill, the dearest first. Raises ``LookupError`` for what has no price in the list."""
    found = list(resources)
    lines = (
        *_search(found, prices),
        *_snapshots(found, prices),
        *_by_the_month(found, prices),
        *_calls(found, prices),
    )
    return tuple(sorted((line for line in lines if line.number), key=lambda line: -line.dollars))


def _of_type(resources: Iterable[Resource], kind: str) -> Iterator[Mapping[str, Any]]:
    for resource in resources:
        if resource["Type"] == f"AWS::{kind}":
            yield resource.get("Properties", {})


def _search(resources: list[Resource], prices: Prices) -> Iterator[Line]:
    for domain in _of_type(resources, "OpenSearchService::Domain"):
        cluster = domain["ClusterConfig"]
        kind, nodes = cluster["InstanceType"], cluster["InstanceCount"]
        if kind not in prices["search_hour"]:
            raise LookupError(f"{kind} has no price in infra/cost/prices.yaml (search_hour)")
        yield Line(
            f"OpenSearch, {kind}",
            nodes,
            nodes * prices["search_hour"][kind] * prices["month_hours"],
        )
        gigabytes = nodes * domain["EBSOptions"]["VolumeSize"]
        price = prices["per_month"]["search_gigabyte"]
        yield Line("OpenSearch, GB of disk", gigabytes, gigabytes * price)


def _snapshots(resources: list[Resource], prices: Prices) -> Iterator[Line]:
    """The cache of the version that is called; older ones are removed within a day."""
    megabytes = [
        function["MemorySize"]
        for function in _of_type(resources, "Lambda::Function")
        if function.get("SnapStart", {}).get("ApplyOn") == "PublishedVersions"
    ]
    seconds = prices["month_hours"] * 3_600
    gigabytes = sum(megabytes) / 1_024
    dollars = gigabytes * prices["snapshot_gigabyte_second"] * seconds
    yield Line("Lambda, snapshots of versions (SnapStart)", len(megabytes), dollars)


def _by_the_month(resources: list[Resource], prices: Prices) -> Iterator[Line]:
    firewalls = list(_of_type(resources, "WAFv2::WebACL"))
    clients = list(_of_type(resources, "Cognito::UserPoolClient"))
    for what, price, number in (
        ("CloudWatch, metrics of alarms", "alarm_metric", _alarm_metrics(resources)),
        ("CloudWatch, dashboards", "dashboard", _number(resources, "CloudWatch::Dashboard")),
        ("CloudWatch, metrics of scheduled calls", "custom_metric", _metrics(resources, prices)),
        ("WAF, firewalls", "firewall", len(firewalls)),
        ("WAF, rules", "firewall_rule", sum(len(one["Rules"]) for one in firewalls)),
        ("KMS, keys", "key", _number(resources, "KMS::Key")),
        ("Secrets Manager, secrets", "secret", _number(resources, "SecretsManager::Secret")),
        ("Cognito, clients", "cognito_client", len(clients)),
    ):
        paid = max(0, number - prices["always_free"].get(price, 0))
        yield Line(what, number, paid * prices["per_month"][price])


def _number(resources: list[Resource], kind: str) -> int:
    return sum(1 for _ in _of_type(resources, kind))


def _alarm_metrics(resources: list[Resource]) -> int:
    """Each metric that an alarm looks at is paid; a query counts as one, which is what it finds here."""
    return sum(
        sum("MetricStat" in one or _is_query(one) for one in alarm.get("Metrics", ())) or 1
        for alarm in _of_type(resources, "CloudWatch::Alarm")
    )


def _is_query(metric: Mapping[str, Any]) -> bool:
    return str(metric.get("Expression", "")).startswith("SELECT ")


def _calls_an_hour(schedule: Mapping[str, Any]) -> float:
    """How often a schedule calls; one by the calendar, once a day at most, counts as nothing."""
    rate = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", schedule["ScheduleExpression"])
    return _HOURS[rate[2]] / int(rate[1]) if rate else 0


def _metrics(resources: list[Resource], prices: Prices) -> int:
    """What functions that are called in every hour say of themselves, and of all together; nothing, if
    they are ``quiet`` (``baton.runtime.task``), since they find nothing to do.
    """
    idle = prices["idle_call"]
    often = sum(
        _calls_an_hour(one) >= 1 and '"quiet":true' not in json.dumps(one).replace("\\", "")
        for one in _of_type(resources, "Scheduler::Schedule")
    )
    return often * idle["metrics"] + idle["metrics_together"] if often else 0


def _calls(resources: list[Resource], prices: Prices) -> Iterator[Line]:
    """Functions that look for work by the minute and find none."""
    million, idle = prices["per_million"], prices["idle_call"]
    schedules = _of_type(resources, "Scheduler::Schedule")
    calls = sum(map(_calls_an_hour, schedules)) * prices["month_hours"]
    sizes = Counter(one["MemorySize"] for one in _of_type(resources, "Lambda::Function"))
    if not sizes:
        return
    gigabytes = sizes.most_common(1)[0][0] / 1_024
    each = (
        (million["schedule_call"] + million["lambda_request"]) / MILLION
        + idle["seconds"] * gigabytes * prices["lambda_gb_second"]
        + idle["log_bytes"] / _GIGABYTE * prices["log_gigabyte"]
        + idle["read_units"] * million["dynamodb_read_unit"] / MILLION
    )
    yield Line("Scheduled calls that find nothing to do", round(calls), calls * each)
