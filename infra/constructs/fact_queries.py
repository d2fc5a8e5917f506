"""Athena over facts: a Glue database, whose tables the keeper of facts makes, and a workgroup."""

from collections.abc import Iterator

from aws_cdk import Stack
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.configuration import Configuration
from infra.function_specs import FunctionSpec

RESULTS = "athena"
"""The folder of the intake bucket in which answers lie for a day."""

_GIGABYTE = 1_000_000_000


class FactQueries(Construct):
    """Only where ``facts.athena`` is set; otherwise functions answer by DuckDB, as on one machine."""

    def __init__(self, scope: Construct, configuration: Configuration, files: s3.Bucket) -> None:
        super().__init__(scope, "FactQueries")
        stack = Stack.of(self)
        self._bucket_arn = files.bucket_arn
        self._database = f"{configuration.prefix.lower()}_facts"
        self._workgroup = f"{configuration.prefix}-facts"
        here = f"{stack.region}:{stack.account}"
        self._workgroup_arn = f"arn:{stack.partition}:athena:{here}:workgroup/{self._workgroup}"
        catalog = f"arn:{stack.partition}:glue:{here}"
        self.tables_arn = f"{catalog}:table/{self._database}/*"
        self._catalog = [
            f"{catalog}:catalog",
            f"{catalog}:database/{self._database}",
            self.tables_arn,
        ]
        glue.CfnDatabase(
            self,
            "Database",
            catalog_id=stack.account,
            database_input=glue.CfnDatabase.DatabaseInputProperty(
                name=self._database, description="Facts of Baton, a table for each kind"
            ),
        )
        self._make_workgroup(files.bucket_name, configuration.facts.most_gb_scanned)

    def settings_of(self, spec: FunctionSpec) -> dict[str, str]:
        """What a function is told of it."""
        given = {"facts_database": self._database} if spec.asks_facts or spec.keeps_facts else {}
        return given | ({"facts_workgroup": self._workgroup} if spec.asks_facts else {})

    def statements_of(self, spec: FunctionSpec) -> Iterator[iam.PolicyStatement]:
        """What a function may do here."""
        if spec.keeps_facts:
            actions = ["glue:CreateTable", "glue:GetTable", "glue:UpdateTable"]
            yield _allow(actions, self._catalog)
        if not spec.asks_facts:
            return
        verbs = (
            "GetQueryExecution",
            "GetQueryResults",
            "StartQueryExecution",
            "StopQueryExecution",
        )
        yield _allow([f"athena:{verb}" for verb in verbs], [self._workgroup_arn])
        yield _allow(["glue:GetDatabase", "glue:GetPartitions", "glue:GetTable"], self._catalog)
        folders = [f"{self._bucket_arn}/{folder}/*" for folder in ("facts", RESULTS)]
        yield _allow(["s3:GetObject"], folders)
        yield _allow(["s3:AbortMultipartUpload", "s3:PutObject"], folders[1:])
        yield _allow(["s3:GetBucketLocation", "s3:ListBucket"], [self._bucket_arn])

    @property
    def patterns(self) -> tuple[str, ...]:
        """What of this is meant by patterns: kinds and answers have no names that are known here."""
        folders = (f"{self._bucket_arn}/{folder}/*" for folder in ("facts", RESULTS))
        return (self.tables_arn, *folders)

    def _make_workgroup(self, bucket: str, most_gb: int) -> athena.CfnWorkGroup:
        part = athena.CfnWorkGroup
        return part(
            self,
            "Workgroup",
            name=self._workgroup,
            description="Questions of Baton's functions to facts",
            recursive_delete_option=True,
            work_group_configuration=part.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                bytes_scanned_cutoff_per_query=most_gb * _GIGABYTE,
                publish_cloud_watch_metrics_enabled=True,
                result_configuration=part.ResultConfigurationProperty(
                    output_location=f"s3://{bucket}/{RESULTS}/",
                    encryption_configuration=part.EncryptionConfigurationProperty(
                        encryption_option="SSE_S3"
                    ),
                ),
            ),
        )


def _allow(actions: list[str], resources: list[str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=resources)
