"""The account by boto3. Each question is one or two calls that only read."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from infra.deployment_options import EDGE_REGION
from infra.function_specs import ALIAS
from infra.preflight.account import Certificate, CheckUnavailable, MailIdentity, NoCredentials

_BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"
_ABSENT = (
    "NotFound",
    "NoSuch",
    "does not exist",
    "ResourceNotFound",
    "InvalidSubnetID",
    "InvalidGroup",
)
"""Parts of errors by which services say that something is not there."""


class AwsAccount:
    """See ``Account``."""

    def __init__(self, region: str, endpoint: str | None = None) -> None:
        self._session = boto3.Session(region_name=region)
        self._region, self._endpoint = region, endpoint

    def identity(self) -> str:
        """See ``Account``."""
        try:
            return str(self._client("sts").get_caller_identity()["Account"])
        except (NoCredentialsError, BotoCoreError, ClientError) as error:
            raise NoCredentials(str(error)) from error

    def bootstrap_version(self, region: str) -> int | None:
        """See ``Account``."""
        found = self._found(self._client("ssm", region).get_parameter, Name=_BOOTSTRAP)
        return int(found["Parameter"]["Value"]) if found else None

    def mail_leaves_the_sandbox(self) -> bool:
        """See ``Account``."""
        return bool(self._asked("sesv2", "get_account").get("ProductionAccessEnabled"))

    def mail_identity(self, name: str) -> MailIdentity | None:
        """See ``Account``."""
        found = self._found(self._client("sesv2").get_email_identity, EmailIdentity=name)
        if not found:
            return None
        signed = found.get("DkimAttributes", {}).get("Status") == "SUCCESS"
        return MailIdentity(bool(found.get("VerifiedForSendingStatus")), signed)

    def texts_leave_the_sandbox(self) -> bool:
        """See ``Account``."""
        return not self._asked("sns", "get_sms_sandbox_account_status")["IsInSandbox"]

    def concurrency(self) -> int:
        """See ``Account``."""
        limits = self._asked("lambda", "get_account_settings")["AccountLimit"]
        return int(limits["ConcurrentExecutions"])

    def quota(self, service: str, name: str) -> float | None:
        """See ``Account``."""
        with seeing("service-quotas"):
            pages = self._client("service-quotas").get_paginator("list_service_quotas")
            for page in pages.paginate(ServiceCode=service):
                for one in page["Quotas"]:
                    if name.lower() in one["QuotaName"].lower():
                        return float(one["Value"])
        return None

    def stack_status(self, name: str, region: str) -> str | None:
        """See ``Account``."""
        client = self._client("cloudformation", region)
        found = self._found(client.describe_stacks, StackName=name)
        status = str(found["Stacks"][0]["StackStatus"]) if found and found["Stacks"] else None
        return None if status in {"DELETE_COMPLETE", "REVIEW_IN_PROGRESS"} else status

    def stack_versions(self, stack: str) -> Mapping[str, Collection[str]]:
        """See ``Account``."""
        versions: dict[str, set[str]] = {}
        with seeing("cloudformation"):
            pages = self._client("cloudformation").get_paginator("list_stack_resources")
            for page in pages.paginate(StackName=stack):
                for one in page["StackResourceSummaries"]:
                    if one["ResourceType"] == "AWS::Lambda::Version":
                        *_, function, version = one["PhysicalResourceId"].split(":")
                        versions.setdefault(function, set()).add(version)
        return versions

    def alias_version(self, function: str) -> str | None:
        """See ``Account``."""
        ask = self._client("lambda").get_alias
        found = self._found(ask, FunctionName=function, Name=ALIAS)
        return str(found["FunctionVersion"]) if found else None

    def is_there(self, kind: str, name: str) -> bool:
        """See ``Account``."""
        if kind == "sign-in domain":
            domain = f"{name}-{self.identity()}"
            found = self._asked("cognito-idp", "describe_user_pool_domain", Domain=domain)
            return bool(found.get("DomainDescription"))
        service, operation, parameter = _WAYS[kind]
        return bool(self._found(getattr(self._client(service), operation), **{parameter: name}))

    def certificate(self, arn: str) -> Certificate | None:
        """See ``Account``."""
        ask = self._client("acm", EDGE_REGION).describe_certificate
        found = self._found(ask, CertificateArn=arn)
        if not found:
            return None
        one = found["Certificate"]
        names = dict.fromkeys((one["DomainName"], *one.get("SubjectAlternativeNames", ())))
        return Certificate(str(one["Status"]), tuple(names))

    def zone_name(self, zone_id: str) -> str | None:
        """See ``Account``."""
        found = self._found(self._client("route53").get_hosted_zone, Id=zone_id)
        return str(found["HostedZone"]["Name"]).rstrip(".") if found else None

    def subnet_zones(self, subnets: Sequence[str]) -> Mapping[str, str]:
        """See ``Account``."""
        given = [{"Name": "subnet-id", "Values": list(subnets)}]
        found = self._asked("ec2", "describe_subnets", Filters=given)
        return {one["SubnetId"]: one["AvailabilityZone"] for one in found["Subnets"]}

    def security_groups(self, groups: Sequence[str]) -> Collection[str]:
        """See ``Account``."""
        given = [{"Name": "group-id", "Values": list(groups)}]
        found = self._asked("ec2", "describe_security_groups", Filters=given)
        return {str(one["GroupId"]) for one in found["SecurityGroups"]}

    def has_role(self, name: str) -> bool:
        """See ``Account``."""
        return bool(self._found(self._client("iam").get_role, RoleName=name))

    def has_secret(self, name: str) -> bool:
        """See ``Account``."""
        return bool(self._found(self._client("secretsmanager").describe_secret, SecretId=name))

    def counts_by_tag(self, key: str) -> bool:
        """See ``Account``."""
        client = self._client("ce", EDGE_REGION)
        with seeing("ce"):
            found = client.list_cost_allocation_tags(Status="Active", TagKeys=[key])
        return bool(found.get("CostAllocationTags"))

    def _client(self, service: str, region: str | None = None) -> Any:
        retries = Config(retries={"mode": "standard", "max_attempts": 5}, read_timeout=20)
        return self._session.client(
            service, region_name=region or self._region, endpoint_url=self._endpoint, config=retries
        )

    def _asked(self, service: str, operation: str, **given: Any) -> Mapping[str, Any]:
        with seeing(service):
            answer: Mapping[str, Any] = getattr(self._client(service), operation)(**given)
        return answer

    def _found(self, ask: Callable[..., Any], **given: Any) -> Mapping[str, Any] | None:
        """The answer; ``None`` if the service finds nothing."""
        try:
            with seeing(ask.__name__):
                answer: Mapping[str, Any] = ask(**given)
        except CheckUnavailable as error:
            if any(word in str(error) for word in _ABSENT):
                return None
            raise
        return answer


_WAYS = {
    "search domain": ("opensearch", "describe_domain", "DomainName"),
    "event bus": ("events", "describe_event_bus", "Name"),
    "backup vault": ("backup", "describe_backup_vault", "BackupVaultName"),
    "mail configuration set": ("sesv2", "get_configuration_set", "ConfigurationSetName"),
    "function": ("lambda", "get_function_configuration", "FunctionName"),
}
"""How something of a kind is asked for."""


@contextmanager
def seeing(what: str) -> Iterator[None]:
    """Maps what AWS says to ``CheckUnavailable``."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise CheckUnavailable(f"{what}: {error}") from error
