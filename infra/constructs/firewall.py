"""AWS WAF: in front of the distribution, and of the user pool that hands out tokens."""

from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from infra import names
from infra.configuration import Configuration

_MANAGED = ("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet")
"""Rules that AWS keeps. The larger common rule set is not among them: it blocks bodies above 8 KB,
which batches are, and the API checks every field itself."""


class Firewall(wafv2.CfnWebACL):
    """Known attackers and known bad inputs are blocked, and whoever asks more than ``limit`` times
    in five minutes from one address. ``kind`` is ``CLOUDFRONT`` or ``REGIONAL``.
    """

    def __init__(
        self, scope: Construct, name: str, kind: str, configuration: Configuration, *, limit: int
    ) -> None:
        super().__init__(
            scope,
            name,
            name=names.worldwide(configuration.prefix, configuration.region, kind.lower()),
            scope=kind,
            default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_seen(name),
            rules=[
                _too_often(limit),
                *(_managed(rules, at) for at, rules in enumerate(_MANAGED, 1)),
            ],
        )


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
