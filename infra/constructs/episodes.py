"""The OpenSearch domain that episodic memory searches by meaning."""

from collections.abc import Mapping

from aws_cdk import CfnUpdatePolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_opensearchservice as opensearch
from constructs import Construct

from infra import names
from infra.configuration import Configuration
from infra.model_options import Episodes
from infra.nag_suppressions import acknowledge
from infra.retention import removal

_ONE_NODE = "one small node by default; set episodes.instances and instance_type for more"
_NO_VPC = "functions outside a VPC reach it; only signed requests of this account's roles are taken"
_NO_SLOW_LOGS = "slow logs hold the text that was searched, which is of persons"
_MOST_ZONES = 3


def _findings(configuration: Configuration) -> Mapping[str, str]:
    """What cdk-nag says of the domain, and why it is meant."""
    found = {
        "AwsSolutions-OS3": _NO_VPC,
        "AwsSolutions-OS4": _ONE_NODE,
        "AwsSolutions-OS9[LogExport::SEARCH_SLOW_LOGS]": _NO_SLOW_LOGS,
        "AwsSolutions-OS9[LogExport::INDEX_SLOW_LOGS]": _NO_SLOW_LOGS,
    }
    if not configuration.in_vpc:
        found["AwsSolutions-OS1"] = _NO_VPC
    if configuration.episodes.instances == 1:
        found["AwsSolutions-OS7"] = _ONE_NODE
    return found


class EpisodeStore(Construct):
    """A small managed domain: encrypted, HTTPS only, for signed requests of this account only.

    Made of the plain resource: the larger construct sets its access policy by a custom resource.
    """

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "Episodes")
        size, network = configuration.episodes, configuration.network
        name = names.search_domain(
            configuration.prefix, own_key=configuration.own_key, in_vpc=configuration.in_vpc
        )
        self.domain = opensearch.CfnDomain(
            self,
            "Domain",
            domain_name=name,
            engine_version="OpenSearch_2.19",
            cluster_config=_cluster(size),
            ebs_options=opensearch.CfnDomain.EBSOptionsProperty(
                ebs_enabled=True, volume_type="gp3", volume_size=size.volume_gib
            ),
            encryption_at_rest_options=opensearch.CfnDomain.EncryptionAtRestOptionsProperty(
                enabled=True
            ),
            node_to_node_encryption_options=opensearch.CfnDomain.NodeToNodeEncryptionOptionsProperty(
                enabled=True
            ),
            domain_endpoint_options=opensearch.CfnDomain.DomainEndpointOptionsProperty(
                enforce_https=True, tls_security_policy="Policy-Min-TLS-1-2-PFS-2023-10"
            ),
            vpc_options=opensearch.CfnDomain.VPCOptionsProperty(
                subnet_ids=list(network.subnet_ids[: min(size.instances, _MOST_ZONES)]),
                security_group_ids=list(network.security_group_ids),
            )
            if configuration.in_vpc
            else None,
            access_policies=_policy(Stack.of(self), name),
        )
        # Else a new version would replace the domain by one of the same name, which AWS refuses.
        self.domain.cfn_options.update_policy = CfnUpdatePolicy(enable_version_upgrade=True)
        self.domain.apply_removal_policy(removal(configuration))
        for rule, reason in _findings(configuration).items():
            acknowledge(self.domain, rule, reason)

    @property
    def endpoint(self) -> str:
        """The domain's host name."""
        return self.domain.attr_domain_endpoint

    @property
    def everything(self) -> str:
        """The ARN of all paths of the domain."""
        return _paths(Stack.of(self), self.domain.domain_name or "")

    def statement(self) -> iam.PolicyStatement:
        """What keeping and finding episodes takes; deleting them is a POST too."""
        actions = [f"es:ESHttp{verb}" for verb in ("Get", "Post", "Put")]
        return iam.PolicyStatement(actions=actions, resources=[self.everything])


def _cluster(size: Episodes) -> opensearch.CfnDomain.ClusterConfigProperty:
    """Two nodes and more are spread over zones."""
    spread = size.instances > 1
    return opensearch.CfnDomain.ClusterConfigProperty(
        instance_type=size.instance_type,
        instance_count=size.instances,
        dedicated_master_enabled=False,
        zone_awareness_enabled=spread,
        zone_awareness_config=opensearch.CfnDomain.ZoneAwarenessConfigProperty(
            availability_zone_count=min(size.instances, _MOST_ZONES)
        )
        if spread
        else None,
    )


def _policy(stack: Stack, name: str) -> dict[str, object]:
    """Requests signed by roles of this account whose own policies allow them."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:{stack.partition}:iam::{stack.account}:root"},
                "Action": [f"es:ESHttp{verb}" for verb in ("Get", "Head", "Post", "Put", "Delete")],
                "Resource": _paths(stack, name),
            }
        ],
    }


def _paths(stack: Stack, name: str) -> str:
    return f"arn:{stack.partition}:es:{stack.region}:{stack.account}:domain/{name}/*"
