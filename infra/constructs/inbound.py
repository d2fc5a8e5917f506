"""What comes in from people: mail by a receipt rule of SES, text messages by a topic of SNS."""

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_ses as ses
from aws_cdk import aws_ses_actions as actions
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.configuration import Configuration

FOLDER = "inbox/"
"""Of the intake bucket: what the mail service puts there, the inbox takes."""


class MailReplies(Construct):
    """Puts mail to the inbox's address into the intake bucket, once its rule set is the active one of
    the region and the domain's MX record points at SES: neither is for a template to decide.
    """

    def __init__(self, scope: Construct, configuration: Configuration, bucket: s3.IBucket) -> None:
        super().__init__(scope, "MailReplies")
        rules = ses.ReceiptRuleSet(
            self, "Rules", receipt_rule_set_name=f"{configuration.prefix}-inbox"
        )
        rules.add_rule(
            "Replies",
            recipients=[configuration.behaviour.inbox_address],
            actions=[actions.S3(bucket=bucket, object_key_prefix=FOLDER)],
            scan_enabled=True,
            tls_policy=ses.TlsPolicy.REQUIRE,
        )


class TextReplies(Construct):
    """The topic at which a number's two-way channel points (AWS End User Messaging SMS)."""

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "TextReplies")
        # Else whoever has a number in another account could answer for our customers here.
        own = {"StringEquals": {"aws:SourceAccount": Stack.of(self).account}}
        service = iam.ServicePrincipal("sms-voice.amazonaws.com", conditions=own)
        key = kms.Key(
            self,
            "Key",
            description="Baton: what people answer to text messages",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        key.grant_encrypt_decrypt(service)
        self._topic = sns.Topic(
            self,
            "Topic",
            topic_name=f"{configuration.prefix}-text-replies",
            display_name="Answers to text messages",
            master_key=key,
            enforce_ssl=True,
        )
        self._topic.grant_publish(service)

    def bring(self, function: lambda_.IFunction) -> None:
        """Has a function called for each of them."""
        self._topic.add_subscription(subscriptions.LambdaSubscription(function))
