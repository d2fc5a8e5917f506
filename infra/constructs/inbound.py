"""What comes in from people: mail by a receipt rule of SES, text messages by a topic of SNS.

Sources: SES developer guide, "Giving permissions to Amazon SES for email receiving"; AWS End User
Messaging SMS user guide, "Topic policies for Amazon SNS topics". Both services act for every account:
each statement names this one.
"""

from typing import Any

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.configuration import Configuration

FOLDER = "inbox/"
"""Of the intake bucket: what the mail service puts there, the inbox takes."""

_USES = ("kms:GenerateDataKey*", "kms:Decrypt")


class MailReplies(Construct):
    """Puts mail to the inbox's address into the intake bucket, once its rule set is the active one of
    the region and the domain's MX record points at SES: neither is for a template to decide.

    ``key`` is the customer's, if the bucket is under one.
    """

    def __init__(
        self,
        scope: Construct,
        configuration: Configuration,
        bucket: s3.Bucket,
        key: kms.Key | None = None,
    ) -> None:
        super().__init__(scope, "MailReplies")
        name = f"{configuration.prefix}-inbox"
        rules = ses.ReceiptRuleSet(self, "Rules", receipt_rule_set_name=name)
        stack = Stack.of(self)
        ours = _of_account(
            stack, f"ses:{stack.region}:{stack.account}:receipt-rule-set/{name}:receipt-rule/*"
        )
        service = iam.ServicePrincipal("ses.amazonaws.com")
        bucket.add_to_resource_policy(
            iam.PolicyStatement(
                sid="MailOfTheInboxsRules",
                principals=[service],
                actions=["s3:PutObject"],
                resources=[bucket.arn_for_objects(f"{FOLDER}*")],
                conditions=ours,
            )
        )
        if key:
            key.add_to_resource_policy(
                iam.PolicyStatement(
                    sid="MailOfTheInboxsRules",
                    principals=[service],
                    actions=[*_USES],
                    resources=["*"],
                    conditions=ours,
                )
            )
        rule = self._rule(configuration.behaviour.inbox_address, rules, bucket)
        if bucket.policy:  # SES writes a first object when the rule is made
            rule.node.add_dependency(bucket.policy)

    def _rule(
        self, address: str, rules: ses.ReceiptRuleSet, bucket: s3.Bucket
    ) -> ses.CfnReceiptRule:
        kept = ses.CfnReceiptRule.S3ActionProperty(
            bucket_name=bucket.bucket_name, object_key_prefix=FOLDER
        )
        return ses.CfnReceiptRule(
            self,
            "Replies",
            rule_set_name=rules.receipt_rule_set_name,
            rule=ses.CfnReceiptRule.RuleProperty(
                actions=[ses.CfnReceiptRule.ActionProperty(s3_action=kept)],
                enabled=True,
                recipients=[address],
                scan_enabled=True,
                tls_policy="Require",
            ),
        )


class TextReplies(Construct):
    """The topic at which a number's two-way channel points (AWS End User Messaging SMS)."""

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "TextReplies")
        stack = Stack.of(self)
        ours = _of_account(stack, f"sms-voice:{stack.region}:{stack.account}:*")
        service = iam.ServicePrincipal("sms-voice.amazonaws.com")
        key = kms.Key(
            self,
            "Key",
            description="Baton: what people answer to text messages",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        key.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[service], actions=[*_USES], resources=["*"], conditions=ours
            )
        )
        self._topic = sns.Topic(
            self,
            "Topic",
            topic_name=f"{configuration.prefix}-text-replies",
            display_name="Answers to text messages",
            master_key=key,
            enforce_ssl=True,
        )
        self._topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[service],
                actions=["sns:Publish"],
                resources=[self._topic.topic_arn],
                conditions=ours,
            )
        )

    def bring(self, function: lambda_.IFunction) -> None:
        """Has a function called for each of them."""
        self._topic.add_subscription(subscriptions.LambdaSubscription(function))


def _of_account(stack: Stack, source: str) -> dict[str, Any]:
    """That a service acts for this account, and for a ``source`` of it: an ARN after its partition."""
    return {
        "StringEquals": {"aws:SourceAccount": stack.account},
        "ArnLike": {"aws:SourceArn": f"arn:{stack.partition}:{source}"},
    }
