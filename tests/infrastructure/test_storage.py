"""What is kept is encrypted, and stays."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from infra.configuration import Configuration
from infra.names import in_camel_case
from infra.retention import unbounded
from infra.table_specs import table_specs
from tests.contract.aws import table_request
from tests.infrastructure.synthesis import Template, mentions


def only_with_tls(template: Template, kind: str, policy_kind: str, field: str) -> set[str]:
    """The resources of a kind whose policy refuses requests without TLS."""
    safe = set()
    for policy in template.properties(policy_kind).values():
        for statement in policy["PolicyDocument"]["Statement"]:
            condition = statement.get("Condition", {}).get("Bool", {})
            if statement["Effect"] == "Deny" and condition.get("aws:SecureTransport") == "false":
                safe |= set(mentions(policy[field]))
    return safe & set(template.of_type(kind))


def test_every_table_is_encrypted_and_can_go_back_in_time(application: Template) -> None:
    for name, table in application.properties("DynamoDB::Table").items():
        assert table["SSESpecification"]["SSEEnabled"], name
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], name
        assert table["BillingMode"] == "PAY_PER_REQUEST", name


def test_every_queue_is_encrypted_and_takes_tls_only(application: Template) -> None:
    queues = application.properties("SQS::Queue")
    assert all(queue["SqsManagedSseEnabled"] for queue in queues.values())
    assert only_with_tls(application, "SQS::Queue", "SQS::QueuePolicy", "Queues") == set(queues)


def test_every_bucket_is_encrypted_closed_and_takes_tls_only(application: Template) -> None:
    buckets = application.properties("S3::Bucket")
    for name, bucket in buckets.items():
        assert bucket["BucketEncryption"], name
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, name
    assert only_with_tls(application, "S3::Bucket", "S3::BucketPolicy", "Bucket") == set(buckets)


def test_every_topic_is_encrypted_and_takes_tls_only(application: Template) -> None:
    topics = application.properties("SNS::Topic")
    assert all(topic["KmsMasterKeyId"] for topic in topics.values())
    assert only_with_tls(application, "SNS::Topic", "SNS::TopicPolicy", "Topics") == set(topics)


def test_every_key_is_renewed(application: Template) -> None:
    for name, key in application.properties("KMS::Key").items():
        assert key["EnableKeyRotation"], name


def test_the_search_domain_is_encrypted_and_takes_tls_only(application: Template) -> None:
    for name, domain in application.properties("OpenSearchService::Domain").items():
        assert domain["EncryptionAtRestOptions"]["Enabled"], name
        assert domain["NodeToNodeEncryptionOptions"]["Enabled"], name
        assert domain["DomainEndpointOptions"]["EnforceHTTPS"], name
        for statement in domain["AccessPolicies"]["Statement"]:
            assert statement["Principal"] != "*", name


@pytest.mark.parametrize(
    "kind", ["DynamoDB::Table", "S3::Bucket", "SQS::Queue", "Logs::LogGroup", "Cognito::UserPool"]
)
def test_removing_the_stack_deletes_nothing_that_was_kept(application: Template, kind: str) -> None:
    """But what a first deployment made that failed goes: it would be in the way of the next."""
    for name, resource in application.of_type(kind).items():
        assert resource["DeletionPolicy"] == "RetainExceptOnCreate", name
        assert resource["UpdateReplacePolicy"] == "Retain", name


def test_a_table_of_the_template_is_as_the_contract_suites_make_it(application: Template) -> None:
    outputs = application.body["Outputs"]
    assert {name for name in outputs if name.endswith("TableName")} == {
        f"{in_camel_case(name)}TableName" for name in table_specs()
    }
    for name in table_specs():
        (logical_id,) = mentions(outputs[f"{in_camel_case(name)}TableName"]["Value"])
        table = application.properties("DynamoDB::Table")[logical_id]
        made = table_request(name, name)
        assert keys(table) == keys(made), name
        assert by_name(table["AttributeDefinitions"]) == by_name(made["AttributeDefinitions"]), name
        for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
            assert indexes(table, kind) == indexes(made, kind), name


def test_what_ends_by_itself_has_its_ttl_and_the_outbox_its_stream(application: Template) -> None:
    tables = application.properties("DynamoDB::Table")

    def of(name: str) -> dict[str, Any]:
        (logical_id,) = mentions(application.body["Outputs"][f"{name}TableName"]["Value"])
        return dict(tables[logical_id])

    ending = ("Requests", "Imports", "Turns", "Cache", "Agents", "Connections")
    ends = {name: of(name).get("TimeToLiveSpecification") for name in ending}
    assert all(end == {"AttributeName": "expires_at", "Enabled": True} for end in ends.values()), (
        ends
    )
    for name in ("Outbox", "Agents"):
        assert of(name)["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
    assert sum("StreamSpecification" in table for table in tables.values()) == 2


def test_files_of_persons_end_and_mappings_stay(application: Template) -> None:
    rules = [
        rule
        for bucket in application.properties("S3::Bucket").values()
        for rule in bucket["LifecycleConfiguration"]["Rules"]
    ]
    ending = {rule.get("Prefix") for rule in rules if "ExpirationInDays" in rule}
    assert {"incoming/", "results/"} <= ending
    assert "mappings/" not in ending


def keys(described: Mapping[str, Any]) -> list[str]:
    order = {"HASH": 0, "RANGE": 1}
    schema = sorted(described["KeySchema"], key=lambda key: order[key["KeyType"]])
    return [key["AttributeName"] for key in schema]


def indexes(table: Mapping[str, Any], kind: str) -> dict[str, tuple[list[str], str]]:
    return {
        index["IndexName"]: (keys(index), index["Projection"]["ProjectionType"])
        for index in table.get(kind, [])
    }


def by_name(attributes: list[dict[str, str]]) -> dict[str, str]:
    return {one["AttributeName"]: one["AttributeType"] for one in attributes}


def test_whatever_tells_of_persons_ends_or_says_why_it_stays(application: Template) -> None:
    """``infra.retention.unbounded`` has the reasons, and docs/data-model.md repeats them."""
    reasons = unbounded(Configuration())
    assert all(reasons.values()), reasons
    for name in table_specs():
        (logical_id,) = mentions(
            application.body["Outputs"][f"{in_camel_case(name)}TableName"]["Value"]
        )
        ends = application.properties("DynamoDB::Table")[logical_id].get("TimeToLiveSpecification")
        assert bool(ends) == (name not in reasons), name


def test_who_writes_is_told_how_long_it_stays(application: Template) -> None:
    retention = Configuration().retention
    told: dict[str, int] = {}
    for function in application.properties("Lambda::Function").values():
        variables = function.get("Environment", {}).get("Variables", {})
        told |= json.loads(variables.get("BATON_RETENTION_DAYS", "{}"))
    assert told == {**retention.tables, "episodes": retention.episodes}
