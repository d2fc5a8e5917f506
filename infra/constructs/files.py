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
        self.bucket = self._bucket(
            "Intake",
            versioned=True,
            server_access_logs_bucket=self._access_log,
            server_access_logs_prefix="intake/",
            lifecycle_rules=_lifecycle(configuration),
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


def _lifecycle(configuration: Configuration) -> list[s3.LifecycleRule]:
    """When files end, by their folders; and older versions, and uploads that were given up."""
    stays, keep_days = configuration.retention, configuration.intake.keep_days
    days = {
        "incoming/": keep_days,
        "products/": keep_days,
        "purchases/": keep_days,
        "results/": keep_days,
        "inbox/": keep_days,
        "history/": stays.histories,
        "facts/": stays.facts,
        "segments/": stays.segments,
        "reports/": stays.reports,
        "weekly/": stays.reports,
    }
    return [
        *(s3.LifecycleRule(prefix=one, expiration=Duration.days(n)) for one, n in days.items()),
        s3.LifecycleRule(
            prefix="athena/",
            expiration=Duration.days(1),
            noncurrent_version_expiration=Duration.days(1),
        ),
        s3.LifecycleRule(
            noncurrent_version_expiration=Duration.days(30),
            abort_incomplete_multipart_upload_after=Duration.days(7),
        ),
    ]
