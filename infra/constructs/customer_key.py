"""One key of the customer's own for everything that is kept (requirement G4, ``encryption``).

Without it everything is encrypted too, by keys that AWS owns or manages, which cost nothing and cannot
be taken away. With it, whoever administers the key can: disabling it makes all that is kept
unreadable, at $1 a month and $0.03 for 10,000 uses. No role gets any permission on the key. It is used
by the stores themselves, for callers that may use the store; the function that may read the table reads
it, and nobody decrypts anything by the key alone.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from aws_cdk import CfnResource, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

STORES = ("dynamodb", "es", "s3", "secretsmanager", "sqs")
"""Services that use the key for a caller in this account, if the caller may use the service."""

TELLERS = ("events.amazonaws.com", "sns.amazonaws.com")
"""Services that put messages into queues themselves."""

USES = ("kms:Decrypt", "kms:GenerateDataKey")

_Overrides = Mapping[str, Any]


def _table(key: str) -> _Overrides:
    return {"SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}}


def _queue(key: str) -> _Overrides:
    return {
        "KmsMasterKeyId": key,
        "KmsDataKeyReusePeriodSeconds": 3_600,
        "SqsManagedSseEnabled": None,
    }


def _bucket(key: str) -> _Overrides:
    by_default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rule = {"ServerSideEncryptionByDefault": by_default, "BucketKeyEnabled": True}
    return {"BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]}}


SEALED: Mapping[str, Callable[[str], _Overrides]] = {
    "AWS::DynamoDB::Table": _table,
    "AWS::SQS::Queue": _queue,
    "AWS::S3::Bucket": _bucket,
    "AWS::Logs::LogGroup": lambda key: {"KmsKeyId": key},
    "AWS::SecretsManager::Secret": lambda key: {"KmsKeyId": key},
    "AWS::OpenSearchService::Domain": lambda key: {"EncryptionAtRestOptions.KmsKeyId": key},
}
"""What is under the key, by its type, and the properties that say so. Topics have a key of their own
already, which those may use who ring alarms."""


class CustomerKey(Construct):
    """The key, and what it is for."""

    def __init__(self, scope: Construct, name: str) -> None:
        super().__init__(scope, "CustomerKey")
        self.key = kms.Key(
            self,
            "Key",
            description="Baton: everything that is kept",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        )
        stack = Stack.of(self)
        for statement in _statements(stack.account, stack.region, stack.partition):
            self.key.add_to_resource_policy(statement)
        kms.Alias(self, "Alias", alias_name=f"alias/{name}", target_key=self.key)


def seal(resources: Iterable[object], key_arn: str) -> None:
    """Puts every store among ``resources`` under the key. The bucket of access logs stays under S3's
    own: S3 delivers its logs to no other.
    """
    for resource in resources:
        if not CfnResource.is_cfn_resource(resource):
            continue
        found = cast("CfnResource", resource)
        overrides = SEALED.get(found.cfn_resource_type)
        if overrides is None or found.node.path.endswith("/AccessLog/Resource"):
            continue
        for path, value in overrides(key_arn).items():
            if value is None:
                found.add_property_deletion_override(path)
            else:
                found.add_property_override(path, value)


def _statements(account: str, region: str, partition: str) -> Iterable[iam.PolicyStatement]:
    """Who uses the key: each through one service, and for this account only."""
    through = {"kms:ViaService": [f"{service}.{region}.amazonaws.com" for service in STORES]}
    in_account = {"kms:CallerAccount": account}
    yield iam.PolicyStatement(
        sid="StoresForCallersOfThisAccount",
        principals=[iam.AnyPrincipal()],
        actions=[*USES, "kms:DescribeKey"],
        resources=["*"],
        conditions={"StringEquals": {**in_account, **through}},
    )
    yield iam.PolicyStatement(
        sid="GrantsOfStoresThatWorkOnTheirOwn",
        principals=[iam.AnyPrincipal()],
        actions=["kms:CreateGrant"],
        resources=["*"],
        conditions={
            "StringEquals": {**in_account, **through},
            "Bool": {"kms:GrantIsForAWSResource": "true"},
        },
    )
    yield iam.PolicyStatement(
        sid="MessagesOfThisAccount",
        principals=[iam.ServicePrincipal(service) for service in TELLERS],
        actions=[*USES],
        resources=["*"],
        conditions={"StringEquals": {"aws:SourceAccount": account}},
    )
    logs = f"arn:{partition}:logs:{region}:{account}:log-group:*"
    yield iam.PolicyStatement(
        sid="LogGroupsOfThisAccount",
        principals=[iam.ServicePrincipal(f"logs.{region}.amazonaws.com")],
        actions=[*USES, "kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:DescribeKey"],
        resources=["*"],
        conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": logs}},
    )
