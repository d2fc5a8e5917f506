"""The tables of every area, whichever are on: an area that is switched off leaves what it kept."""

from collections.abc import Mapping
from typing import cast

from aws_cdk import Tags
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.function_specs import APPEND, DELETE, READ, WALK, WRITE, Access
from infra.retention import removal
from infra.table_specs import TableSpec, table_specs

_TEXT, _NUMBER = dynamodb.AttributeType.STRING, dynamodb.AttributeType.NUMBER

ACTIONS: Mapping[Access, tuple[str, ...]] = {
    READ: ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"),
    WRITE: ("dynamodb:ConditionCheckItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
    DELETE: ("dynamodb:BatchWriteItem", "dynamodb:DeleteItem"),
    APPEND: ("dynamodb:PutItem",),
    WALK: ("dynamodb:Scan",),
}


class Tables(Construct):
    """Every table, by its name in the data model. Removing the stack leaves them, unless local."""

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "Tables")
        self._configuration = configuration
        self._tables = {name: self._table(name, spec) for name, spec in table_specs().items()}
        Tags.of(self).add(*names.backup_tag(configuration.prefix))

    def __getitem__(self, name: str) -> dynamodb.Table:
        """The table ``name``."""
        return self._tables[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the data model."""
        return tuple(self._tables)

    def statement(self, name: str, access: Access) -> iam.PolicyStatement:
        """The permission for ``access`` to a table and, for reading, to its indexes by name."""
        table, spec = self._tables[name], table_specs()[name]
        indexes = (*spec.indexes, *spec.local_indexes) if READ in access else ()
        return iam.PolicyStatement(
            actions=sorted({action for part in access for action in ACTIONS[part]}),
            resources=[table.table_arn, *(f"{table.table_arn}/index/{name}" for name in indexes)],
        )

    def _table(self, name: str, spec: TableSpec) -> dynamodb.Table:
        settings = self._configuration
        table = dynamodb.Table(
            self,
            name.capitalize(),
            partition_key=_attribute(spec, spec.key),
            sort_key=_attribute(spec, spec.sort) if spec.sort else None,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.AWS_MANAGED,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=settings.protected,
            removal_policy=removal(settings),
            time_to_live_attribute=spec.expires
            or ("expires_at" if name in settings.retention.tables else None),
            stream=dynamodb.StreamViewType.NEW_IMAGE if spec.stream else None,
        )
        made = cast("dynamodb.CfnTable", table.node.default_child)
        made.override_logical_id(
            f"{names.in_camel_case(name)}Table"
        )  # its name is told to functions
        projected = dynamodb.ProjectionType.ALL if spec.whole else dynamodb.ProjectionType.KEYS_ONLY
        for index, (key, sort) in spec.indexes.items():
            table.add_global_secondary_index(
                index_name=index,
                partition_key=_attribute(spec, key),
                sort_key=_attribute(spec, sort),
                projection_type=projected,
            )
        for index, sort in spec.local_indexes.items():
            table.add_local_secondary_index(
                index_name=index,
                sort_key=_attribute(spec, sort),
                projection_type=projected,
            )
        return table


def _attribute(spec: TableSpec, name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=_NUMBER if name in spec.number else _TEXT)
