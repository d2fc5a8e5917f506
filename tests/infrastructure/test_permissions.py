"""Nobody may do more than what he is there for."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.infrastructure.synthesis import Template, listed, mentions, statements

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


AWS = {"AWS::Partition": "aws", "AWS::Region": "ap-southeast-1", "AWS::AccountId": "1" * 12}
LONGEST = "A" * 31
"""A prefix (``test_names_fit_with_the_longest_stack_and_stage``)."""


def deployed(value: Any) -> Any:
    """A policy as IAM gets it; what AWS names is as long as a table's ARN."""
    if isinstance(value, list):
        return [deployed(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "Fn::Join" in value:
        return "".join(str(deployed(one)) for one in value["Fn::Join"][1])
    if "Ref" in value and value["Ref"] in AWS:
        return AWS[value["Ref"]]
    if set(value) & {"Ref", "Fn::GetAtt"}:
        own = value.get("Ref") or value["Fn::GetAtt"][0]
        return f"arn:aws:dynamodb:ap-southeast-1:{'1' * 12}:table/{own}-{'X' * 12}"
    return {name: deployed(one) for name, one in value.items()}


def test_policies_fit_into_iam_with_the_longest_names(assemblies: Path) -> None:
    """10,240 characters of all that a role has itself, 6,144 of a policy beside it, ten of those (IAM's
    quotas)."""
    whole = Template.of_all((assemblies / "options").glob("*.template.json"))
    resources = json.loads(json.dumps(whole.resources).replace("BatonProd", LONGEST))
    own, beside = Counter[str](), Counter[str]()
    for name, resource in resources.items():
        kind, given = resource["Type"].removeprefix("AWS::IAM::"), resource.get("Properties", {})
        if kind not in {"Policy", "ManagedPolicy", "Role"}:
            continue
        policies = given.get("Policies", []) if kind == "Role" else [given]
        documents = [deployed(one["PolicyDocument"]) for one in policies]
        said = sum(len(json.dumps(one, separators=(",", ":"))) for one in documents)
        for role in given.get("Roles", [{"Ref": name}]):
            if kind == "ManagedPolicy":
                assert said <= 6_144, name
                beside[deployed(role)] += 1
            else:
                own[deployed(role)] += said
    assert max(own.values()) <= 10_240, own.most_common(3)
    assert max(beside.values()) <= 10, beside.most_common(3)


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


def admissions(template: Template) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every service that the policy of a topic, queue, bucket, key or function lets in, and when."""
    for name, resource in template.body["Resources"].items():
        kind, properties = resource["Type"], resource.get("Properties", {})
        if kind == "AWS::Lambda::Permission":
            yield name, properties["Principal"], {"SourceArn": properties.get("SourceArn")}
        if kind.startswith("AWS::IAM::"):
            continue  # a role's services are those of its account
        for policy in properties.values():
            for one in policy.get("Statement", ()) if isinstance(policy, dict) else ():
                services = (
                    one["Principal"].get("Service") if isinstance(one["Principal"], dict) else None
                )
                for service in listed(services or []):
                    yield f"{name} of {kind}", service, one.get("Condition", {})


def test_every_service_that_is_let_in_acts_for_this_account(
    stacks: dict[str, Template], options: dict[str, Template]
) -> None:
    for template in (*stacks.values(), *options.values()):
        for name, service, condition in admissions(template):
            if "KMS::Key" in name and service == "events.amazonaws.com" and not condition:
                continue  # EventBridge tells a key nothing of the account
            assert (
                "AWS::AccountId" in mentions(condition)
                or condition.get("SourceArn")
                or ("aws:SourceArn" in condition.get("ArnEquals", {}))
            ), (name, service)
