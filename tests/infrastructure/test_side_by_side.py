"""Two stages in one account and region, and one stage in two regions, do not meet."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.configuration import Configuration
from infra.names import DEPLOYMENT_TAG
from tests.infrastructure.synthesis import Template, mentions

NAMES = {
    "ApiGatewayV2::Api": "Name",
    "Backup::BackupVault": "BackupVaultName",
    "Budgets::Budget": "Budget.BudgetName",
    "CloudWatch::Alarm": "AlarmName",
    "CloudWatch::Dashboard": "DashboardName",
    "CodeDeploy::Application": "ApplicationName",
    "CodeDeploy::DeploymentGroup": "DeploymentGroupName",
    "Cognito::UserPoolDomain": "Domain",
    "Events::EventBus": "Name",
    "KMS::Alias": "AliasName",
    "Lambda::Function": "FunctionName",
    "Logs::QueryDefinition": "Name",
    "OpenSearchService::Domain": "DomainName",
    "SES::ConfigurationSet": "Name",
    "SNS::Topic": "TopicName",
    "Scheduler::Schedule": "Name",
    "Scheduler::ScheduleGroup": "Name",
    "StepFunctions::StateMachine": "StateMachineName",
    "WAFv2::WebACL": "Name",
    "XRay::SamplingRule": "SamplingRule.RuleName",
}
"""What is given a name of its own, and where it stands."""

EVERYWHERE = {"Budgets::Budget", "CloudWatch::Dashboard", "WAFv2::WebACL"}
"""What an account has once for all regions; a firewall, if it is CloudFront's."""

_NAMED_BY_AWS = {"AWS::IAM::Role": "RoleName", "AWS::S3::Bucket": "BucketName"}
"""What must have no name of ours: it is one for all regions, or for all accounts."""


@pytest.fixture
def abroad(assemblies: Path, options: dict[str, Template]) -> dict[str, Mapping[str, Template]]:
    """Two stages in one region: ``here`` is ``dev``, pinned to it, ``there`` is ``prod``."""
    paths = (assemblies / "pinned").glob("*.template.json")
    return {
        "here": {path.name.partition(".")[0]: Template.read(path) for path in paths},
        "there": options,
    }


def named(stacks: Mapping[str, Template]) -> Iterator[tuple[str, str]]:
    """Kind and name of everything that has a name of its own."""
    for template in stacks.values():
        for resource in template.resources.values():
            kind = resource["Type"].removeprefix("AWS::")
            value: Any = resource.get("Properties", {})
            for part in NAMES.get(kind, "").split("."):
                value = value.get(part, {}) if part else {}
            if value:
                yield kind, json.dumps(value)


def test_two_stages_share_no_name(abroad: dict[str, Mapping[str, Template]]) -> None:
    dev, prod = (set(named(abroad[way])) for way in ("here", "there"))
    assert len(dev) > 100
    assert dev & prod == set()
    assert set(abroad["here"]) & set(abroad["there"]) == set()


def test_what_an_account_has_once_is_named_by_region(
    stacks: dict[str, Template],
    abroad: dict[str, Mapping[str, Template]],
    options: dict[str, Template],
) -> None:
    one, other = set(named(stacks)), set(named(abroad["here"]))
    assert {kind for kind, _ in one & other} & EVERYWHERE == set()
    (firewall,) = options["BatonProd-edge-eu-central-1"].properties("WAFv2::WebACL").values()
    assert firewall["Name"] == "BatonProd-cloudfront-eu-central-1"


def test_roles_and_buckets_have_no_names_of_ours(options: dict[str, Template]) -> None:
    for template in options.values():
        for name, resource in template.resources.items():
            if field := _NAMED_BY_AWS.get(resource["Type"]):
                assert field not in resource.get("Properties", {}), name


def test_what_is_matched_by_a_beginning_is_of_one_deployment(
    abroad: dict[str, Mapping[str, Template]],
) -> None:
    """Alarms and executions are told by ``Baton-``: no name of another stage begins so."""
    beginnings = {
        found
        for template in abroad["here"].values()
        for rule in template.resources.values()
        if rule["Type"] == "AWS::Events::Rule"
        for found in prefixes(rule["Properties"]["EventPattern"])
        if "Baton" in found
    }
    assert len(beginnings) == 2
    for beginning in beginnings:
        told = beginning.rpartition(":")[2].strip('"]}')
        assert told == "Baton-"
        assert not any(json.loads(name).startswith(told) for name in of_alarms(abroad["there"]))


def prefixes(pattern: Any) -> Iterator[str]:
    if isinstance(pattern, dict):
        for key, value in pattern.items():
            if key == "prefix":
                yield json.dumps(value)
            else:
                yield from prefixes(value)
    elif isinstance(pattern, list):
        for part in pattern:
            yield from prefixes(part)


def of_alarms(stacks: Mapping[str, Template]) -> list[str]:
    return [name for kind, name in named(stacks) if kind == "CloudWatch::Alarm"]


def test_metrics_backups_and_mail_reports_are_told_apart(
    abroad: dict[str, Mapping[str, Template]],
) -> None:
    def told(way: str) -> tuple[set[str], set[str], set[str]]:
        found = abroad[way].values()
        resources = [one for template in found for one in template.resources.values()]
        functions = [
            one
            for one in resources
            if one["Type"] == "AWS::Lambda::Function"
            and "FunctionName" in one["Properties"]  # the CDK's own, between regions, has no name
        ]
        spaces = {
            one["Properties"]["Environment"]["Variables"]["POWERTOOLS_METRICS_NAMESPACE"]
            for one in functions
        }
        tables = [one for one in resources if one["Type"] == "AWS::DynamoDB::Table"]
        tags = {
            tag["Value"]
            for one in tables
            for tag in one["Properties"]["Tags"]
            if tag["Key"] == "baton:backup"
        }
        (selection,) = [one for one in resources if one["Type"] == "AWS::Backup::BackupSelection"]
        (tag,) = selection["Properties"]["BackupSelection"]["ListOfTags"]
        return spaces, tags, {tag["ConditionValue"]}

    assert told("here") == ({"Baton"}, {"Baton"}, {"Baton"})
    assert told("there") == ({"BatonProd"}, {"BatonProd"}, {"BatonProd"})


def test_no_role_of_a_pinned_deployment_may_call_another_region(
    abroad: dict[str, Mapping[str, Template]],
) -> None:
    def refused(way: str) -> tuple[set[str], set[str]]:
        roles, pinned = set(), set()
        for stack, template in abroad[way].items():
            for name, resource in template.resources.items():
                if resource["Type"] == "AWS::IAM::Role":
                    roles.add(f"{stack}.{name}")
                if resource["Type"] not in {"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"}:
                    continue  # what is too long for a role's own policy is in a managed one
                for one in resource["Properties"]["PolicyDocument"]["Statement"]:
                    elsewhere = {"StringNotEquals": {"aws:RequestedRegion": "eu-central-1"}}
                    if one["Effect"] == "Deny" and one["Condition"] == elsewhere:
                        assert (one["Action"], one["Resource"]) == ("*", "*")
                        pinned |= {
                            f"{stack}.{role}" for role in mentions(resource["Properties"]["Roles"])
                        }
        return roles, pinned

    roles, pinned = refused("here")
    assert roles == pinned
    assert len(roles) > 30
    assert refused("there")[1] == set()


def test_every_stack_is_tagged_with_its_deployment(assemblies: Path) -> None:
    for way, prefix in (("aws", "Baton"), ("options", "BatonProd")):
        manifest = json.loads((assemblies / way / "manifest.json").read_text(encoding="utf-8"))
        stacks = [
            one["properties"]["tags"]
            for one in manifest["artifacts"].values()
            if one["type"] == "aws:cloudformation:stack"
        ]
        assert stacks
        assert all(tags[DEPLOYMENT_TAG] == prefix for tags in stacks)


def test_names_fit_with_the_longest_stack_and_stage() -> None:
    prefix = Configuration(stack_name="A" * 16, stage="b" * 15).prefix
    assert len(prefix) == 31
    assert len(f"{prefix}-campaign_optimizer") <= 64  # functions, groups, schedules
    assert len(f"{prefix.lower()}-123456789012") <= 63  # the sign-in domain
    assert len(prefix) <= 32  # X-Ray's rule
