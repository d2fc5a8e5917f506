"""The template for one machine is the template for AWS, but for what is said."""

from collections.abc import Mapping
from typing import Any

import pytest

from infra.area_specs import area_specs
from tests.infrastructure.synthesis import Template

UNKNOWN_TYPES = {
    "AWS::Backup::BackupSelection",
    "AWS::Budgets::Budget",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::CodeDeploy::Application",
    "AWS::CodeDeploy::DeploymentGroup",
    "AWS::Logs::QueryDefinition",
    "AWS::SES::ReceiptRule",
    "AWS::SES::ReceiptRuleSet",
    "AWS::WAFv2::WebACLAssociation",
    "AWS::XRay::SamplingRule",
}
"""What the local AWS does not know; one of them would fail the whole stack."""


def test_the_local_aws_knows_every_type(local: Template) -> None:
    provisioners = pytest.importorskip("ministack.services.cloudformation.provisioners")
    known = set(provisioners.__dict__.get("_RESOURCE_HANDLERS", {})) or _named(provisioners)
    assert UNKNOWN_TYPES & known == set(), (
        "the local AWS has learnt something: see infra/stacks/operations.py"
    )
    assert local.types - known - {"AWS::CDK::Metadata"} == set()


def _named(module: Any) -> set[str]:
    """Every type that a table of the module has as its key."""
    tables = [value for value in vars(module).values() if isinstance(value, Mapping)]
    return {
        key for table in tables for key in table if isinstance(key, str) and key.startswith("AWS::")
    }


def test_the_local_stack_has_the_same_resources_but_the_layers_the_machine_has(
    application: Template, local: Template
) -> None:
    def shape(template: Template) -> dict[str, int]:
        kinds = [
            resource["Type"]
            for resource in template.resources.values()
            if "Metrics" not in resource.get("Properties", {})  # alarms that compute are AWS's only
        ]
        return {kind: kinds.count(kind) for kind in set(kinds)}

    expected, found = shape(application), shape(local)
    assert expected.pop("AWS::CloudFront::Distribution") == 1  # one machine has no edge
    for kind in ("Scheduler::Schedule", "IAM::Role", "IAM::Policy"):  # and keeps old versions
        expected[f"AWS::{kind}"] -= 1
    stacks_with_functions = len(area_specs())
    assert expected.pop("AWS::Logs::QueryDefinition") == stacks_with_functions
    assert found.pop("AWS::Lambda::LayerVersion") == stacks_with_functions
    assert expected.pop("AWS::Lambda::LayerVersion") > stacks_with_functions
    assert found == expected


def test_the_local_stack_has_the_same_workflows_rules_and_routes(
    application: Template, local: Template
) -> None:
    ours, theirs = local.definitions(), application.definitions()
    for definitions in (ours, theirs):
        definitions["Baton-file_intake"]["States"]["Rows"].pop("MaxConcurrency")
        for waits in ("Settle", "Pause"):
            definitions["Baton-incident"]["States"][waits].pop("Seconds")
    assert ours == theirs
    for kind, field in (("Events::Rule", "EventPattern"), ("ApiGatewayV2::Route", "RouteKey")):
        assert _all(local, kind, field) == _all(application, kind, field)


def _all(template: Template, kind: str, field: str) -> list[Any]:
    return [properties[field] for properties in template.properties(kind).values()]


def test_functions_run_on_this_machine_with_the_baton_layer(local: Template) -> None:
    for name, function in local.properties("Lambda::Function").items():
        assert "Architectures" not in function, name
        assert len(function["Layers"]) == 1, name


def test_aliases_move_at_once(local: Template) -> None:
    for name, alias in local.of_type("Lambda::Alias").items():
        assert "UpdatePolicy" not in alias, name


def test_the_local_stack_goes_without_a_trace(local: Template) -> None:
    for kind in ("DynamoDB::Table", "S3::Bucket", "Logs::LogGroup", "Cognito::UserPool"):
        for name, resource in local.of_type(kind).items():
            assert resource["DeletionPolicy"] == "Delete", name


def test_alarms_look_at_one_metric_each(local: Template) -> None:
    """The local AWS knows no arithmetic with metrics."""
    for name, alarm in local.properties("CloudWatch::Alarm").items():
        assert alarm["MetricName"], name


def test_what_the_machine_must_know_is_an_output(local: Template) -> None:
    assert {
        "ApiUrl",
        "UserPoolId",
        "TokenUrl",
        "ApplicationClientId",
        "ReaderClientId",
        "OperatorClientId",
        "IntakeBucketName",
        "BusName",
        "LeadPipelineArn",
        "CampaignReviewArn",
        "EscalationCaseArn",
        "FileIntakeArn",
        "AlarmTopicArn",
        "EpisodesEndpoint",
    } <= set(local.body["Outputs"])
