"""What can be set, in one place: ``context.baton`` of ``cdk.json``, or ``cdk deploy -c name=value``
(of a section: ``-c operations.canary=false``).

Every field has a default that suits a small company, its unit and its range; a wrong value stops the
synthesis with its name.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from infra.deployment_options import (
    EDGE_REGION,
    Address,
    Alarms,
    ApiLimits,
    CallerLimits,
    Intake,
    Listed,
    MailDomain,
    Network,
    Operations,
    Section,
)
from infra.model_options import Embeddings, Episodes, Facts, Language
from infra.retention_options import RetentionOfTables
from infra.setting_specs import settings_by_area, with_settings_of_areas
from infra.spec_files import ROOT

TRACED_SHARE = 0.01
"""of calls that X-Ray keeps, beside one a second (``infra.stacks.operations``)"""

PLATFORM = "platform"
"""The folder of what every area stands on; it is always on."""

_SENDER = re.compile(r"[^<>\r\n]*<([!-;=?A-~]+@[!-;=?A-~]+)>|([!-;=?A-~]+@[!-;=?A-~]+)")
"""ASCII, since SES has the identity by that name: an international domain in punycode."""


def known_areas() -> tuple[str, ...]:
    """Every area that can be on: the folders of functions with an ``area.yaml``."""
    folders = (file.parent.name for file in (ROOT / "functions").glob("*/area.yaml"))
    return tuple(sorted(set(folders) - {PLATFORM}))


def address_of(sender: str) -> str:
    """The address of a sender as people write one: ``Baton <hello@baton.example>``. Raises
    ``ValueError`` if it has none.
    """
    found = _SENDER.fullmatch(sender.strip())
    if found is None:
        raise ValueError(f"{sender!r} is no sender, as Baton <hello@baton.example>")
    return str(found[1] or found[2])


class Behaviour(Section):
    """What the platform and its agents decide by. In the configuration stands what the areas' own
    ``settings.yaml`` adds as well."""

    default_timezone: str = Field(default="Etc/UTC", description="IANA name, if a lead has none")
    context_quality_threshold: float = Field(default=0.7, ge=0, le=1)
    lease_seconds: int = Field(default=60, ge=30, le=900, description="longer than the pipeline")
    max_attempts: int = Field(default=5, ge=1, le=20)
    escalation_days: int = Field(default=7, ge=1, le=365)
    report_sender: str = Field(default="", description="an address that SES has verified")
    report_links: str = Field(default="", description="the API's address, for links in reports")
    sending: bool = Field(default=False, description="whether anything reaches people outside")
    sender: str = Field(
        default="",
        description="of e-mail to people, as Baton <hello@baton.example>; SES has verified it",
    )
    company: str = Field(default="", max_length=120, description="its name, over and under e-mail")
    signature: str = Field(
        default="", max_length=300, description="as Mira Berg;Customer team, a line each"
    )
    postal_address: str = Field(
        default="", max_length=300, description="the law wants it under marketing; a line each"
    )
    brand_colour: str = Field(default="", pattern=r"^(#[0-9a-fA-F]{6})?$")
    inbox_address: str = Field(
        default="",
        pattern=r"^([a-z0-9.-]{1,64}@[a-z0-9.-]{3,190})?$",
        description="where answers to e-mail come in, of at most 8 letters before the @, as "
        "reply@in.baton.example; the MX record of its domain points at SES in this region",
    )
    crawler_contact: str = Field(default="", description="told to the websites that are crawled")
    site_stand_in: str = Field(default="", description="of development, for the company's sites")
    text_replies: bool = Field(
        default=False, description="whether answers to text messages come in, by a topic of SNS"
    )
    text_messages: bool = Field(default=False, description="whether SMS is sent; it costs more")
    webhook_url: str = Field(default="", description="of the company's own system, for its tasks")
    webhook_secret: str = Field(
        default="", pattern=r"^[A-Za-z0-9/_+=.@-]*$", description="the name of its secret"
    )
    recoveries: bool = Field(
        default=True, description="whether operations does what may help; false: it only tells"
    )
    notice_webhook_url: str = Field(default="", description="of whoever is told of incidents")
    notice_webhook_secret: str = Field(
        default="", pattern=r"^[A-Za-z0-9/_+=.@-]*$", description="the name of its secret"
    )
    runbook_url: str = Field(default="docs/runbook.md", description="for links in notices")
    allowed_origins: str = Field(
        default="",
        description="of web pages that may use /mcp, as https://a.example,https://b.example",
    )

    @field_validator("sender", "report_sender")
    @classmethod
    def _is_a_sender(cls, sender: str) -> str:
        if sender:
            address_of(sender)
        return sender


if TYPE_CHECKING:
    WholeBehaviour = Behaviour
else:
    WholeBehaviour = with_settings_of_areas(Behaviour)


class Reports(Section):
    """The weekly review of all campaigns, at an hour of ``behaviour.default_timezone``."""

    enabled: bool = Field(default=True, description="false: only when it is asked for")
    weekday: Literal["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] = "MON"
    hour: int = Field(default=7, ge=0, le=23)
    concurrency: int = Field(default=5, ge=1, le=40, description="campaigns at a time")


class Configuration(Section):
    """Everything. Outside the stage ``dev``, tables and the user pool are protected from deletion."""

    stack_name: str = Field(default="Baton", pattern=r"^[A-Za-z][A-Za-z0-9]{0,15}$")
    stage: str = Field(
        default="dev",
        pattern=r"^[a-z][a-z0-9]{0,14}$",
        description="stages stand side by side in an account and region",
    )
    region: str = "us-east-1"
    region_pinned: bool = Field(
        default=False,
        description="its roles may call no other region, and nothing is put elsewhere",
    )
    areas: Listed = Field(
        default_factory=known_areas, description="which of them are on; all unless said otherwise"
    )
    local: bool = Field(default=False, description="one machine; set by BATON_LOCAL=1")
    install: bool = Field(default=True, description="false: a template to look at, not to deploy")
    encryption: Literal["aws_owned", "customer_key"] = Field(
        default="aws_owned",
        description="by whose keys everything that is kept is encrypted; on one machine nothing is",
    )
    log_days: int = Field(default=30, description="one of CloudWatch's retention periods")
    reminder_days: int = Field(
        default=1,
        ge=0,
        description="so long before its end a case is called to mind, if it lasts longer; 0: never",
    )
    token_minutes: int = Field(default=60, ge=5, le=1_440, description="validity of access tokens")
    sign_in_callbacks: Listed = Field(
        default=("http://localhost:6274/oauth/callback",),
        description="where people's clients take their codes; the MCP inspector's unless said otherwise",
    )
    api: ApiLimits = ApiLimits()
    callers: CallerLimits = CallerLimits()
    behaviour: WholeBehaviour = WholeBehaviour()
    intake: Intake = Intake()
    retention: RetentionOfTables = RetentionOfTables()
    reports: Reports = Reports()
    facts: Facts = Facts()
    episodes: Episodes = Episodes()
    embeddings: Embeddings = Embeddings()
    language: Language = Language()
    address: Address = Address()
    mail: MailDomain = MailDomain()
    network: Network = Network()
    alarms: Alarms = Alarms()
    operations: Operations = Operations()

    @field_validator("areas")
    @classmethod
    def _known(cls, areas: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(areas) - set(known_areas()):
            raise ValueError(f"{min(unknown)!r} is none of {', '.join(known_areas())}")
        return tuple(sorted(set(areas)))

    @model_validator(mode="after")
    def _lets_callers_through(self) -> Self:
        """A caller may have one address, and is promised a rate."""
        promised = 300 * max(self.callers.model_dump().values())
        if self.address.requests_per_5_minutes_per_address < promised:
            raise ValueError(
                f"address.requests_per_5_minutes_per_address must be {promised} or more: a caller is "
                f"promised {promised // 300} requests a second"
            )
        return self

    @model_validator(mode="after")
    def _has_a_subnet_a_zone(self) -> Self:
        nodes = min(self.episodes.instances, 3) if self.episodes.enabled else 1
        if self.network.is_own and len(self.network.subnet_ids) < nodes:
            raise ValueError(
                f"network.subnet_ids: {nodes} search nodes need {nodes} subnets, each in another zone"
            )
        return self

    @model_validator(mode="after")
    def _stays_in_its_region(self) -> Self:
        elsewhere = self.region != EDGE_REGION and self.address.needs_edge_region
        if self.region_pinned and elsewhere:
            raise ValueError(
                f"region_pinned: address.firewall and a certificate made for address.domain would be in "
                f"{EDGE_REGION}; leave the firewall off and give address.certificate_arn"
            )
        return self

    @property
    def prefix(self) -> str:
        """With what every name begins: ``Baton`` for the stage ``dev``, ``BatonProd`` for ``prod``.

        Without a hyphen, so that what begins with ``Baton-`` is of one deployment and no other.
        """
        return self.stack_name + ("" if self.stage == "dev" else self.stage.capitalize())

    @property
    def protected(self) -> bool:
        """Whether deletion is refused, even on purpose."""
        return self.stage != "dev" and not self.local

    @property
    def in_vpc(self) -> bool:
        """Whether functions and the search domain are in the company's own VPC."""
        return self.network.is_own and not self.local

    @property
    def own_key(self) -> bool:
        """Whether everything that is kept is under a key of the customer's own."""
        return self.encryption == "customer_key" and not self.local

    @property
    def asks_athena(self) -> bool:
        """Whether questions to facts go to Athena; one machine's functions answer themselves."""
        return self.facts.athena and not self.local

    @property
    def rows_at_a_time(self) -> int:
        """Rows of a file that are taken in at the same time; one machine has few processors, and a
        process for every function of every row."""
        return min(self.intake.concurrency, 4) if self.local else self.intake.concurrency

    @classmethod
    def from_context(
        cls,
        get: Callable[[str], Any],
        environment: Mapping[str, str] = os.environ,
        **changes: Any,
    ) -> "Configuration":
        """``context.baton``; single values of the context go before it, and ``changes`` before
        those. Raises ``pydantic.ValidationError`` naming every value that is wrong."""
        given: dict[str, Any] = dict(get("baton") or {})
        for name, field in cls.model_fields.items():
            if (value := get(name)) is not None:
                given[name] = value
            elif isinstance(field.default, Section):
                single = {one: get(f"{name}.{one}") for one in type(field.default).model_fields}
                changed = {one: value for one, value in single.items() if value is not None}
                given[name] = {**given.get(name, {}), **changed}
        given.setdefault("region", environment.get("CDK_DEFAULT_REGION") or "us-east-1")
        given["local"] = environment.get("BATON_LOCAL") == "1"
        return cls.model_validate(given | changes)


def read_context() -> dict[str, Any]:
    """The context of ``cdk.json``; the CDK CLI passes it, plain Python does not."""
    return dict(json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"])


def setting_of(configuration: Configuration, area: str, name: str) -> Any:
    """What a function of an area is told that a setting is: on one machine, a stand-in's address or key
    where nothing is configured.
    """
    value, own = getattr(configuration.behaviour, name), settings_by_area().get(area, {})
    here = own[name].on_one_machine if name in own else None
    return (
        here if configuration.local and here is not None and value == own[name].default else value
    )


def secrets_of(configuration: Configuration, area: str, settings: Iterable[str]) -> list[str]:
    """The names of the secrets that an area's own ``settings`` name: those that end with ``_secret``."""
    own = settings_by_area().get(area, {})
    named = (name for name in settings if name in own and name.endswith("_secret"))
    return [secret for name in named if (secret := str(setting_of(configuration, area, name)))]
