"""The domain that SES may send for: DKIM, and a return path of its own so that SPF holds too."""

from collections.abc import Iterator

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.deployment_options import MailDomain

_TTL = "1800"
_TOKENS = 3
"""CNAME records that Easy DKIM wants."""

Record = tuple[str, str, str]
"""Name, type and value."""


class MailIdentity(Construct):
    """The identity, and its records: in Route 53 if the zone is named, else as outputs to copy."""

    def __init__(self, scope: Construct, mail: MailDomain) -> None:
        super().__init__(scope, "MailIdentity")
        self._mail = mail
        self.identity = ses.CfnEmailIdentity(
            self,
            "Domain",
            email_identity=mail.domain,
            dkim_attributes=ses.CfnEmailIdentity.DkimAttributesProperty(signing_enabled=True),
            mail_from_attributes=ses.CfnEmailIdentity.MailFromAttributesProperty(
                mail_from_domain=mail.return_path, behavior_on_mx_failure="USE_DEFAULT_VALUE"
            ),
        )
        for number, record in enumerate(self._records(), 1):
            self._publish(number, *record)

    def _records(self) -> Iterator[Record]:
        """DKIM's three, and the return path's two (SES developer guide: "custom MAIL FROM")."""
        for number in range(1, _TOKENS + 1):
            yield (
                getattr(self.identity, f"attr_dkim_dns_token_name{number}"),
                "CNAME",
                getattr(self.identity, f"attr_dkim_dns_token_value{number}"),
            )
        region = Stack.of(self).region
        yield self._mail.return_path, "MX", f"10 feedback-smtp.{region}.amazonses.com"
        yield self._mail.return_path, "TXT", '"v=spf1 include:amazonses.com ~all"'

    def _publish(self, number: int, name: str, kind: str, value: str) -> None:
        if self._mail.hosted_zone_id:
            route53.CfnRecordSet(
                self,
                f"Record{number}",
                hosted_zone_id=self._mail.hosted_zone_id,
                name=name,
                type=kind,
                ttl=_TTL,
                resource_records=[value],
            )
        else:
            CfnOutput(Stack.of(self), f"MailRecord{number}", value=f"{name} {kind} {value}")
