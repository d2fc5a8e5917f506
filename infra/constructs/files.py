"""The intake bucket: files that people drop, and what comes of them."""

from typing import cast

from aws_cdk import Duration
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.configuration import Configuration
from infra.retention import removal


class Files(Construct):
    """The bucket, and the bucket that its access log goes to. It tells the default bus of every file.

    Files and results are of persons, so they end after ``keep_days``, histories, reports, facts and
    segments as ``retention`` says; column mappings and scorecards stay, which are of nobody.
    """

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "Files")
        self._configuration = configuration
        self._access_log = self._bucket(
            "AccessLog", lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(90))]
        )
        kept, stays = Duration.days(configuration.intake.keep_days), configuration.retention
        self.bucket = self._bucket(
            "Intake",
            versioned=True,
            server_access_logs_bucket=self._access_log,
            server_access_logs_prefix="intake/",
            lifecycle_rules=[
                s3.LifecycleRule(prefix="incoming/", expiration=kept),
                s3.LifecycleRule(prefix="products/", expiration=kept),
                s3.LifecycleRule(prefix="results/", expiration=kept),
                s3.LifecycleRule(prefix="inbox/", expiration=kept),
                s3.LifecycleRule(prefix="history/", expiration=Duration.days(stays.histories)),
                s3.LifecycleRule(
                    prefix="athena/",
                    expiration=Duration.days(1),
                    noncurrent_version_expiration=Duration.days(1),
                ),
                s3.LifecycleRule(prefix="facts/", expiration=Duration.days(stays.facts)),
                s3.LifecycleRule(prefix="segments/", expiration=Duration.days(stays.segments)),
                s3.LifecycleRule(prefix="reports/", expiration=Duration.days(stays.reports)),
                s3.LifecycleRule(prefix="weekly/", expiration=Duration.days(stays.reports)),
                s3.LifecycleRule(
                    noncurrent_version_expiration=Duration.days(30),
                    abort_incomplete_multipart_upload_after=Duration.days(7),
                ),
            ],
        )
        # The plain property: CDK's own switch brings a custom resource with a function of its own.
        cast(
            "s3.CfnBucket", self.bucket.node.default_child
        ).notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
            event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(
                event_bridge_enabled=True
            )
        )

    def _bucket(self, name: str, **properties: object) -> s3.Bucket:
        return s3.Bucket(
            self,
            name,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            removal_policy=removal(self._configuration),
            **properties,  # type: ignore[arg-type]
        )
