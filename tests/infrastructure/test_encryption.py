"""Everything that is kept is encrypted by AWS's keys, or by one of the customer's own."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.configuration import Configuration
from infra.constructs.customer_key import SEALED
from tests.infrastructure.synthesis import Template, mentions, run_with_node

_KEEPS_NOTHING = re.compile(
    r"AWS::(ApiGateway|ApiGatewayV2|Backup|Budgets|CDK|CloudFront|CloudWatch|CodeDeploy|Cognito|Events|IAM|KMS"
    r"|Lambda|Route53|SES|Scheduler|StepFunctions|WAFv2|XRay)::|AWS::(SQS::QueuePolicy|S3::BucketPolicy|SNS::(TopicPolicy|Subscription)"
    r"|OpenSearchService::DomainPolicy|Logs::(MetricFilter|ResourcePolicy|QueryDefinition))$"
)
"""What holds no data of persons at rest, or is encrypted by its service alone."""

_OWN_KEY = {"AWS::SNS::Topic": "has a key of its own, which whoever rings alarms may use"}

_PROGRAM = """
import sys
from aws_cdk import App, Stack, aws_dynamodb as d, aws_logs as l, aws_s3 as s3
from aws_cdk import aws_opensearchservice as o, aws_secretsmanager as m, aws_sqs as q
from constructs import Construct
from infra.constructs.customer_key import CustomerKey, seal
app = App(outdir=sys.argv[1])
stack = Stack(app, "Sealed")
text = d.Attribute(name="id", type=d.AttributeType.STRING)
d.Table(stack, "Table", partition_key=text, encryption=d.TableEncryption.AWS_MANAGED)
q.Queue(stack, "Queue", encryption=q.QueueEncryption.SQS_MANAGED)
s3.Bucket(stack, "Bucket", encryption=s3.BucketEncryption.S3_MANAGED)
s3.Bucket(Construct(stack, "Files"), "AccessLog", encryption=s3.BucketEncryption.S3_MANAGED)
l.LogGroup(stack, "Log")
m.Secret(stack, "Secret")
o.CfnDomain(
    stack, "Domain",
    encryption_at_rest_options=o.CfnDomain.EncryptionAtRestOptionsProperty(enabled=True),
)
seal(stack.node.find_all(), CustomerKey(stack, "Sealed").key.key_arn)
app.synth()
"""


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("sealed")
    run_with_node(_PROGRAM, str(folder))
    return Template.read(Path(folder) / "Sealed.template.json")


@pytest.fixture(scope="module")
def policy(sealed: Template) -> list[Mapping[str, Any]]:
    (key,) = sealed.properties("KMS::Key").values()
    assert key["EnableKeyRotation"]
    statements: list[Mapping[str, Any]] = key["KeyPolicy"]["Statement"]
    return statements


def test_whatever_keeps_data_can_be_put_under_the_key(on_aws: Template) -> None:
    known = set(SEALED) | set(_OWN_KEY)
    assert {kind for kind in on_aws.types - known if not _KEEPS_NOTHING.match(kind)} == set()


def test_everything_that_is_kept_is_under_the_key(sealed: Template) -> None:
    (key,) = sealed.of_type("KMS::Key")
    for name, resource in sealed.resources.items():
        if resource["Type"] in SEALED and not name.startswith("FilesAccessLog"):
            assert key in set(mentions(resource["Properties"])), name


def test_the_access_log_stays_where_s3_can_write_it(sealed: Template) -> None:
    (log,) = [
        found for name, found in sealed.properties("S3::Bucket").items() if "AccessLog" in name
    ]
    (rule,) = log["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"


def test_a_queue_has_one_kind_of_encryption(sealed: Template) -> None:
    (queue,) = sealed.properties("SQS::Queue").values()
    assert "SqsManagedSseEnabled" not in queue


def test_everybody_uses_the_key_for_one_thing_and_under_a_condition(
    policy: list[Mapping[str, Any]],
) -> None:
    administrators, *users = policy
    assert administrators["Principal"]["AWS"]["Fn::Join"][1][-1] == ":root"
    for statement in users:
        assert statement["Condition"], statement["Sid"]
        actions = statement["Action"]
        actions = actions if isinstance(actions, list) else [actions]
        assert all("*" not in action for action in actions), statement["Sid"]
        if statement["Principal"] == {"AWS": "*"}:
            only = statement["Condition"]["StringEquals"]
            assert set(only) == {"kms:CallerAccount", "kms:ViaService"}
        else:
            assert set(statement["Principal"]) == {"Service"}


@given(local=st.booleans(), encryption=st.sampled_from(["aws_owned", "customer_key"]))
def test_one_machine_has_no_key_and_aws_only_if_it_is_wanted(local: bool, encryption: str) -> None:
    configuration = Configuration.model_validate({"local": local, "encryption": encryption})
    assert configuration.own_key == (encryption == "customer_key" and not local)


def test_there_is_no_customer_key_unless_it_is_wanted(application: Template) -> None:
    assert not [name for name in application.resources if "CustomerKey" in name]
