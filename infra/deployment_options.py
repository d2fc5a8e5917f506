"""How a deployment is reached, where it is, and who looks after it: sections of the configuration."""

from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

EDGE_REGION = "us-east-1"
"""Where certificates and firewalls of CloudFront are, wherever the rest is."""

_HOST = r"^$|^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"
_ZONE = r"^[A-Z0-9]{0,32}$"


def _separated(value: object) -> object:
    """A list may be written with commas between, as on the command line."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


Listed = Annotated[tuple[str, ...], BeforeValidator(_separated)]


class Section(BaseModel):
    """A section of the configuration: a name that it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Address(Section):
    """Under which name callers and links reach the API, and what stands before it.

    Without ``domain`` the address is CloudFront's own. ``closed`` has the API's functions refuse what
    did not come through CloudFront, so that nothing gets around it.
    """

    domain: str = Field(default="", pattern=_HOST, description="as api.example.com")
    certificate_arn: str = Field(
        default="",
        pattern=r"^$|^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate/[0-9a-f-]+$",
        description="of the domain, in us-east-1; made if hosted_zone_id is given",
    )
    hosted_zone_id: str = Field(
        default="", pattern=_ZONE, description="Route 53's zone of the domain, for its records"
    )
    closed: bool = False
    firewall: bool = Field(
        default=False, description="AWS WAF before the API and the tokens; about $16 a month"
    )
    requests_per_5_minutes_per_address: int = Field(
        default=45_000, ge=10, description="of one IP address, before the firewall answers 429"
    )
    tokens_per_5_minutes_per_address: int = Field(default=3_000, ge=10)

    @model_validator(mode="after")
    def _has_a_certificate(self) -> Self:
        if self.domain and not (self.certificate_arn or self.hosted_zone_id):
            raise ValueError(
                "address.domain needs address.certificate_arn (in us-east-1) or address.hosted_zone_id"
            )
        return self

    @property
    def makes_certificate(self) -> bool:
        """Whether the certificate is made with the deployment."""
        return bool(self.domain) and not self.certificate_arn

    @property
    def needs_edge_region(self) -> bool:
        """Whether something of it must be in us-east-1."""
        return self.firewall or self.makes_certificate


class MailDomain(Section):
    """A domain that SES may send for: its identity with DKIM and its own return path. It is named in one
    deployment of an account and region; the others send from it all the same."""

    domain: str = Field(default="", pattern=_HOST, description="as mail.example.com")
    hosted_zone_id: str = Field(
        default="", pattern=_ZONE, description="Route 53's zone; else the records are outputs"
    )

    @property
    def return_path(self) -> str:
        """Where bounces go, so that SPF holds for the domain."""
        return f"bounces.{self.domain}"


class Network(Section):
    """A VPC of the company's own that functions and the search domain are put into. Its subnets need a
    way to the services that functions call: a NAT gateway, or endpoints (docs/runbook.md, "A VPC")."""

    subnet_ids: Listed = ()
    security_group_ids: Listed = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if bool(self.subnet_ids) != bool(self.security_group_ids):
            raise ValueError("network needs both subnet_ids and security_group_ids")
        return self

    @property
    def is_own(self) -> bool:
        """Whether functions are in a VPC."""
        return bool(self.subnet_ids)


class Alarms(Section):
    """When people are told (requirement G8). Seconds, and shares from 0 to 1."""

    p95_seconds: float = Field(default=5, gt=0)
    error_rate: float = Field(default=0.05, gt=0, le=1, description="of the API's answers")
    failed_calls: int = Field(
        default=0,
        ge=0,
        description="of an area's functions in a minute; more for who has thousands of calls a minute",
    )
    agent_success: float = Field(default=0.98, gt=0, le=1)
    workflow_failures: int = Field(default=5, ge=0, description="of an Express one, in 5 minutes")
    outbox_age_seconds: int = Field(default=300, ge=60)
    memory_behind_hours: int = Field(default=6, ge=2, le=240)
    email: str | None = Field(default=None, description="who gets the alarms; nobody if unset")


class Operations(Section):
    """What only the operations stack uses. ``canary`` is how CodeDeploy moves traffic."""

    canary: bool = Field(default=True, description="move aliases by CodeDeploy, with rollback")
    canary_strategy: str = "CodeDeployDefault.LambdaCanary10Percent5Minutes"
    monthly_budget_usd: int = Field(default=100, ge=1)
    budget_alert_share: float = Field(default=0.8, gt=0, le=1)
    budget_by_tag: bool = Field(
        default=False,
        description="count only this deployment: the tag baton-deployment must be active in Billing",
    )
    backup_weeks: int = Field(
        default=5, ge=1, le=520, description="how long the weekly copy of every table is kept"
    )


class ApiLimits(Section):
    """What the API takes before API Gateway answers 429, over all callers."""

    requests_per_second: int = Field(default=200, ge=1)
    burst: int = Field(default=400, ge=1)


class CallerLimits(Section):
    """Requests per second of one caller; ``default`` is for clients that are not named here."""

    default: int = Field(default=50, ge=1)
    application: int = Field(default=100, ge=1)
    reader: int = Field(default=10, ge=1)
    operator: int = Field(default=50, ge=1)


class Intake(Section):
    """Files of leads."""

    concurrency: int = Field(default=40, ge=1, le=1_000, description="rows at a time, per file")
    keep_days: int = Field(default=90, ge=1, description="how long dropped files and results stay")
