"""The edge: CloudFront with a firewall in front of the API, and a firewall on the user pool.

WAF cannot be put on an HTTP API itself, so the API gets a CloudFront distribution, which also ends
TLS near the caller. What this does not do: the API's own address still answers those who know it.
There the JWT authoriser, the stage's throttle and each caller's rate hold; to close it, give the API
a domain name and switch off its ``execute-api`` address (``disableExecuteApiEndpoint``).

A firewall for CloudFront lives in us-east-1 wherever the rest is, hence a stack of its own there when
the application is elsewhere.
"""

from aws_cdk import CfnOutput
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from infra.configuration import Configuration
from infra.nag_suppressions import acknowledge

EDGE_REGION = "us-east-1"

_MANAGED = ("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet")
"""Rules that AWS keeps. The larger common rule set is not among them: it blocks bodies above 8 KB,
which batches of leads are, and the API checks every field itself."""


class Firewall(wafv2.CfnWebACL):
    """Known attackers and known bad inputs are blocked, and whoever asks too often from one address.

    ``kind`` is ``CLOUDFRONT`` or ``REGIONAL``.
    """

    def __init__(
        self, scope: Construct, name: str, kind: str, configuration: Configuration
    ) -> None:
        super().__init__(
            scope,
            name,
            name=f"{configuration.stack_name}-{kind.lower()}",
            scope=kind,
            default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_seen(name),
            rules=[
                _too_often(configuration.operations.requests_per_5_minutes_per_address),
                *(_managed(rules, at) for at, rules in enumerate(_MANAGED, 1)),
            ],
        )


class Edge(Construct):
    """The distribution in front of the API. Nothing is cached: answers are about persons."""

    def __init__(self, scope: Construct, api_host: str, firewall_arn: str) -> None:
        super().__init__(scope, "Edge")
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment="Baton's API",
            web_acl_id=firewall_arn,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.HttpOrigin(
                    api_host, origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2]
                ),
                allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
                cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
                origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            ),
        )
        for rule, reason in (
            ("AwsSolutions-CFR1", "leads come from every country"),
            ("AwsSolutions-CFR3", "the API's access log has every request that came through"),
            ("AwsSolutions-CFR4", "without a domain name CloudFront's own certificate is used"),
        ):
            acknowledge(distribution, rule, reason)
        CfnOutput(self, "Url", value=f"https://{distribution.distribution_domain_name}")


def protect_pool(scope: Construct, pool_arn: str, firewall: Firewall) -> None:
    """Puts a regional firewall on the user pool, which hands out the tokens."""
    wafv2.CfnWebACLAssociation(
        scope, "PoolFirewall", resource_arn=pool_arn, web_acl_arn=firewall.attr_arn
    )


def _too_often(limit: int) -> wafv2.CfnWebACL.RuleProperty:
    return wafv2.CfnWebACL.RuleProperty(
        name="too-often",
        priority=0,
        action=wafv2.CfnWebACL.RuleActionProperty(
            block=wafv2.CfnWebACL.BlockActionProperty(
                custom_response=wafv2.CfnWebACL.CustomResponseProperty(response_code=429)
            )
        ),
        statement=wafv2.CfnWebACL.StatementProperty(
            rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                limit=limit, aggregate_key_type="IP", evaluation_window_sec=300
            )
        ),
        visibility_config=_seen("too-often"),
    )


def _managed(rules: str, priority: int) -> wafv2.CfnWebACL.RuleProperty:
    return wafv2.CfnWebACL.RuleProperty(
        name=rules,
        priority=priority,
        override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
        statement=wafv2.CfnWebACL.StatementProperty(
            managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS", name=rules
            )
        ),
        visibility_config=_seen(rules),
    )


def _seen(name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=True
    )
