"""How long things stay: CloudWatch's periods by their days, and what functions are told of tables."""

import json
from collections.abc import Mapping

from aws_cdk import RemovalPolicy
from aws_cdk.aws_logs import RetentionDays

from infra.configuration import Configuration
from infra.function_specs import APPEND, WRITE, FunctionSpec
from infra.table_specs import table_specs

_PERIODS = {
    1: RetentionDays.ONE_DAY,
    7: RetentionDays.ONE_WEEK,
    14: RetentionDays.TWO_WEEKS,
    30: RetentionDays.ONE_MONTH,
    90: RetentionDays.THREE_MONTHS,
    180: RetentionDays.SIX_MONTHS,
    365: RetentionDays.ONE_YEAR,
}


def removal(configuration: Configuration) -> RemovalPolicy:
    """Removing a stack leaves what it kept, but for one that failed while it was made the first time:
    what that left would be in the way of the next try. One machine keeps nothing.
    """
    if configuration.local:
        return RemovalPolicy.DESTROY
    return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE


def retention(days: int) -> RetentionDays:
    """The period of ``days``. Raises ``ValueError`` if CloudWatch has no such period."""
    try:
        return _PERIODS[days]
    except KeyError:
        raise ValueError(f"log_days must be one of {sorted(_PERIODS)}, not {days}") from None


def days_told(spec: FunctionSpec, configuration: Configuration) -> dict[str, str]:
    """The setting that tells a function how long what it writes stays, by table; and episodes."""
    tables = configuration.retention.tables
    days = {
        name: tables[name]
        for name, access in spec.tables.items()
        if name in tables and access & (WRITE | APPEND)
    }
    if spec.searches:
        days["episodes"] = configuration.retention.episodes
    return {"retention_days": json.dumps(days, sort_keys=True)} if days else {}


def unbounded(configuration: Configuration) -> Mapping[str, str]:
    """The tables whose items stay, each with the reason; empty text if there is none."""
    bounded = configuration.retention.tables
    return {
        name: spec.stays or ""
        for name, spec in table_specs().items()
        if spec.expires is None and name not in bounded
    }
