"""Settings from the environment, checked once per container."""

import json
import os
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_DOCUMENTS = {
    "rate_limits": '{"default": 50}',
    "retention_days": '{"leads": 730}',
    "callers": '{"1example2client3id": "reader"}',
    "send_rules": '{"per_day": 2}',
    "dead_letters": '{"events": "https://sqs.example/queue"}',
    "language_prices": '{"my-model": {"input": 0.1, "output": 0.2}}',
}
"""Settings that are JSON, with an example."""


class Settings(BaseModel):
    """What a function is told by its environment: ``BATON_`` and the name in capitals.

    A function gets only the names it needs; using one that is not set is a deployment fault and
    raises ``LookupError`` through ``require``.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    stage: str = "dev"
    leads_table: str | None = None
    interactions_table: str | None = None
    campaigns_table: str | None = None
    escalations_table: str | None = None
    outbox_table: str | None = None
    requests_table: str | None = Field(default=None, description="idempotency keys, rate windows")
    imports_table: str | None = None
    experiments_table: str | None = None
    responses_table: str | None = None
    turns_table: str | None = Field(default=None, description="short-term memory")
    profiles_table: str | None = Field(default=None, description="long-term memory")
    knowledge_table: str | None = Field(default=None, description="semantic memory")
    handoffs_table: str | None = None
    subjects_table: str | None = Field(default=None, description="whose leads, and tombstones")
    cache_table: str | None = None
    agents_table: str | None = Field(default=None, description="what every agent is doing")
    traces_table: str | None = Field(default=None, description="what agents decided, and why")
    audit_table: str | None = Field(default=None, description="who did what with whose data")
    references_table: str | None = Field(
        default=None, description="what areas publish for the others"
    )
    effects_table: str | None = Field(default=None, description="what leaves the house")
    contact_status_table: str | None = Field(default=None, description="opt-outs, caps and budgets")
    spending_table: str | None = Field(default=None, description="what models cost, kill switch")
    breakers_table: str | None = Field(default=None, description="circuit breakers")
    incidents_table: str | None = Field(default=None, description="what alarms led to")
    stack_name: str = Field(default="Baton", description="with which functions and alarms begin")
    dead_letters: dict[str, str] = Field(default={}, description="addresses of queues by holder")
    topic_arn: str | None = Field(default=None, description="where people of the house listen")
    recoveries: bool = Field(default=True, description="whether operations does what may help")
    notice_webhook_url: str = Field(default="", description="of whoever is told of incidents")
    notice_webhook_secret: str = Field(default="", description="the secret with its key")
    runbook_url: str = "docs/runbook.md"
    agents: str = Field(default="", description="who reports as an agent, commas between")
    connections_table: str | None = Field(default=None, description="WebSocket clients")
    retention_days: dict[str, int] = Field(
        default={},
        description="how long items stay after they were written, by table; and episodes",
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
        default={}, description="of models that models.yaml does not know, or instead"
    )
    language_limit_usd: float = Field(default=100, ge=0, description="a day, never more")
    language_alert_usd: float = Field(default=80, ge=0, description="a day, then people are told")
    bus_name: str | None = None
    intake_bucket: str | None = None
    lead_pipeline_arn: str | None = None
    campaign_review_arn: str | None = None
    agent_handoff_arn: str | None = None
    escalation_case_arn: str | None = None
    scheduled_review_arn: str | None = None
    subject_request_arn: str | None = None
    erasure_arn: str | None = None
    api_version: str = "0.1.0"
    default_timezone: str = "Etc/UTC"
    hot_threshold: float = Field(default=70, ge=0, le=100)
    warm_threshold: float = Field(default=40, ge=0, le=100)
    qualified_threshold: float = Field(default=70, ge=0, le=100)
    inquiry_threshold: float = Field(default=30, ge=0, le=100)
    optimise_above_potential: float = Field(default=75, ge=0, le=100)
    context_quality_threshold: float = Field(default=0.7, ge=0, le=1)
    lease_seconds: int = Field(default=60, ge=5, le=900)
    max_attempts: int = Field(default=5, ge=1, le=20)
    duplicate_window_hours: int = Field(
        default=24,
        ge=0,
        le=8_760,
        description="how long the same e-mail or external id is a duplicate; 0 turns it off",
    )
    token_url: str | None = Field(default=None, description="where callers get their tokens")
    callers: dict[str, str] = Field(default={}, description="callers' names by client id")
    allowed_origins: str = Field(default="", description="of browsers' MCP clients, with commas")
    escalation_days: int = Field(default=7, ge=1, le=365)
    report_sender: str = Field(default="", description="from whom reports come by e-mail")
    report_recipients: str = Field(default="", description="who gets them, commas between")
    report_links: str = Field(default="", description="the API's address, for links in reports")
    sending: bool = Field(default=False, description="whether anything reaches people outside")
    sender: str = Field(default="", description="from whom e-mail to people comes")
    company: str = Field(default="", description="the company's name, for e-mail to people")
    signature: str = Field(default="", description="under e-mail to people")
    postal_address: str = Field(default="", description="of the company, under e-mail to people")
    brand_colour: str = ""
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
    send_rules: dict[str, Any] = Field(default={}, description="as baton.leads.send_rules has them")
    rate_limits: dict[str, int] = Field(default={"default": 50}, description="requests per second")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Reads ``BATON_*``. Raises ``LookupError`` naming every variable that is wrong."""
        given: dict[str, object] = {
            name.removeprefix("BATON_").lower(): value
            for name, value in environment.items()
            if name.startswith("BATON_")
        }
        faults: list[str] = []
        for name, example in _DOCUMENTS.items():
            if isinstance(text := given.get(name), str):
                try:
                    given[name] = json.loads(text)
                except ValueError:
                    faults.append(f"BATON_{name.upper()} must be JSON, as {example}")
                    del given[name]
        try:
            settings = cls.model_validate(given)
        except ValidationError as error:
            faults += [f"BATON_{_variable(one['loc'])}: {one['msg']}" for one in error.errors()]
        if faults:
            raise LookupError(f"the environment is not right: {'; '.join(faults)}")
        return settings

    def agent_names(self) -> tuple[str, ...]:
        """``agents`` one by one."""
        return tuple(name for name in self.agents.split(",") if name)

    def days_kept(self) -> dict[str, int]:
        """``retention_days`` by the real names of the tables that this function knows."""
        named = {name: getattr(self, f"{name}_table", None) for name in self.retention_days}
        return {table: self.retention_days[name] for name, table in named.items() if table}

    def require(self, name: str) -> str:
        """The setting ``name``, which this function cannot do without."""
        value = getattr(self, name)
        if not value:
            raise LookupError(f"set the environment variable BATON_{name.upper()}")
        return str(value)


def _variable(location: tuple[str | int, ...]) -> str:
    return str(location[0]).upper() + "".join(f"/{part}" for part in location[1:])
