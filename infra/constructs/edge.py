"""The edge: CloudFront in front of the API, which ends TLS near the caller and has the name that callers
and links use; and, by configuration, AWS WAF in front of it and of the user pool.

WAF cannot be put on an HTTP API itself. The API's own address still answers those who know it, with the
JWT authoriser, the stage's throttle and each caller's rate; ``address.closed`` has the functions refuse
what lacks the header that only the distribution adds.

A certificate and a firewall for CloudFront live in us-east-1 wherever the rest is, hence a stack of
their own there when the application is elsewhere.
"""

from collections.abc import Iterator

from aws_cdk import CfnOutput
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.configuration import Configuration
from infra.constructs.firewall import Firewall
from infra.deployment_options import Address
from infra.nag_suppressions import acknowledge

EDGE_HEADER = "x-baton-edge"
"""What the distribution adds to every request, if the API's own address is closed."""

_CLOUDFRONTS_ZONE = "Z2FDTNDATAQYW2"
"""The hosted zone of every distribution (Route 53: AliasTarget)."""


class EdgeGuards(Construct):
    """What of the edge must be in us-east-1: its firewall, and the certificate of its name."""

    def __init__(self, scope: Construct, configuration: Configuration) -> None:
        super().__init__(scope, "EdgeGuards")
        address = configuration.address
        self.firewall_arn: str | None = None
        self.certificate_arn: str | None = address.certificate_arn or None
        if address.firewall:
            firewall = Firewall(
                self,
                "Requests",
                "CLOUDFRONT",
                configuration,
                limit=address.requests_per_5_minutes_per_address,
            )
            self.firewall_arn = firewall.attr_arn
        if address.makes_certificate:
            self.certificate_arn = self._certificate(address)

    def _certificate(self, address: Address) -> str:
        zone = route53.HostedZone.from_hosted_zone_id(self, "Zone", address.hosted_zone_id)
        made = acm.Certificate(
            self,
            "Certificate",
            domain_name=address.domain,
            validation=acm.CertificateValidation.from_dns(zone),
        )
        return made.certificate_arn


class Edge(Construct):
    """The distribution in front of the API. Nothing is cached: answers are about persons."""

    def __init__(
        self, scope: Construct, configuration: Configuration, guards: EdgeGuards, api_host: str
    ) -> None:
        super().__init__(scope, "Edge")
        self._address = configuration.address
        self._key = self._secret() if self._address.closed else None
        distribution = self._distribution(configuration, guards, api_host)
        self._host = distribution.distribution_domain_name
        for rule, reason in _findings(configuration).items():
            acknowledge(distribution, rule, reason)
        self._name(distribution)

    @property
    def url(self) -> str:
        """The address for callers and links, without a slash at the end."""
        return f"https://{self._address.domain or self._host}"

    @property
    def exported(self) -> Iterator[str]:
        """What stacks above may refer to."""
        yield self._host
        if self._key:
            yield self._key.secret_arn

    @property
    def key(self) -> str | None:
        """The header's value, if the API's own address is closed: resolved while it is deployed."""
        return self._key.secret_value.unsafe_unwrap() if self._key else None

    def _secret(self) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            "Key",
            description="What CloudFront proves itself with to the API",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=48, exclude_punctuation=True
            ),
        )
        acknowledge(
            secret,
            "AwsSolutions-SMG4",
            "a new value reaches the distribution and the functions by a deployment only",
        )
        return secret

    def _distribution(
        self, configuration: Configuration, guards: EdgeGuards, api_host: str
    ) -> cloudfront.Distribution:
        domain, certificate = self._address.domain, guards.certificate_arn
        return cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"{configuration.prefix}: its API",
            web_acl_id=guards.firewall_arn,
            domain_names=[domain] if domain else None,
            certificate=acm.Certificate.from_certificate_arn(self, "Certificate", certificate)
            if domain and certificate
            else None,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.HttpOrigin(
                    api_host,
                    origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
                    custom_headers={EDGE_HEADER: self.key} if self.key else None,
                ),
                allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
                cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
                origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            ),
        )

    def _name(self, distribution: cloudfront.Distribution) -> None:
        """The domain's records; without a zone of ours, whoever keeps the domain makes one CNAME."""
        address = self._address
        CfnOutput(self, "EdgeHost", value=distribution.distribution_domain_name)
        for kind in ("A", "AAAA") if address.domain and address.hosted_zone_id else ():
            route53.CfnRecordSet(
                self,
                f"Record{kind}",
                hosted_zone_id=address.hosted_zone_id,
                name=address.domain,
                type=kind,
                alias_target=route53.CfnRecordSet.AliasTargetProperty(
                    dns_name=distribution.distribution_domain_name,
                    hosted_zone_id=_CLOUDFRONTS_ZONE,
                ),
            )


def _findings(configuration: Configuration) -> dict[str, str]:
    """What cdk-nag says of the distribution, and why it is meant."""
    found = {
        "AwsSolutions-CFR1": "callers come from every country",
        "AwsSolutions-CFR3": "the API's access log has every request that came through",
    }
    if not configuration.address.firewall:
        found["AwsSolutions-CFR2"] = (
            "address.firewall adds one, for $16 a month; tokens are checked"
        )
    if not configuration.address.domain:
        found["AwsSolutions-CFR4"] = "without a domain name CloudFront's own certificate is used"
    return found
