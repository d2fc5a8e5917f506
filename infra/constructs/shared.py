"""What the foundation makes for everybody: functions, workflows and alarms of all stacks refer to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import aws_events as events
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns

from infra.constructs.dead_letters import DeadLetters
from infra.constructs.episodes import EpisodeStore
from infra.constructs.fact_queries import FactQueries
from infra.constructs.http_api import HttpApi
from infra.constructs.identity import Identity
from infra.constructs.outbound import Outbound
from infra.constructs.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedResources:
    """The parts of the foundation, of which stacks above import names and ARNs."""

    tables: Tables
    bus: events.EventBus
    files: s3.Bucket
    files_arn: str
    """of the bucket, as stacks above import it"""
    identity: Identity
    http: HttpApi
    address: str
    """that callers and links use, without a slash at the end: the API's own only on one machine"""
    edge_key: str | None
    """what requests through the edge prove it with; ``None`` if the API's own address is open"""
    outbound: Outbound
    topic: sns.Topic
    """that alarms speak on"""
    dead_letters: Mapping[str, DeadLetters]
    """by what they hold: ``events`` that no target took, ``functions`` whose asynchronous calls failed,
    ``workflows`` that ended in failure"""
    episodes: EpisodeStore | None
    """``None`` if there is no episodic memory"""
    facts: FactQueries | None
    """``None`` if functions answer questions to facts themselves"""
    key_arn: str | None
    """the customer's own key; ``None`` without one"""

    def objects_arn(self, folder: str) -> str:
        """All files in a folder of the intake bucket."""
        return f"{self.files_arn}/{folder}/*"
