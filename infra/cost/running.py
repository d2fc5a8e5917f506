"""What a million leads cost, from what one asks of AWS and the price list."""

from collections.abc import Mapping
from typing import Any

MILLION = 1_000_000
_GIGABYTE = 1e9


def dollars_a_million(
    each: Mapping[str, float], prices: Mapping[str, Any], *, firewall: bool = False
) -> dict[str, float]:
    """The running cost of a million leads, line by line, in dollars. ``each`` is what the benchmark
    counted of one lead (``tests.benchmarks.cost``).
    """
    million = prices["per_million"]
    edge = million["http_api_request"] + million["cloudfront_request"]
    if firewall:
        edge += million["firewall_request"]
    return {
        "API, CloudFront" + (", firewall" if firewall else ""): each["http_api_requests"] * edge,
        "Lambda requests": each["lambda_requests"] * million["lambda_request"],
        "Lambda time": each["lambda_gb_seconds"] * prices["lambda_gb_second"] * MILLION,
        "Step Functions Express": each["express_executions"] * million["express_execution"]
        + each["express_gb_seconds"] * prices["express_gb_second"] * MILLION,
        "DynamoDB writes": each["dynamodb_write_units"] * million["dynamodb_write_unit"],
        "DynamoDB reads": each["dynamodb_read_units"] * million["dynamodb_read_unit"],
        "EventBridge events": each["events"] * million["eventbridge_event"],
        "SQS requests": each["sqs_requests"] * million["sqs_request"],
        "X-Ray traces": each["xray_traces"] * million["xray_trace"],
        "CloudWatch logs": each["log_bytes"] * MILLION / _GIGABYTE * prices["log_gigabyte"],
    }


def dollars_kept_a_month(kept_bytes: float, prices: Mapping[str, Any]) -> dict[str, float]:
    """What a million leads cost for every month that they are kept, at ``kept_bytes`` a lead."""
    gigabytes, price = kept_bytes * MILLION / _GIGABYTE, prices["kept_gigabyte_month"]
    copies = prices["weekly_copies"]
    return {
        "storage": gigabytes * price["storage"],
        "point-in-time recovery": gigabytes * price["point_in_time_recovery"],
        f"weekly copies, {copies} kept": gigabytes * price["backup"] * copies,
    }
