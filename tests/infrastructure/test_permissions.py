"""Nobody may do more than what he is there for."""

from collections.abc import Iterator
from typing import Any

from tests.infrastructure.synthesis import Template, mentions

WITHOUT_A_RESOURCE = {
    "xray:GetSamplingRules": "X-Ray's actions know no resources",
    "xray:GetSamplingTargets": "X-Ray's actions know no resources",
    "xray:PutTelemetryRecords": "X-Ray's actions know no resources",
    "xray:PutTraceSegments": "X-Ray's actions know no resources",
    "logs:CreateLogDelivery": "the delivery of a workflow's log knows no resources",
    "logs:DeleteLogDelivery": "the delivery of a workflow's log knows no resources",
    "logs:DescribeLogGroups": "the delivery of a workflow's log knows no resources",
    "logs:DescribeResourcePolicies": "the delivery of a workflow's log knows no resources",
    "logs:GetLogDelivery": "the delivery of a workflow's log knows no resources",
    "logs:ListLogDeliveries": "the delivery of a workflow's log knows no resources",
    "logs:PutResourcePolicy": "the delivery of a workflow's log knows no resources",
    "logs:UpdateLogDelivery": "the delivery of a workflow's log knows no resources",
    "dynamodb:ListStreams": "Lambda lists streams to follow one; a list knows no resources",
    "cloudwatch:GetMetricStatistics": "metrics know no resources",
    "cloudwatch:DescribeAlarms": "CodeDeploy asks for the state of alarms without an ARN",
}
"""Actions that may be allowed on ``*``, and why."""


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every statement of every policy of a role."""
    for name, policy in template.properties("IAM::Policy").items():
        for statement in policy["PolicyDocument"]["Statement"]:
            yield name, statement
    for name, role in template.properties("IAM::Role").items():
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement


def test_no_action_is_a_wildcard(on_aws: Template) -> None:
    for name, statement in statements(on_aws):
        assert not [action for action in listed(statement["Action"]) if "*" in action], name


def test_only_actions_without_resources_are_allowed_on_all(on_aws: Template) -> None:
    for name, statement in statements(on_aws):
        if "*" in listed(statement["Resource"]):
            assert set(listed(statement["Action"])) <= set(WITHOUT_A_RESOURCE), name


def test_no_table_index_queue_function_or_workflow_is_meant_by_a_pattern(on_aws: Template) -> None:
    """What has a name is named; objects, executions, connections, paths, versions that are removed and
    the schedules of steps have none before.
    """
    for name, statement in statements(on_aws):
        services = {action.split(":")[0] for action in listed(statement["Action"])}
        for resource in listed(statement["Resource"]):
            if (
                services in ({"s3"}, {"execute-api"}, {"es"}, {"scheduler"})
                or ":execution:" in str(resource)
                or listed(statement["Action"]) == ["lambda:DeleteFunction"]
                or resource == "*"
            ):
                continue
            assert "*" not in str(resource), f"{name}: {resource}"


def test_every_role_is_taken_by_one_service(on_aws: Template) -> None:
    for name, role in on_aws.properties("IAM::Role").items():
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert list(statement["Principal"]) == ["Service"], name
        assert isinstance(statement["Principal"]["Service"], str), name


def test_functions_and_workflows_have_no_managed_policies(application: Template) -> None:
    for name, role in application.properties("IAM::Role").items():
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        if statement["Principal"] != {"Service": "apigateway.amazonaws.com"}:  # writes API logs
            assert "ManagedPolicyArns" not in role, name


def test_only_api_gateway_and_events_may_call_functions_and_only_for_us(
    application: Template,
) -> None:
    for name, permission in application.properties("Lambda::Permission").items():
        assert permission["Principal"] in {"apigateway.amazonaws.com", "events.amazonaws.com"}, name
        assert set(mentions(permission["SourceArn"])), name
