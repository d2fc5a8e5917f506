"""Facts on the deployed stack: published or dropped, each is kept once, and can be asked for."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from baton.aws.clients import Clients
from baton.aws.files import S3Files
from baton.facts.duckdb_facts import DuckDbFacts
from baton.facts.partitions import Days
from baton.facts.query import Facts
from baton.facts.registered_kinds import fact_kinds
from infra.function_specs import ALIAS
from infra.local.places import ACCOUNT
from infra.local.stack import LocalStack
from tests.integration.deployment import Deployment

CAMPAIGN = "01KG3Z7QM0A1B2C3D4E5F6G7H8"
DAYS = Days(first=date(2026, 2, 1), last=date(2026, 2, 28))


def spent(external_id: str, spend: int, version: int) -> dict[str, Any]:
    return {
        "fact_id": f"google:{external_id}:2026-02-03",
        "kind": "ad_metrics_day",
        "at": "2026-02-03T00:00:00Z",
        "version": version,
        "row": {
            "campaign_id": CAMPAIGN,
            "platform": "google",
            "external_id": external_id,
            "impressions": 1000,
            "clicks": 20,
            "spend": spend,
            "currency": "EUR",
        },
    }


def message(number: int, *facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "message_id": f"01KJQ1N4R0M8N2P5Q7R1S4T6{number:02}",
        "sender": "ad_manager",
        "receiver": "all",
        "message_type": "status_update",
        "payload": {"facts": list(facts)},
        "correlation_id": "facts-test",
        "timestamp": datetime(2026, 2, 4, tzinfo=UTC).isoformat(),
    }


@pytest.fixture(scope="module")
def facts(stack: LocalStack, outputs: dict[str, Any]) -> Iterator[Facts]:
    """The stack's facts, asked as its functions ask them."""
    s3 = stack.aws.client("s3")
    clients = Clients(region=s3.meta.region_name, endpoint=s3.meta.endpoint_url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", ACCOUNT)
        patch.setenv("AWS_SECRET_ACCESS_KEY", ACCOUNT)
        yield DuckDbFacts(S3Files(clients, outputs["stack"]["IntakeBucketName"]), fact_kinds)


def costs(facts: Facts) -> dict[str, int]:
    sql = "SELECT external_id, spend FROM ad_metrics_day WHERE platform = ? ORDER BY 1"
    return {
        str(name): int(str(spend)) for name, spend in facts.query(sql, ["google"], days=DAYS).rows
    }


def test_facts_on_the_bus_are_kept_once_by_their_latest_version(
    stack: LocalStack,
    outputs: dict[str, Any],
    facts: Facts,
    eventually: Callable[..., Any],
) -> None:
    told = [
        message(1, spent("a", 100, 1), spent("b", 50, 1)),
        message(2, spent("a", 170, 2)),
        message(1, spent("a", 100, 1), spent("b", 50, 1)),
    ]
    entries = [
        {
            "Source": "baton",
            "DetailType": "facts.recorded",
            "Detail": json.dumps(one),
            "EventBusName": outputs["stack"]["BusName"],
        }
        for one in told
    ]
    answer = stack.aws.client("events").put_events(Entries=entries)
    assert answer["FailedEntryCount"] == 0
    eventually(lambda: costs(facts) == {"a": 170, "b": 50}, "the facts of the bus", seconds=300)

    invoked = stack.aws.client("lambda").invoke(
        FunctionName="Baton-facts",
        Qualifier=ALIAS,
        Payload=json.dumps({"task": {"compact": True}, "trace": {"correlation_id": "c"}}),
    )
    result = json.loads(invoked["Payload"].read())
    assert result["complete"] is True
    assert costs(facts) == {"a": 170, "b": 50}


def test_a_dropped_file_becomes_facts_and_its_bad_rows_come_back(
    deployment: Deployment, facts: Facts, eventually: Callable[..., Any]
) -> None:
    header = "campaign_id,platform,external_id,impressions,clicks,spend,currency,day\n"
    good = f"{CAMPAIGN},meta,m1,10,1,500,EUR,2026-02-05\n"
    bad = f"{CAMPAIGN},meta,m2,10,1,much,EUR,2026-02-05\n"
    deployment.drop("facts/ad_metrics_day/feb.csv", header + good + bad)
    (summary,) = eventually(
        lambda: deployment.summaries("facts/ad_metrics_day/feb.csv"), "the end of the file"
    )
    assert summary["counts"] == {"kept": 1, "rejected": 1, "erased": 0}
    assert "spend: is not a number" in deployment.read(summary["rejected_rows"])
    sql = "SELECT SUM(spend) AS spend FROM ad_metrics_day WHERE platform = ?"
    assert facts.query(sql, ["meta"], days=DAYS).rows == ((500,),)
