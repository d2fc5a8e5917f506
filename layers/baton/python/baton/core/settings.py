"""The platform's settings. Each area has its own, as ``baton.leads.settings``."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from baton.core.environment import EnvironmentSettings


class Settings(EnvironmentSettings):
    """What every area and the platform's functions are told. Checked once per container."""

    stage: str = "dev"
    tables: dict[str, str] = Field(
        default={},
        description="real names by name: BATON_TABLES is all of them, as turns=…,leads=…",
    )
    workflows: dict[str, str] = Field(
        default={},
        description="ARNs by name: BATON_WORKFLOWS is what they have in common, then their names, as "
        "arn:…:stateMachine:Baton-{erasure,incident}",
    )
    stack_name: str = Field(default="Baton", description="with which functions and alarms begin")
    dead_letters: dict[str, str] = Field(
        default={},
        description="addresses of queues by holder",
        examples=['{"events": "https://sqs.example/queue"}'],
    )
    functions_by_area: dict[str, tuple[str, ...]] = Field(
        default={}, description="their names", examples=['{"leads": ["lead_triage"]}']
    )
    topic_arn: str | None = Field(default=None, description="the topic that people subscribe to")
    recoveries: bool = Field(default=True, description="whether operations does what may help")
    notice_webhook_url: str = Field(default="", description="of whoever is told of incidents")
    notice_webhook_secret: str = Field(default="", description="the secret with its key")
    runbook_url: str = "docs/runbook.md"
    agents: str = Field(default="", description="who reports as an agent, commas between")
    retention_days: dict[str, int] = Field(
        default={},
        description="how long items stay after they were written, by table; and episodes",
        examples=['{"episodes": 730}'],
    )
    live_url: str | None = Field(default=None, description="the WebSocket API with its stage")
    live_queue_url: str | None = None
    issuer: str | None = Field(default=None, description="who issues callers' tokens")
    episodes_endpoint: str | None = Field(default=None, description="OpenSearch, episodic memory")
    embedding_model: str = Field(
        default="all-MiniLM-L6-v2", description="in process; any other name is one of OpenAI's"
    )
    embedding_dimensions: int = Field(default=384, ge=64, le=3_072, description="of OpenAI's model")
    openai_base_url: str = "https://api.openai.com/v1"
    openai_secret: str = Field(
        default="", description="the secret with the key, in Secrets Manager"
    )
    language_base_url: str = Field(default="", description="of a language model, if there is one")
    language_secret: str = Field(default="", description="the secret with its key")
    language_model: str = Field(default="", description="instead of every prompt's own")
    language_prices: dict[str, dict[str, float | bool | str]] = Field(
        default={},
        description="of models that models.yaml does not know, or instead",
        examples=['{"my-model": {"input": 0.1, "output": 0.2}}'],
    )
    language_limit_usd: float = Field(default=100, ge=0, description="a day, never more")
    language_alert_usd: float = Field(default=80, ge=0, description="a day, then people are told")
    bus_name: str | None = None
    intake_bucket: str | None = None
    facts_database: str = Field(default="", description="Glue's, if Athena answers over facts")
    facts_workgroup: str = Field(default="", description="Athena's")
    api_version: str = "0.1.0"
    default_timezone: str = "Etc/UTC"
    context_quality_threshold: float = Field(default=0.7, ge=0, le=1)
    lease_seconds: int = Field(default=60, ge=5, le=900)
    max_attempts: int = Field(default=5, ge=1, le=20)
    token_url: str | None = Field(default=None, description="where callers get their tokens")
    people_client: str | None = Field(default=None, description="by which people sign in")
    sign_in_scopes: str = Field(default="", description="that people ask for, with commas")
    callers: dict[str, str] = Field(
        default={},
        description="callers' names by client id",
        examples=['{"1example2client3id": "reader"}'],
    )
    allowed_origins: str = Field(default="", description="of browsers' MCP clients, with commas")
    escalation_days: int = Field(default=7, ge=1, le=365)
    report_sender: str = Field(default="", description="from whom reports come by e-mail")
    report_links: str = Field(default="", description="the API's address, for links in reports")
    sending: bool = Field(default=False, description="whether anything reaches people outside")
    sender: str = Field(default="", description="from whom e-mail to people comes")
    company: str = Field(default="", description="the company's name, for e-mail to people")
    signature: str = Field(default="", description="under e-mail to people")
    postal_address: str = Field(default="", description="of the company, under e-mail to people")
    brand_colour: str = ""
    crawler_contact: str = Field(default="", description="page or mailbox of who runs the crawler")
    site_stand_in: str = Field(default="", description="on this machine, instead of own sites")
    inbox_address: str = Field(default="", description="where answers to e-mail come in")
    links: str = Field(default="", description="the API's address, for links in e-mail")
    link_secret: str = Field(default="", description="the secret with which links are signed")
    configuration_set: str | None = Field(default=None, description="of SES, that tells of mail")
    text_messages: bool = False
    call_queue_url: str | None = None
    step_schedule_group: str | None = Field(default=None, description="of one-time schedules")
    step_schedule_target: str | None = Field(default=None, description="whom they call")
    step_schedule_role: str | None = Field(default=None, description="as whom they call")
    webhook_url: str = ""
    webhook_secret: str = Field(default="", description="the secret with the webhook's key")
    edge_key: str = Field(default="", description="what requests through CloudFront bring along")
    rate_limits: dict[str, int] = Field(
        default={"default": 50},
        description="requests per second by the callers' names",
        examples=['{"default": 50}'],
    )

    @classmethod
    def variables(cls, environment: Mapping[str, str]) -> dict[str, Any]:
        """As of every setting; with the tables and workflows that the function is told of, of whichever
        area."""
        given = super().variables(environment)
        tables = _pairs(given.get("tables", ""))
        return {**given, "tables": tables, "workflows": _spread(given.get("workflows", ""))}

    def caller_rates(self) -> dict[str, int]:
        """``rate_limits`` by client id, and that of anybody else."""
        limits = self.rate_limits
        named = {client: limits[name] for client, name in self.callers.items() if name in limits}
        return limits | named

    def agent_names(self) -> tuple[str, ...]:
        """``agents`` one by one."""
        return tuple(name for name in self.agents.split(",") if name)

    def days_kept(self) -> dict[str, int]:
        """``retention_days`` by the real names of the tables that this function knows."""
        return {
            self.tables[name]: days
            for name, days in self.retention_days.items()
            if name in self.tables
        }

    def table(self, name: str) -> str:
        """The real name of a table, which this function cannot do without."""
        if name not in self.tables:
            raise LookupError(f"let the environment variable BATON_TABLES name {name}")
        return self.tables[name]

    def workflow(self, name: str) -> str:
        """The ARN of a workflow, which this function cannot do without."""
        if name not in self.workflows:
            raise LookupError(f"let the environment variable BATON_WORKFLOWS name {name}")
        return self.workflows[name]


def _spread(text: str) -> dict[str, str]:
    """``Baton-{one,other}`` as ``{"one": "Baton-one", "other": "Baton-other"}``."""
    common, _, names = text.rstrip("}").partition("{")
    return {name: common + name for name in names.split(",") if name}


def _pairs(text: str) -> dict[str, str]:
    """``one=a,other=b`` as ``{"one": "a", "other": "b"}``."""
    pairs = (pair.partition("=") for pair in text.split(","))
    return {name: value for name, _, value in pairs if value}
