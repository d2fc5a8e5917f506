"""What the preflight asks of an AWS account. It changes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class CheckUnavailable(Exception):
    """The question could not be answered: credentials lack the permission, or AWS did not answer. The
    text says which."""


class NoCredentials(Exception):
    """There are no credentials, or AWS does not take them. The text is AWS's."""


@dataclass(frozen=True, slots=True)
class MailIdentity:
    """An address or domain that SES knows."""

    verified: bool
    signed: bool
    """DKIM's records have been found"""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of ACM: its state, as ``ISSUED``, and the names it is for."""

    status: str
    names: tuple[str, ...]


class Account(Protocol):
    """The account and region of the credentials. Every method but ``identity``
    raises ``CheckUnavailable``.
    """

    def identity(self) -> str:
        """The account's number. Raises ``NoCredentials``."""
        ...

    def bootstrap_version(self, region: str) -> int | None:
        """The version of the CDK's bootstrap stack in a region; ``None`` without one."""
        ...

    def mail_leaves_the_sandbox(self) -> bool:
        """Whether SES sends to anybody, and not only to verified addresses."""
        ...

    def mail_identity(self, name: str) -> MailIdentity | None:
        """What SES knows of an address or domain."""
        ...

    def texts_leave_the_sandbox(self) -> bool:
        """Whether SNS sends text messages to anybody."""
        ...

    def concurrency(self) -> int:
        """How many functions may run at a time."""
        ...

    def quota(self, service: str, name: str) -> float | None:
        """The quota whose name has these words in it; ``None`` if Service Quotas has none."""
        ...

    def stack_status(self, name: str, region: str) -> str | None:
        """The state of a CloudFormation stack; ``None`` if there is none."""
        ...

    def stack_versions(self, stack: str) -> Mapping[str, Collection[str]]:
        """The versions that a stack has published, by the function's name."""
        ...

    def alias_version(self, function: str) -> str | None:
        """The version that a function's alias ``live`` calls."""
        ...

    def is_there(self, kind: str, name: str) -> bool:
        """Whether something of a kind of ``infra.preflight.stacks.KINDS`` has the name already."""
        ...

    def certificate(self, arn: str) -> Certificate | None:
        """A certificate in us-east-1."""
        ...

    def zone_name(self, zone_id: str) -> str | None:
        """The domain of a hosted zone, without a dot at the end."""
        ...

    def subnet_zones(self, subnets: Sequence[str]) -> Mapping[str, str]:
        """The availability zone of every one of the subnets that is there."""
        ...

    def security_groups(self, groups: Sequence[str]) -> Collection[str]:
        """Those of the groups that are there."""
        ...

    def has_role(self, name: str) -> bool:
        """Whether a role is there."""
        ...

    def has_secret(self, name: str) -> bool:
        """Whether a secret is there."""
        ...

    def counts_by_tag(self, key: str) -> bool:
        """Whether a cost allocation tag is active in Billing."""
        ...
