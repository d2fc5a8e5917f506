"""What can be set, in one place: ``context.baton`` of ``cdk.json``, or ``cdk deploy -c name=value``.

Every field has a default that suits a small company, its unit and its range; a wrong value stops the
synthesis with its name.
"""

import json
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from infra.setting_specs import with_settings_of_areas
from infra.spec_files import ROOT

PLATFORM = "platform"
"""The folder of what every area stands on; it is always on."""


def known_areas() -> tuple[str, ...]:
    """Every area that can be on: the folders of functions with an ``area.yaml``."""
    folders = (file.parent.name for file in (ROOT / "functions").glob("*/area.yaml"))
    return tuple(sorted(set(folders) - {PLATFORM}))


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ApiLimits(_Section):
    """What the API takes before API Gateway answers 429, over all callers."""

    requests_per_second: int = Field(default=200, ge=1)
    burst: int = Field(default=400, ge=1)


class CallerLimits(_Section):
    """Requests per second of one caller; ``default`` is for clients that are not named here."""

    default: int = Field(default=50, ge=1)
    application: int = Field(default=100, ge=1)
    reader: int = Field(default=10, ge=1)
    operator: int = Field(default=50, ge=1)


class Behaviour(_Section):
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
    sender: str = Field(default="", description="of e-mail to people; SES has verified it")
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


if TYPE_CHECKING:
    WholeBehaviour = Behaviour
else:
    WholeBehaviour = with_settings_of_areas(Behaviour)


class Intake(_Section):
    """Files of leads."""

    concurrency: int = Field(default=40, ge=1, le=1_000, description="rows at a time, per file")
    keep_days: int = Field(default=90, ge=1, description="how long dropped files and results stay")


class Retention(_Section):
    """How many days what is kept of persons stays after it was last written, by store (requirement
    G4). What ends sooner by itself, as a conversation after a day, is not named here; what stays
    longer says why in ``infra.constructs.tables``.
    """

    leads: int = Field(default=730, ge=30, le=3_650)
    interactions: int = Field(default=730, ge=30, le=3_650)
    handoffs: int = Field(default=365, ge=30, le=3_650)
    escalations: int = Field(default=730, ge=30, le=3_650)
    responses: int = Field(default=730, ge=30, le=3_650, description="of persons, not of pools")
    profiles: int = Field(default=730, ge=30, le=3_650)
    effects: int = Field(default=730, ge=30, le=3_650, description="what was sent to whom")
    traces: int = Field(default=365, ge=1, le=3_650, description="what agents decided, and why")
    episodes: int = Field(default=730, ge=30, le=3_650, description="after what they tell of")
    audit: int = Field(default=1_095, ge=30, le=3_650, description="who did what with whose data")
    histories: int = Field(default=730, ge=1, le=3_650, description="files under history/")
    reports: int = Field(default=730, ge=1, le=3_650, description="files under reports/")

    @property
    def tables(self) -> Mapping[str, int]:
        """Days by table."""
        return self.model_dump(exclude={"histories", "reports", "episodes"})


class Reports(_Section):
    """The weekly review of all campaigns, at an hour of ``behaviour.default_timezone``."""

    enabled: bool = Field(default=True, description="false: only when it is asked for")
    weekday: Literal["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"] = "MON"
    hour: int = Field(default=7, ge=0, le=23)
    concurrency: int = Field(default=5, ge=1, le=40, description="campaigns at a time")


class Episodes(_Section):
    """The OpenSearch domain of episodic memory. One small node costs about $27 a month."""

    enabled: bool = True
    instance_type: str = "t3.small.search"
    instances: int = Field(default=1, ge=1)
    volume_gib: int = Field(default=10, ge=10, le=200)


class Embeddings(_Section):
    """What turns texts into vectors: a model in the functions themselves, or one of OpenAI's, to
    which texts then go. ``secret`` is the name in Secrets Manager under which its key is.
    """

    model: str = Field(default="all-MiniLM-L6-v2", description="or as text-embedding-3-small")
    dimensions: int = Field(default=384, ge=64, le=3_072, description="of OpenAI's model")
    base_url: str = Field(default="https://api.openai.com/v1", description="or one like it")
    secret: str = Field(default="", pattern=r"^[A-Za-z0-9/_+=.@-]*$", max_length=512)

    @property
    def in_process(self) -> bool:
        """Whether no text leaves the functions."""
        return self.model == "all-MiniLM-L6-v2"

    @model_validator(mode="after")
    def _has_a_key(self) -> Self:
        if not self.in_process and not self.secret:
            raise ValueError("embeddings.secret must name the secret with the key")
        return self


class Language(_Section):
    """The language model that writes what templates write without it. There is none unless
    ``base_url`` (any endpoint that speaks OpenAI's chat completions) or ``secret``, the name in
    Secrets Manager under which the key is, is given; ``secret`` alone means OpenAI itself.
    """

    base_url: str = Field(default="", description="as https://api.openai.com/v1")
    secret: str = Field(default="", pattern=r"^[A-Za-z0-9/_+=.@-]*$", max_length=512)
    model: str = Field(default="", description="instead of every prompt's own")
    prices: dict[str, dict[str, float | bool | str]] = Field(
        default={}, description='of models that models.yaml lacks: {"m": {"input": 1, "output": 2}}'
    )
    limit_usd: float = Field(default=100, ge=0, description="a day; never more is spent")
    alert_usd: float = Field(default=80, ge=0, description="a day; then people are told")

    @property
    def configured(self) -> bool:
        """Whether any model is called."""
        return bool(self.base_url or self.secret)

    @model_validator(mode="after")
    def _alerts_before_the_limit(self) -> Self:
        if self.alert_usd > self.limit_usd:
            raise ValueError("language.alert_usd must not be above language.limit_usd")
        return self


class Alarms(_Section):
    """When people are told (requirement G8). Seconds, and shares from 0 to 1."""

    p95_seconds: float = Field(default=5, gt=0)
    error_rate: float = Field(default=0.05, gt=0, le=1)
    agent_success: float = Field(default=0.98, gt=0, le=1)
    workflow_failures: int = Field(default=5, ge=0, description="of an Express one, in 5 minutes")
    outbox_age_seconds: int = Field(default=300, ge=60)
    email: str | None = Field(default=None, description="who gets the alarms; nobody if unset")


class Operations(_Section):
    """What only the operations stack uses. ``canary`` is how CodeDeploy moves traffic."""

    canary: bool = Field(default=True, description="move aliases by CodeDeploy, with rollback")
    canary_strategy: str = "CodeDeployDefault.LambdaCanary10Percent5Minutes"
    monthly_budget_usd: int = Field(default=100, ge=1)
    budget_alert_share: float = Field(default=0.8, gt=0, le=1)
    backup_days: int = Field(default=35, ge=1)
    requests_per_5_minutes_per_address: int = Field(default=3_000, ge=10)


class Configuration(_Section):
    """Everything. ``stage`` names the deployment in logs; outside ``dev``, tables and the user pool
    are protected from deletion."""

    stack_name: str = Field(default="Baton", pattern=r"^[A-Za-z][A-Za-z0-9-]{0,30}$")
    stage: str = Field(default="dev", pattern=r"^[a-z][a-z0-9-]{0,20}$")
    region: str = "us-east-1"
    areas: tuple[str, ...] = Field(
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
    api: ApiLimits = ApiLimits()
    callers: CallerLimits = CallerLimits()
    behaviour: WholeBehaviour = WholeBehaviour()
    intake: Intake = Intake()
    retention: Retention = Retention()
    reports: Reports = Reports()
    episodes: Episodes = Episodes()
    embeddings: Embeddings = Embeddings()
    language: Language = Language()
    alarms: Alarms = Alarms()
    operations: Operations = Operations()

    @field_validator("areas", mode="before")
    @classmethod
    def _separated(cls, areas: object) -> object:
        """On the command line they have commas between."""
        if isinstance(areas, str):
            return [area.strip() for area in areas.split(",") if area.strip()]
        return areas

    @field_validator("areas")
    @classmethod
    def _known(cls, areas: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(areas) - set(known_areas()):
            raise ValueError(f"{min(unknown)!r} is none of {', '.join(known_areas())}")
        return tuple(sorted(set(areas)))

    @property
    def protected(self) -> bool:
        """Whether deletion is refused, even on purpose."""
        return self.stage != "dev" and not self.local

    @property
    def own_key(self) -> bool:
        """Whether everything that is kept is under a key of the customer's own."""
        return self.encryption == "customer_key" and not self.local

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
        for name in cls.model_fields:
            if (value := get(name)) is not None:
                given[name] = value
        given.setdefault("region", environment.get("CDK_DEFAULT_REGION") or "us-east-1")
        given["local"] = environment.get("BATON_LOCAL") == "1"
        return cls.model_validate(given | changes)


def read_context() -> dict[str, Any]:
    """The context of ``cdk.json``; the CDK CLI passes it, plain Python does not."""
    return dict(json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"])
