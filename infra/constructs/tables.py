"""The tables, as ``docs/data-model.md`` describes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aws_cdk import RemovalPolicy, Tags
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.function_specs import APPEND, DELETE, READ, WRITE, Access

_TEXT, _NUMBER = dynamodb.AttributeType.STRING, dynamodb.AttributeType.NUMBER

_ACTIONS: Mapping[Access, tuple[str, ...]] = {
    READ: ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"),
    WRITE: ("dynamodb:ConditionCheckItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
    DELETE: ("dynamodb:BatchWriteItem", "dynamodb:DeleteItem"),
    APPEND: ("dynamodb:PutItem",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Keys are text unless ``number`` names them. Indexes hold keys only, unless ``whole``."""

    key: str
    sort: str | None = None
    number: frozenset[str] = frozenset()
    indexes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    local_indexes: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    """indexes hold everything: for small items that are read often and written seldom"""
    expires: str | None = None
    """where items have the moment of their own at which they end"""
    stays: str | None = None
    """why items stay, of a table that neither ends by itself nor has a retention"""
    stream: bool = False


_TABLES: Mapping[str, _Table] = {
    "leads": _Table(
        key="lead_id",
        indexes={"newest": ("listing", "listed_at"), "by_standing": ("standing", "listed_at")},
    ),
    "interactions": _Table(
        key="lead_id", sort="interaction_id", local_indexes={"by_time": "happened_at"}
    ),
    "campaigns": _Table(
        key="campaign_id",
        sort="part",
        indexes={"by_status": ("status", "listed_at")},
        stays="figures and decisions on campaigns, of nobody",
    ),
    "escalations": _Table(
        key="escalation_id",
        indexes={
            "by_status": ("status", "listed_at"),
            "by_subject": ("subject_id", "listed_at"),
        },
    ),
    "experiments": _Table(
        key="experiment_id",
        sort="part",
        indexes={"by_status": ("status", "listed_at")},
        stays="a unit has one variant as long as there is the experiment; units are hashes",
    ),
    "outbox": _Table(
        key="entry_id",
        indexes={"due": ("shard", "available_at")},
        stream=True,
        stays="an entry ends when it is done; one that is parked waits for a person",
    ),
    "requests": _Table(key="request_key", expires="expires_at"),
    "references": _Table(
        key="reference_id", stays="what areas publish of their entities for the others, of nobody"
    ),
    "imports": _Table(key="import_id", sort="row", number=frozenset({"row"}), expires="expires_at"),
    "responses": _Table(key="subject", sort="slice", number=frozenset({"slice"})),
    "turns": _Table(
        key="conversation_id",
        sort="turn_id",
        indexes={"due": ("shard", "over_at")},
        expires="expires_at",
    ),
    "profiles": _Table(key="subject", sort="part"),
    "knowledge": _Table(
        key="node_id",
        sort="part",
        number=frozenset({"weight"}),
        indexes={"inverse": ("target", "weight"), "by_kind": ("kind", "node_id")},
        local_indexes={"strongest": "weight"},
        whole=True,
        stays="what is known of the field: counts over many, and which leads were counted",
    ),
    "handoffs": _Table(key="lead_id", sort="handoff_id"),
    "subjects": _Table(
        key="subject",
        sort="part",
        stays="hashes by which an erasure finds everything, and which keep who was erased away",
    ),
    "cache": _Table(
        key="cache_key", indexes={"by_subject": ("subject", "cache_key")}, expires="expires_at"
    ),
    "agents": _Table(key="agent", sort="worker", expires="expires_at", stream=True),
    "effects": _Table(
        key="effect_id",
        indexes={"due": ("shard", "due_at"), "by_subject": ("subject_id", "effect_id")},
    ),
    "contact_status": _Table(key="subject", expires="expires_at"),
    "spending": _Table(key="part", expires="expires_at"),
    "breakers": _Table(key="dependency", stays="the state of what we depend on, of nobody"),
    "incidents": _Table(
        key="incident_id",
        indexes={"newest": ("listing", "listed_at")},
        stays="what alarms led to, with nobody in it",
    ),
    "audit": _Table(key="subject", sort="listed_at"),
    "traces": _Table(
        key="subject_id",
        sort="decision_id",
        local_indexes={"by_time": "listed_at"},
    ),
    "connections": _Table(key="topic", sort="connection_id", expires="expires_at"),
}


def unbounded(configuration: Configuration) -> Mapping[str, str]:
    """The tables whose items stay, each with the reason; empty text if there is none."""
    bounded = configuration.retention.tables
    return {
        name: shape.stays or ""
        for name, shape in _TABLES.items()
        if shape.expires is None and name not in bounded
    }


class Tables(Construct):
    """Every table, by its name in the data model. Removing the stack leaves them, unless local."""

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "Tables")
        self._configuration = configuration
        self._tables = {name: self._table(name, shape) for name, shape in _TABLES.items()}
        Tags.of(self).add(*names.BACKUP_TAG)

    def __getitem__(self, name: str) -> dynamodb.Table:
        """The table ``name``."""
        return self._tables[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the data model."""
        return tuple(self._tables)

    def statement(self, name: str, access: Access) -> iam.PolicyStatement:
        """The permission for ``access`` to a table and, for reading, to its indexes by name."""
        table, shape = self._tables[name], _TABLES[name]
        indexes = (*shape.indexes, *shape.local_indexes) if READ in access else ()
        return iam.PolicyStatement(
            actions=sorted(action for part in access for action in _ACTIONS[part]),
            resources=[table.table_arn, *(f"{table.table_arn}/index/{name}" for name in indexes)],
        )

    def _table(self, name: str, shape: _Table) -> dynamodb.Table:
        settings = self._configuration
        table = dynamodb.Table(
            self,
            name.capitalize(),
            partition_key=_attribute(shape, shape.key),
            sort_key=_attribute(shape, shape.sort) if shape.sort else None,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.AWS_MANAGED,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=settings.protected,
            removal_policy=RemovalPolicy.DESTROY if settings.local else RemovalPolicy.RETAIN,
            time_to_live_attribute=shape.expires
            or ("expires_at" if name in settings.retention.tables else None),
            stream=dynamodb.StreamViewType.NEW_IMAGE if shape.stream else None,
        )
        projected = (
            dynamodb.ProjectionType.ALL if shape.whole else dynamodb.ProjectionType.KEYS_ONLY
        )
        for index, (key, sort) in shape.indexes.items():
            table.add_global_secondary_index(
                index_name=index,
                partition_key=_attribute(shape, key),
                sort_key=_attribute(shape, sort),
                projection_type=projected,
            )
        for index, sort in shape.local_indexes.items():
            table.add_local_secondary_index(
                index_name=index,
                sort_key=_attribute(shape, sort),
                projection_type=projected,
            )
        return table


def _attribute(shape: _Table, name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=_NUMBER if name in shape.number else _TEXT)
